"""The gate: a build passes only with a verdict of its own that passed and is bound to its files by hashes.

What belongs here: reading `verdict.json` and comparing it with what lies in the folder. What does not: judging. The
gate trusts nobody for it: an orchestrator's blocking check can be left out, this cannot.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERDICT_NAME = "verdict.json"
MANIFEST_NAME = "manifest.json"
CHECKSUMS_NAME = "SHA256SUMS"
# They describe the build and are written after it was judged (the last two again when publishing is tried again).
SEALS = frozenset({MANIFEST_NAME, CHECKSUMS_NAME})
UNJUDGED = SEALS | {VERDICT_NAME, "report.html"}


class NotPublishable(Exception):  # noqa: N818 - it reads as what it says: the build is not publishable
    """The build may not be published; the message is the reason in one line."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the verdict of an admitted build says. `files` maps each judged file to its SHA-256."""

    build_id: str
    inputs: Mapping[str, Any]
    checks: tuple[Mapping[str, Any], ...]
    files: Mapping[str, str]


def admit(build: Path) -> Judgement:
    """Return the verdict of `build`, or raise NotPublishable with the reason."""
    judgement, passed = _read(build)
    blocking = [check for check in judgement.checks if _blocks(check)]
    if blocking or not passed:
        raise NotPublishable(_refusal(blocking))
    if not judgement.checks:
        raise NotPublishable("Not published: the verdict holds no check at all.")
    _compare(build, judgement)
    return judgement


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(build: Path) -> tuple[Judgement, bool]:
    path = build / VERDICT_NAME
    try:
        verdict = json.loads(path.read_text(encoding="utf-8"))
        judgement = Judgement(
            build_id=str(verdict["build_id"]),
            inputs=dict(verdict["inputs"]),
            checks=tuple(dict(check) for check in verdict["checks"]),
            files=dict(verdict["files"]),
        )
        return judgement, verdict["passed"] is True
    except FileNotFoundError:
        raise NotPublishable(f"Not published: no verdict on this build ({path} is missing).") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotPublishable(f"Not published: {path} cannot be read ({type(error).__name__}).") from error


def _blocks(check: Mapping[str, Any]) -> bool:
    """Whether a check holds the release back: a critical one that failed, or any that could not be carried out."""
    only_warns = check.get("severity") == "warning" and not check.get("error")
    return check.get("passed") is not True and not only_warns


def _refusal(blocking: list[Mapping[str, Any]]) -> str:
    if not blocking:
        return "Not published: the verdict says that the build failed."
    first = blocking[0]
    more = f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
    finding = first.get("error") or first.get("observed")
    return f"Not published: check {first.get('table')}.{first.get('name')}{more} failed ({finding})."


def _compare(build: Path, judgement: Judgement) -> None:
    present = {str(path.relative_to(build)) for path in build.rglob("*") if not path.is_dir()} - UNJUDGED
    strangers = sorted(present ^ judgement.files.keys())
    if strangers:
        raise NotPublishable(f"Not published: {strangers[0]} was added or removed after the verdict.")
    for name, sha256 in sorted(judgement.files.items()):
        path = build / name
        if path.is_symlink() or file_sha256(path) != sha256:
            raise NotPublishable(f"Not published: {name} changed after the verdict.")
