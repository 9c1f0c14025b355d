"""Make a judged build the current release, whole or not at all; go back to an earlier one; remove old ones.

What belongs here: the order of the steps that change what readers see. What does not: writing tables (`staging`), the
decision (`gate`), or locks: the caller holds the writer's lock. Whatever step a process dies at, `latest` is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.publishing import durable, pointer
from orchestration.publishing.gate import SEALS, Judgement, NotPublishable, admit
from orchestration.publishing.manifest import write_manifest
from orchestration.publishing.releases import (
    BrokenRelease,
    Release,
    UnknownRelease,
    all_releases,
    before,
    find_release,
    latest_release,
    read_release,
    require_whole,
)

A_DAY = timedelta(days=1)


def publish(
    build: Path,
    output: Path,
    facts: Mapping[str, object],
    keep: int,
    min_age: timedelta = A_DAY,
    now: datetime | None = None,
) -> Release:
    """Make the judged `build` the current release of `output` and return it.

    `facts` go into the manifest as they are (settings, files read and quarantined, run id). A build with the content of
    a release that is kept makes no second one: that release becomes current, and `releases.json` says when. `keep`
    releases stay, and those that were current less than `min_age` ago. `build` lies on the file system of `output`.
    Raises NotPublishable when the build has no verdict, failed, is not what was judged, or was made on a release that
    is not current any more, and when the disk takes no more; `latest` then stays.
    """
    moment = now or datetime.now(UTC)
    try:
        return _publish(build.resolve(), output.resolve(), facts, keep, min_age, moment)
    except OSError as error:
        raise NotPublishable(
            f"Not published: {error}. `latest` is what it was; make room or mend the rights, and run again."
        ) from error


def roll_back(output: Path, name: str | None = None, now: datetime | None = None) -> Release:
    """Make the release before the current one, or the kept one called `name`, current, and return it.

    It stays current until a night has new input: what was checked last counts as checked still. Raises BrokenRelease
    when it is not byte by byte what was published, UnknownRelease when there is none, and changes nothing then.
    """
    output, moment = output.resolve(), now or datetime.now(UTC)
    pointer.mend(output, moment)
    current = latest_release(output)
    wanted = find_release(output, name) if name else _before(output, current)
    require_whole(wanted, pointer.recorded_sha256(output, wanted.release_id))
    if current is None or wanted.release_id != current.release_id:
        checked = pointer.checked_signature(output)
        pointer.lead_to(output, wanted, "rolled back", moment, checked)
    return wanted


def _before(output: Path, current: Release | None) -> Release:
    if current is None:
        raise UnknownRelease("`latest` leads to no release; name the one to go back to (`greffier releases`).")
    return before(output, current)


def clear_leftovers(output: Path, build: Path) -> None:
    """Remove what killed runs left under `output`: other builds, and anything temporary."""
    leftovers = [path for path in output.glob(".builds/*") if path.resolve() != build.resolve()]
    temporaries = [*output.glob(f"*{durable.TEMPORARY}"), *output.glob(f"releases/*{durable.TEMPORARY}")]
    for path in [*leftovers, *temporaries]:
        durable.remove(path)


def _publish(
    build: Path, output: Path, facts: Mapping[str, object], keep: int, min_age: timedelta, now: datetime
) -> Release:
    pointer.mend(output, now)
    for name in SEALS:
        durable.remove(build / f"{name}{durable.TEMPORARY}")
    previous = latest_release(output)
    judgement = admit(build, previous.release_id if previous else None)
    clear_leftovers(output, build)
    signature = judgement.verdict["inputs"].get("input_signature")
    kept = _kept(output, judgement.release_id)
    if kept:
        pointer.lead_to(output, kept, "confirmed", now, signature)
        durable.remove(build)
    else:
        kept = _move(build, output, judgement, facts, previous, now)
        pointer.lead_to(output, kept, "published", now, signature)
    _prune(output, keep, min_age, now)
    return kept


def _kept(output: Path, release_id: str) -> Release | None:
    """The release of that content, if it is kept and whole."""
    try:
        release = read_release(output / "releases" / release_id)
        require_whole(release, pointer.recorded_sha256(output, release_id))
    except BrokenRelease:
        return None
    return release


def _move(
    build: Path,
    output: Path,
    judgement: Judgement,
    facts: Mapping[str, object],
    previous: Release | None,
    now: datetime,
) -> Release:
    """Seal the build and give it its place among the releases; a damaged one of the same content makes room."""
    own = {"created_at": now.isoformat(timespec="microseconds"), "previous": previous.release_id if previous else None}
    write_manifest(build, judgement, {**facts, **own})
    folder = output / "releases" / judgement.release_id
    if folder.exists():
        durable.remove(folder)
    durable.move_folder(build, folder)
    return read_release(folder)


def _prune(output: Path, keep: int, min_age: timedelta, now: datetime) -> None:
    """Remove the oldest releases beyond `keep`: never the current one, never one that somebody may still be reading."""
    current = latest_release(output)
    replaced = pointer.replaced_at(output)
    others = [release for release in all_releases(output) if current and release.release_id != current.release_id]
    doomed = [
        release
        for release in others[max(keep - 1, 0) :]
        if now - max(release.created_at, replaced.get(release.release_id, release.created_at)) >= min_age
    ]
    for release in doomed:
        durable.remove(release.folder)
    pointer.record_removal(output, [release.release_id for release in doomed], now)
