"""Judge a staged build: every check that there is, what was accepted, one verdict.

What belongs here: the order of these steps, and all that they look at. What does not: the checks themselves, and what
follows from the verdict (`publishing`).
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration.quality.acceptance import accept
from orchestration.quality.dbt_results import check_dbt
from orchestration.quality.drift import check_drift
from orchestration.quality.drift_bounds import load_bounds
from orchestration.quality.handling import check_handling
from orchestration.quality.package import check_package
from orchestration.quality.runner import check_build
from orchestration.quality.verdict import Verdict, write_verdict


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a build is judged by: the suites, the bounds against the release before, dbt's target folder and manifest.

    `base` is the folder of the current release, named by its id; None before the first one. `visible` are the handling
    marks that the audience may see.
    """

    suites: Path
    drift: Path
    dbt_target: Path
    dbt_manifest: Path
    base: Path | None
    visible: tuple[str, ...] = ("open",)


def judge(
    build: Path, run_id: str, grounds: Grounds, inputs: Mapping[str, object], accepting: Collection[str] = ()
) -> Verdict:
    """Carry out every check of the build of `run_id`, write the verdict into it and return it.

    `inputs` say what the build was made from. `accepting` names drifts that hold nothing back tonight; the verdict says
    who accepted them and when. Raises SuiteError when bounds are malformed or do not fit the build.
    """
    checks = [
        *check_build(build, grounds.suites),
        *check_dbt(grounds.dbt_target, grounds.dbt_manifest, run_id),
        *check_drift(build, grounds.base, load_bounds(grounds.drift)),
        *check_handling(build, grounds.visible),
        check_package(build),
    ]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    checks, accepted = accept(checks, accepting, _login(), at)
    return write_verdict(build, run_id, checks, inputs, grounds.base.name if grounds.base else None, accepted)


def _login() -> str:
    """Who runs this: the login, or the user's number on a machine that does not know it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"
