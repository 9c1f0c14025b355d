"""How things stand: the last run, the release and its age, the files, what was refused and why, the next run.

What belongs here: answering `greffier status` without writing and without waiting for a run. What does not: drawing
(`console`), and what is wrong with the installation (`doctor`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestration import announcing, freshness, history
from orchestration.history import RecordsError
from orchestration.publishing import Release, latest_release, went_back_from
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError, holder
from orchestration.warehouse.store import UNEXTRACTED, Store
from orchestration.watching import WatchlistsError

REMEDIES = {
    "en": "install a spaCy pipeline for English and name it in the setting `english_model` (docs/languages.md)."
}
WHERE_TO_LOOK = "greffier status tells how the last run ended, greffier doctor what is wrong."
UNFINISHED = {"started", "starting", "canceling"}
NO_RULES = "there are no rules for that language (docs/languages.md)."


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file seen by the last night that walked the folder."""

    status: str
    reason: str | None
    source_path: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """How things stood at the time `now`.

    `running` is the process that is at work in this home. `files` counts files by status, `quarantined` the refused
    ones by reason, `unextracted` by language (ISO 639-1) the documents kept without claims for want of an extractor:
    as the last night saw them, or as the current release tells while a run is at work. `newer` is the newest
    release when somebody went back from it to the current one. `ended_well_at` is when a night last published,
    confirmed the release, or found nothing new.
    """

    now: datetime
    running: int | None
    last_run: history.Run | None
    next_run: history.NextRun | None
    ended_well_at: datetime | None
    release: Release | None = None
    newer: str | None = None
    files: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    unextracted: dict[str, int] = field(default_factory=dict)

    @property
    def release_id(self) -> str | None:
        """The current release, if there is one."""
        return self.release.release_id if self.release else None

    @property
    def release_age(self) -> timedelta | None:
        """How long ago the current release was published."""
        return self.now - self.release.created_at if self.release else None

    def as_json(self) -> dict[str, Any]:
        """All of it for other programs: times in UTC (ISO 8601), ages in seconds."""
        release = self.release
        return {
            "at": _stamp(self.now),
            "running_process": self.running,
            "last_run": _plain(asdict(self.last_run)) if self.last_run else None,
            "ended_well_at": _stamp(self.ended_well_at),
            "ended_well_age": _seconds(self.now - self.ended_well_at if self.ended_well_at else None),
            "release": {
                "release_id": release.release_id,
                "published_at": _stamp(release.created_at),
                "age": _seconds(self.release_age),
                "newer": self.newer,
                "counts": release.manifest["counts"],
            }
            if release
            else None,
            "files": self.files,
            "quarantined": self.quarantined,
            "unextracted": self.unextracted,
            "next_run": _plain(asdict(self.next_run)) if self.next_run else None,
        }


def read_status(settings: Settings, now: datetime | None = None) -> Status:
    """Look into the home and the output. Raises history.RecordsError when Dagster's records cannot be read."""
    now = now or datetime.now(UTC)
    release = latest_release(settings.output)
    with history.records(settings) as instance:
        last = history.last_run(instance) if instance else None
        following = history.next_run(settings, instance, now)
    files, quarantined, unextracted = _counts(settings, release)
    return Status(
        now=now,
        running=holder(settings.home),
        last_run=last,
        next_run=following,
        ended_well_at=freshness.ended_well_at(settings),
        release=release,
        newer=went_back_from(settings.output),
        files=files,
        quarantined=quarantined,
        unextracted=unextracted,
    )


