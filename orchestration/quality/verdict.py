"""The verdict on a build: passed or not, by which figures, over which bytes.

What belongs here: binding checks to files in `verdict.json`. What does not: publishing; the publisher reads the file
for itself and compares the hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.quality.results import CheckResult

VERDICT_NAME = "verdict.json"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on a build. `files` maps each judged file to its SHA-256."""

    build_id: str
    passed: bool
    inputs: Mapping[str, object]
    checks: tuple[CheckResult, ...]
    files: Mapping[str, str]

    @property
    def blocking(self) -> tuple[CheckResult, ...]:
        """The results that hold the release back."""
        return tuple(check for check in self.checks if check.blocking)


def write_verdict(build: Path, build_id: str, checks: Sequence[CheckResult], inputs: Mapping[str, object]) -> Verdict:
    """Decide on `build`, write `verdict.json` into it and return the verdict.

    It passes when at least one check ran, none raised and no critical one failed. `inputs` say what the build was
    made from: `input_signature` and `pipeline_version`.
    """
    verdict = Verdict(
        build_id=build_id,
        passed=bool(checks) and not any(check.blocking for check in checks),
        inputs={name: inputs[name] for name in ("input_signature", "pipeline_version")},
        checks=tuple(checks),
        files={path.name: _sha256(path) for path in _judged(build)},
    )
    with (build / VERDICT_NAME).open("w", encoding="utf-8") as file:
        json.dump(asdict(verdict), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return verdict


def _judged(build: Path) -> list[Path]:
    """What readers will open: the tables, one by one and together."""
    return sorted([*build.glob("*.parquet"), *build.glob("*.duckdb")])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
