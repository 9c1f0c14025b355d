"""The verdict on a build: passed or not, by which figures, over which bytes, compared with which release.

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

from orchestration.quality.acceptance import Acceptance
from orchestration.quality.results import CheckResult

VERDICT_NAME = "verdict.json"
# They tell of the judgement or seal the release: written after it, so not part of what is judged.
UNJUDGED = frozenset({VERDICT_NAME, "report.html", "manifest.json", "SHA256SUMS"})
# Without these nobody can say later what a release was made from.
INPUTS = ("input_signature", "pipeline_version")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided on a build. `files` maps each judged file, by its path in the build, to its SHA-256.

    `base_release` is the release that was current when the build was judged; none before the first one.
    """

    build_id: str
    passed: bool
    base_release: str | None
    inputs: Mapping[str, object]
    accepted: tuple[Acceptance, ...]
    checks: tuple[CheckResult, ...]
    files: Mapping[str, str]

    @property
    def blocking(self) -> tuple[CheckResult, ...]:
        """The results that hold the release back."""
        return tuple(check for check in self.checks if check.blocking)


def write_verdict(
    build: Path,
    build_id: str,
    checks: Sequence[CheckResult],
    inputs: Mapping[str, object],
    base_release: str | None = None,
    accepted: Sequence[Acceptance] = (),
) -> Verdict:
    """Decide on `build`, write `verdict.json` into it and return the verdict.

    It passes when at least one check ran, none raised, and no critical one failed without being accepted. `inputs` say
    what the build was made from: hashes and versions by name. Raises ValueError when one that must be known is missing.
    """
    if missing := [name for name in INPUTS if name not in inputs]:
        raise ValueError(f"A verdict says what the build was made from: {', '.join(missing)} is missing.")
    verdict = Verdict(
        build_id=build_id,
        passed=bool(checks) and not any(check.blocking for check in checks),
        base_release=base_release,
        inputs=dict(inputs),
        accepted=tuple(accepted),
        checks=tuple(checks),
        files={name: _sha256(build / name) for name in _judged(build)},
    )
    with (build / VERDICT_NAME).open("w", encoding="utf-8") as file:
        json.dump(asdict(verdict), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return verdict


def _judged(build: Path) -> list[str]:
    """Every file that readers may open, those of subfolders too."""
    names = (path.relative_to(build).as_posix() for path in build.rglob("*") if not path.is_dir())
    return sorted(name for name in names if name not in UNJUDGED)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
