"""The gate: a build passes only with a verdict of its own that passed and is bound to its files by hashes.

What belongs here: sealing what was judged, and comparing it with what lies in the folder and what is current. What does
not: judging. The gate trusts nobody for it: an orchestrator's blocking check can be left out, this cannot.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.publishing import durable
from orchestration.publishing.changes import read_changes
from orchestration.publishing.content import release_id_of

VERDICT_NAME = "verdict.json"
REPORT_NAME = "report.html"
MANIFEST_NAME = "manifest.json"
CHECKSUMS_NAME = "SHA256SUMS"
# They describe the build and are written when all else is there (again when publishing is tried again).
SEALS = frozenset({MANIFEST_NAME, CHECKSUMS_NAME})
UNJUDGED = SEALS | {VERDICT_NAME, REPORT_NAME}


class NotPublishable(Exception):  # noqa: N818 - it reads as what it says: the build is not publishable
    """The build may not be published; the message is the reason in one line."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the verdict of an admitted build says, and the id of the release that it is to be.

    `verdict` is the verdict as it was read. `files` maps every file of the build, the seals aside, to its SHA-256.
    """

    build_id: str
    release_id: str
    verdict: Mapping[str, Any]
    files: Mapping[str, str]


def seal(build: Path) -> None:
    """Bind verdict and report to the files that were judged: `SHA256SUMS` over all that lies in `build`.

    The last act of judging. Whoever changes a byte of the build afterwards must also change the sums: that is no
    accident but a forgery, and no hash can tell who wrote it.
    """
    write_sums(build, hashes(build))


def admit(build: Path, current: str | None) -> Judgement:
    """Return the verdict of `build`, or raise NotPublishable with the reason. `current` is the current release's id."""
    verdict = _read(build)
    _require_passed(verdict)
    files = _require_untouched(build, verdict)
    _require_fresh(build, verdict["base_release"], current)
    release_id = release_id_of(build)
    if release_id is None:
        raise NotPublishable("Not published: the tables name another release than their content makes them.")
    return Judgement(str(verdict["build_id"]), release_id, verdict, files)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder`, the seals aside, by its path within the folder."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    # A link is never what was judged, whatever it leads to.
    return {
        name: "link" if path.is_symlink() else file_sha256(path)
        for name, path in sorted(found.items())
        if name not in SEALS
    }


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, sums: Mapping[str, str]) -> None:
    """Write `SHA256SUMS`, which `sha256sum --check` reads, in one step."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    durable.replace_text(folder / CHECKSUMS_NAME, lines)


def read_sums(folder: Path) -> dict[str, str]:
    """The hashes that `SHA256SUMS` names, by file; empty when there is none."""
    path = folder / CHECKSUMS_NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}


def _read(build: Path) -> dict[str, Any]:
    path = build / VERDICT_NAME
    try:
        verdict = json.loads(path.read_text(encoding="utf-8"))
        return {
            **verdict,
            "base_release": verdict["base_release"],
            "inputs": dict(verdict["inputs"]),
            "accepted": tuple(dict(acceptance) for acceptance in verdict["accepted"]),
            "checks": tuple(dict(check) for check in verdict["checks"]),
            "files": dict(verdict["files"]),
            "passed": verdict["passed"] is True and isinstance(verdict["build_id"], str),
        }
    except FileNotFoundError:
        raise NotPublishable(f"Not published: no verdict on this build ({path} is missing).") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotPublishable(f"Not published: {path} cannot be read ({type(error).__name__}).") from error


def _require_passed(verdict: Mapping[str, Any]) -> None:
    accepted = {acceptance.get("check") for acceptance in verdict["accepted"]}
    blocking = [check for check in verdict["checks"] if _blocks(check, accepted)]
    if blocking or not verdict["passed"]:
        raise NotPublishable(_refusal(blocking))
    if not verdict["checks"]:
        raise NotPublishable("Not published: the verdict holds no check at all.")


def _blocks(check: Mapping[str, Any], accepted: Set[str]) -> bool:
    """Whether a check holds the release back: one that failed and is more than a warning, or could not be carried out.

    Nothing but a drift can be `accepted`, and only under its name.
    """
    is_accepted = check.get("kind") == "drift" and _full_name(check) in accepted
    only_warns = (check.get("severity") == "warning" or is_accepted) and not check.get("error")
    return check.get("passed") is not True and not only_warns


def _refusal(blocking: list[Mapping[str, Any]]) -> str:
    if not blocking:
        return "Not published: the verdict says that the build failed."
    first = blocking[0]
    more = f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
    finding = first.get("error") or first.get("observed")
    return f"Not published: check {_full_name(first)}{more} failed ({finding})."


def _full_name(check: Mapping[str, Any]) -> str:
    """What people call a check; a drift goes by the name that `--accept` takes."""
    name = f"{check.get('table')}.{check.get('name')}"
    return f"drift.{name}" if check.get("kind") == "drift" else name


def _require_untouched(build: Path, verdict: Mapping[str, Any]) -> dict[str, str]:
    """The hash of every file, each as it was judged and sealed; nothing more lies there and nothing less."""
    found, judged = hashes(build), verdict["files"]
    strangers = sorted((found.keys() - UNJUDGED) ^ judged.keys())
    if strangers:
        raise NotPublishable(f"Not published: {strangers[0]} was added or removed after the verdict.")
    sealed = {name: sha256 for name, sha256 in read_sums(build).items() if name not in SEALS}
    if not sealed:
        raise NotPublishable(f"Not published: the build is not sealed ({build / CHECKSUMS_NAME} is missing).")
    for name in sorted(found.keys() | sealed.keys()):
        if found.get(name) != sealed.get(name) or found.get(name) != judged.get(name, found.get(name)):
            raise NotPublishable(f"Not published: {name} changed after the verdict.")
    return found


def _require_fresh(build: Path, base: str | None, current: str | None) -> None:
    """The release that the build was made on and judged against is still the current one."""
    try:
        changed_since = read_changes(build)["previous"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotPublishable("Not published: the build does not say on which release it was made.") from error
    for made_on in (base, changed_since):
        if made_on != current:
            raise NotPublishable(
                f"Not published: the build was made on {made_on or 'no release'}, but {current or 'none'} is current "
                "now. Run again."
            )
