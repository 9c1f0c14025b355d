"""What earlier runs left: the lock, Dagster's records, the working database, the current release.

What belongs here: checks on state. What does not: folders as such (`folders`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from orchestration import dagster_storage, history
from orchestration.doctor.finding import Finding, Level
from orchestration.publishing import BrokenRelease, latest_release
from orchestration.publishing.pointer import recorded_sha256
from orchestration.publishing.releases import require_whole
from orchestration.settings import Settings
from orchestration.warehouse.file import find_damage, open_to_read
from orchestration.warehouse.lock import LockedError, holder

# No night takes a day; what holds the lock longer hangs.
LONGEST_RUN = timedelta(days=1)


def lock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether somebody is at work in this home, and since when. The kernel frees the lock of a process that ended."""
    process = holder(settings.home)
    if process is None:
        return
    since = datetime.fromtimestamp((settings.home / "writer.lock").stat().st_mtime, UTC)
    says = f"Process {process} has held the lock of {settings.home} since {since:%Y-%m-%d %H:%M} UTC."
    if now - since > LONGEST_RUN:
        yield Finding(Level.STOPS, f"{says} No run takes that long.", f"See what it does, then end it: kill {process}")
    else:
        yield Finding(Level.NOTES, f"{says} A run is at work.", "Wait for it to end; two at once are refused.")


def runs(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether Dagster takes runs for going on that are dead: the next one waits for them in its queue."""
    try:
        with history.records(settings) as instance:
            unfinished = history.unfinished_runs(instance) if instance and holder(settings.home) is None else []
    except history.RecordsError as error:
        remedy = f"Move {settings.dagster_home} away. The history of runs is lost, and nothing else."
        if dagster_storage.url() is not None:
            remedy = f"Start PostgreSQL, or mend {dagster_storage.VARIABLE} (docs/operations.md)."
        yield Finding(Level.STOPS, str(error), remedy)
        return
    for run in unfinished:
        says = f"Dagster takes run {run.run_id} for {run.state}, but nobody is at work in this home."
        yield Finding(Level.WARNS, says, "greffier serve closes it within minutes; greffier run does not mind it.")


def database(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether every block of the working database can be read."""
    if not settings.database.exists():
        return
    try:
        damage = find_damage(settings.database, open_to_read)
    except LockedError:
        yield Finding(Level.NOTES, "A run has the working database: it was not read.", "Ask again when it has ended.")
        return
    except OSError as error:
        yield Finding(Level.STOPS, str(error), "Look at the rights of the file and at the disk.")
        return
    if damage:
        says = f"The working database {settings.database} is damaged ({damage})."
        remedy = "Look at the disk. The next run that has something new sets it aside and reads all documents anew."
        yield Finding(Level.WARNS, says, remedy)


def release(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the current release is, byte for byte, what was published."""
    current = latest_release(settings.output)
    if current is None:
        return
    try:
        require_whole(current, recorded_sha256(settings.output, current.release_id))
    except BrokenRelease as error:
        yield Finding(Level.WARNS, str(error), "Go back to a whole one: greffier rollback")
