"""Which release is current: the link `latest`, and what `latest.json` and `releases.json` tell of it.

What belongs here: the flip and its record. What does not: what is in a release. The link decides; the two files repeat
it for hosts and programs that know no links, and keep what no release can say of itself: when it was looked at, when it
was replaced, which input was checked last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from orchestration.publishing import durable
from orchestration.publishing.gate import MANIFEST_NAME, file_sha256
from orchestration.publishing.releases import Release, all_releases, latest_release

POINTER_NAME = "latest.json"
RECORD_NAME = "releases.json"
Act = Literal["published", "confirmed", "rolled back", "removed"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a release when (UTC, ISO 8601). Every act but `removed` made it the current one."""

    at: str
    act: str
    release_id: str


def lead_to(output: Path, release: Release, act: Act, now: datetime, input_signature: str | None) -> None:
    """Make `release` the current one: the link first, then its record. `input_signature` is what was checked last."""
    durable.point(output / "latest", release.folder)
    happened = Event(_stamp(now), act, release.release_id)
    forgotten = {release.release_id} if act == "published" else set()
    checked_at = _read(output / RECORD_NAME).get("checked_at") if act == "rolled back" else happened.at
    _write_record(output, release, [*events(output), happened], checked_at, input_signature, forgotten)


def record_removal(output: Path, removed: Sequence[str], now: datetime) -> None:
    """Tell of releases that are kept no longer."""
    current, told = latest_release(output), _read(output / RECORD_NAME)
    if current and removed:
        gone = [Event(_stamp(now), "removed", release_id) for release_id in removed]
        _write_record(output, current, [*events(output), *gone], told.get("checked_at"), told.get("input_signature"))


def mend(output: Path, now: datetime) -> None:
    """Let the record say again what the link says, after a process died between the two."""
    current, told = latest_release(output), _read(output / RECORD_NAME)
    stated = {_read(output / POINTER_NAME).get("release_id"), told.get("current")}
    if current and stated != {current.release_id}:
        is_recorded = recorded_sha256(output, current.release_id) is not None
        checked = checked_signature(output) if is_recorded else current.manifest.get("input_signature")
        happened = Event(_stamp(now), "confirmed", current.release_id)
        _write_record(output, current, [*events(output), happened], told.get("checked_at"), checked)


def checked_signature(output: Path) -> str | None:
    """The signature of the input that the last night judged, whichever release is current since; None before that.

    A rollback does not change it: the input that led to the release one went back from is not new.
    """
    told = _read(output / RECORD_NAME)
    current = latest_release(output)
    if current is None:
        return None
    signature = told.get("input_signature") or current.manifest.get("input_signature")
    return str(signature) if signature else None


def checked_at(output: Path) -> datetime | None:
    """When a night last judged its input and found the current release, or a new one, right (UTC); None before that."""
    told = _read(output / RECORD_NAME).get("checked_at")
    return datetime.fromisoformat(told) if told else None


def record_erasure(output: Path, replaced: Mapping[str, str], now: datetime) -> None:
    """Call releases that were rebuilt without what was erased by their new ids, and say which took whose place."""
    told = _read(output / RECORD_NAME)
    renamed = [Event(event.at, event.act, replaced.get(event.release_id, event.release_id)) for event in events(output)]
    earlier = [
        {**entry, "replaced_by": replaced.get(entry["replaced_by"], entry["replaced_by"])} for entry in _replaced(told)
    ]
    fresh = [
        {"at": _stamp(now), "release_id": old, "replaced_by": new, "because": "erasure"}
        for old, new in replaced.items()
        if old != new
    ]
    _write(output / RECORD_NAME, told | {"replaced": [*earlier, *fresh]})
    if current := latest_release(output):
        forgotten = {*replaced, *replaced.values()}
        _write_record(output, current, renamed, told.get("checked_at"), told.get("input_signature"), forgotten)


def _replaced(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(entry) for entry in told.get("replaced", [])]


def events(output: Path) -> list[Event]:
    """What happened to releases, the oldest first."""
    names = ("at", "act", "release_id")
    told = _read(output / RECORD_NAME).get("events", [])
    return [Event(*(str(event[name]) for name in names)) for event in told]


def recorded_sha256(output: Path, release_id: str) -> str | None:
    """The hash of a release's manifest as it was when it was published."""
    for entry in _read(output / RECORD_NAME).get("releases", []):
        if entry.get("release_id") == release_id:
            return str(entry.get("manifest_sha256"))
    return None


def went_back_from(output: Path) -> str | None:
    """The newest release when somebody rolled back from it to an older one that is still current; mostly None."""
    kept, current = all_releases(output), latest_release(output)
    last = next((event for event in reversed(events(output)) if event.act != "removed"), None)
    if not kept or current is None or last is None or last.act != "rolled back":
        return None
    return kept[0].release_id if current.created_at < kept[0].created_at else None


def replaced_at(output: Path) -> dict[str, datetime]:
    """When each release that once was current ceased to be, for those that no longer are."""
    ended: dict[str, datetime] = {}
    current = None
    for event in events(output):
        if event.act == "removed":
            continue
        if current and current != event.release_id:
            ended[current] = datetime.fromisoformat(event.at)
        current = event.release_id
        ended.pop(current, None)
    return ended


def _write_record(
    output: Path,
    current: Release,
    happened: Sequence[Event],
    checked_at: str | None,
    signature: str | None,
    forgotten: Set[str] = frozenset(),
) -> None:
    """Write both files. What was recorded of a release when it was published stays, unless it is `forgotten`."""
    before = _read(output / RECORD_NAME)
    recorded = before.get("releases", [])
    known = {entry["release_id"]: entry for entry in recorded if entry["release_id"] not in forgotten}
    entries = [known.get(release.release_id) or _entry(release) for release in all_releases(output)]
    checked = {"checked_at": checked_at, "input_signature": signature}
    own = next((entry for entry in entries if entry["release_id"] == current.release_id), _entry(current))
    _write(output / POINTER_NAME, own | checked)
    told = [{"at": event.at, "act": event.act, "release_id": event.release_id} for event in happened]
    replaced = {"replaced": _replaced(before)} if _replaced(before) else {}
    record = {"current": current.release_id, **checked, "releases": entries, "events": told, **replaced}
    _write(output / RECORD_NAME, record)


def _entry(release: Release) -> dict[str, Any]:
    return {
        "release_id": release.release_id,
        "path": f"releases/{release.release_id}",
        "published_at": release.manifest["created_at"],
        "previous": release.manifest.get("previous"),
        "manifest_sha256": file_sha256(release.folder / MANIFEST_NAME),
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _read(path: Path) -> dict[str, Any]:
    """A record's content; nothing when it is missing or damaged, for the releases themselves can tell it again."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _write(path: Path, told: Mapping[str, Any]) -> None:
    durable.replace_text(path, json.dumps(told, indent=2) + "\n")