def _counts(settings: Settings, release: Release | None) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Files by status and by reason, unextracted documents by language: the home's or, at night, the release's."""
    try:
        files, unextracted = read_files(settings), _unextracted(settings)
    except LockedError:
        told = release.manifest if release else {}
        names = ("files_by_status", "files_by_reason", "documents_unextracted_by_language")
        by_status, by_reason, by_language = (dict(told.get(name, {})) for name in names)
        return by_status, by_reason, by_language
    refused = Counter(file.reason for file in files if file.reason)
    return dict(sorted(Counter(file.status for file in files).items())), dict(refused.most_common()), unextracted


def read_files(settings: Settings) -> list[FileRow]:
    """Every file as the last night saw it, in the order of paths. Raises LockedError while a run is at work."""
    if not settings.database.exists():
        return []
    query = """
        select status, reason, source_path, coalesce(detail, nullif(array_to_string(warnings, ', '), ''))
        from bronze.files order by source_path
    """
    return [FileRow(*row) for row in Store(settings.database).peek(query)]


def _unextracted(settings: Settings) -> dict[str, int]:
    return dict(Store(settings.database).peek(UNEXTRACTED)) if settings.database.exists() else {}


def staleness(settings: Settings, now: datetime, most: timedelta) -> tuple[bool, str]:
    """Whether no night has ended well for longer than `most`, and one line that says how long ago one did."""
    time = freshness.ended_well_at(settings)
    if time is None:
        return True, f"Stale: no night has ended well yet. {WHERE_TO_LOOK}"
    told = f"a night last ended well {_stamp(time)}, {spoken(now - time)} ago"
    if now - time > most:
        return True, f"Stale: {told}; at most {spoken(most)} was asked for. {WHERE_TO_LOOK}"
    return False, f"Fresh: {told}."


def spoken(duration: timedelta) -> str:
    """A duration for people, to the minute below two days and to the hour beyond."""
    minutes = int(duration.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days >= 2:
        return f"{days} d {hours} h"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def lines(status: Status) -> list[tuple[str, str]]:
    """What a terminal shows of it: a name and what is so, from the last run to the next one."""
    told = [("last run", _last(status)), ("current release", _release(status))]
    if status.newer:
        back = f"an older one, by a rollback: greffier rollback {status.newer} returns to the newest"
        told.append(("", back))
    if status.release:
        told += [(f"  {table}", str(rows)) for table, rows in status.release.manifest["counts"].items() if rows]
    told.append(("files", "" if status.files else "none read yet: greffier run reads the documents folder"))
    told += [(f"  {name}", str(count)) for name, count in status.files.items()]
    told += [(f"    {reason}", str(count)) for reason, count in status.quarantined.items()]
    return [*told, ("next run", _next(status))]


def _last(status: Status) -> str:
    if status.running:
        return f"at work now (process {status.running})"
    ended_well = f"a night last ended well {_ago(status.ended_well_at, status.now)}" if status.ended_well_at else ""
    run = status.last_run
    if run is None:
        return ended_well or "none yet"
    failed = f" at {run.failed_at}" if run.failed_at else ""
    # Nobody is at work, so it was killed; Dagster finds out when its daemon looks.
    state = "stopped half-way" if run.state in UNFINISHED else run.state
    ended = f"{state}{failed}, {_ago(run.ended_at or run.began_at, status.now)} (run {run.run_id})"
    return f"{ended}; {ended_well}" if ended_well else ended


def _release(status: Status) -> str:
    if status.release is None:
        return "none yet"
    return f"{status.release.release_id}, published {_ago(status.release.created_at, status.now)}"


def _next(status: Status) -> str:
    if status.next_run is None:
        return "unknown"
    due = f"{status.next_run.at:%Y-%m-%d %H:%M %Z}"
    if not status.next_run.is_on:
        return f"{due} if the schedule were on: it is switched off in the Dagster UI"
    return due if status.next_run.has_daemon else f"{due} if greffier serve or a timer starts it; no daemon is at work"


def _ago(time: datetime | None, now: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC, {spoken(now - time)} ago" if time else "at an unknown time"


def advice(unextracted: Mapping[str, int]) -> list[str]:
    """For people: which documents were kept without being extracted, and what would change that."""
    return [
        f"{count} {_counted(language, count)} kept but not extracted: {REMEDIES.get(language, NO_RULES)}"
        for language, count in sorted(unextracted.items())
    ]


def watching(settings: Settings) -> list[str]:
    """For people: names on watchlists that are nobody or several, and what no alert channel took."""
    try:
        return [*announcing.remarks(settings), *announcing.untold(settings)]
    except WatchlistsError as error:
        return [str(error)]


def _counted(language: str, count: int) -> str:
    return f"document in `{language}` was" if count == 1 else f"documents in `{language}` were"


def _stamp(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat(timespec="seconds") if time else None


def _seconds(age: timedelta | None) -> int | None:
    return None if age is None else int(age.total_seconds())


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _stamp(value) if isinstance(value, datetime) else value for name, value in told.items()}


__all__ = [
    "FileRow",
    "LockedError",
    "RecordsError",
    "Status",
    "advice",
    "lines",
    "read_files",
    "read_status",
    "staleness",
]
