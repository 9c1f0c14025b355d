"""What Dagster has recorded: how the last night ended, which runs it takes for going on, when the next one is due.

What belongs here: reading those records, without starting anything. What does not: what follows from them.
Dagster is imported late: who only asks how old the release is must not wait for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from orchestration import dagster_storage
from orchestration.settings import Settings

if TYPE_CHECKING:
    from dagster import DagsterInstance, RunRecord

NIGHT, SCHEDULE = "nightly", "every_night"


class RecordsError(RuntimeError):
    """Dagster's records are there and cannot be read."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the nightly job: Dagster's word for its state in lower case, its times (UTC), where it failed.

    `failed_at` names the step and the kind of error: never its message, which may hold words of documents.
    """

    run_id: str
    state: str
    began_at: datetime | None
    ended_at: datetime | None
    failed_at: str | None = None


@dataclass(frozen=True, slots=True)
class NextRun:
    """When the schedule is due next (in its time zone), whether it is on, and whether a daemon is there to start it."""

    at: datetime
    is_on: bool
    has_daemon: bool


@contextmanager
def records(settings: Settings) -> Iterator[DagsterInstance | None]:
    """Dagster's records of this home; None when no run was ever started there. Raises RecordsError."""
    if not (settings.dagster_home / "dagster.yaml").exists():
        yield None
        return
    try:
        dagster_storage.require_reach(settings.dagster_home)
    except dagster_storage.RecordsOutOfReachError as error:
        raise RecordsError(str(error)) from error
    from dagster import DagsterInstance

    # Its instance file asks for this variable, whoever opens it.
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    try:
        instance = DagsterInstance.from_config(str(settings.dagster_home))
    # Whatever a database, a driver or a migration may raise means the same to whoever reads.
    except Exception as error:
        raise RecordsError(f"Dagster's records in {settings.dagster_home} cannot be read: {error}") from error
    with instance:
        yield instance


def last_run(instance: DagsterInstance) -> Run | None:
    """The run of the nightly job that was asked for last, however it was started; None before the first."""
    from dagster import RunsFilter

    found = instance.get_run_records(RunsFilter(job_name=NIGHT), limit=1)
    return _run(instance, found[0]) if found else None


def unfinished_runs(instance: DagsterInstance) -> list[Run]:
    """The runs that Dagster takes for going on, the newest first."""
    from dagster import DagsterRunStatus, RunsFilter

    going_on = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    return [_run(instance, record) for record in instance.get_run_records(RunsFilter(statuses=going_on))]


def next_run(settings: Settings, instance: DagsterInstance | None, now: datetime) -> NextRun | None:
    """When the nightly schedule is due next, and whether it will be heard; None when its settings mean no time."""
    if schedule_faults(settings):
        return None
    # Dagster's own reckoning, so that both say the same when the clocks are put forward or back.
    from dagster._utils.schedules import get_next_cron_tick

    at = get_next_cron_tick(settings.schedule_cron, now, settings.schedule_timezone)
    if instance is None:
        return NextRun(at, is_on=True, has_daemon=False)
    stopped = {state.instigator_name for state in instance.all_instigator_state() if state.status.value == "STOPPED"}
    scheduler = instance.get_daemon_statuses().get("SCHEDULER")
    return NextRun(at, is_on=SCHEDULE not in stopped, has_daemon=bool(scheduler and scheduler.healthy))


def schedule_faults(settings: Settings) -> list[str]:
    """Which of the schedule's settings mean no time."""
    from dagster._utils.schedules import is_valid_cron_schedule

    is_zone = settings.schedule_timezone in available_timezones()
    return [
        *([] if is_valid_cron_schedule(settings.schedule_cron) else ["schedule_cron"]),
        *([] if is_zone else ["schedule_timezone"]),
    ]


def _run(instance: DagsterInstance, record: RunRecord) -> Run:
    run = record.dagster_run
    return Run(
        run_id=run.run_id,
        state=run.status.value.lower(),
        began_at=_moment(record.start_time),
        ended_at=_moment(record.end_time),
        failed_at=_failed_at(instance, run.run_id) if run.is_failure else None,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _failed_at(instance: DagsterInstance, run_id: str) -> str | None:
    from dagster import DagsterEventType

    for entry in instance.all_logs(run_id, of_type=DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        error = event.step_failure_data.error if event else None
        while error is not None and error.cause is not None:
            error = error.cause
        return f"{event.step_key if event else '?'} ({error.cls_name if error else 'unknown error'})"
    return None
