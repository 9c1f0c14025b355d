"""One night from the command line: the same Dagster job as in the UI, in this process, recorded in the same instance.

What belongs here: starting the job, waiting for it, saying how it ended. What does not: what the job does (`defs`).
Dagster is imported late: a second run at the same time, or a night without news, must not wait for it.
The job runs in a thread of its own, so that Ctrl-C and SIGTERM meet nothing but a wait: inside the job, Dagster
would turn them into an error raised wherever the work happens to be, which some libraries swallow.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

from orchestration import (
    announcing,
    console,
    dagster_storage,
    dead_runs,
    freshness,
    home_format,
    night,
    no_room,
    progress,
)
from orchestration.documents.walk import FolderMissing
from orchestration.environment import prepare
from orchestration.extraction import engine
from orchestration.extraction.version import ModelMissingError
from orchestration.masking import TombstonesError
from orchestration.mishaps import FOR_PEOPLE
from orchestration.publishing import latest_release, mend, went_back_from
from orchestration.quality import is_acceptable
from orchestration.resolution import CurationError
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError, writer_lock
from orchestration.watching import WatchlistsError, read_watchlists

if TYPE_CHECKING:
    from dagster import AssetCheckEvaluation, DagsterEvent, ExecuteInProcessResult

    from orchestration.publishing import Release

NOT_USABLE = (
    dagster_storage.RecordsOutOfReachError,
    CurationError,
    FolderMissing,
    home_format.HomeError,
    ModelMissingError,
    TombstonesError,
    WatchlistsError,
)
OK, CHECKS_FAILED, USAGE, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
INTERRUPTION = "Interrupted: the next run goes on from here."
# How many failed checks one line for people names; the report has them all.
MOST_FINDINGS = 3
# The name that `serving` gives to our code: without it the UI does not count the run among its job's.
SHOWN_UNDER = {".dagster/repository": "__repository__@greffier"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a night ended: exit code, one line for people, the release that is current after it.

    `run_id` is its run in Dagster, when it came to one. `untold` are lines about alerts that no channel took.
    """

    exit_code: int
    message: str
    release: Release | None = None
    run_id: str | None = None
    untold: tuple[str, ...] = ()


def run_night(settings: Settings, accepting: Sequence[str] = (), *, from_nothing: bool = False) -> Outcome:
    """Run the nightly job if there is anything new, tell the alert channels, and say how it ended.

    Never raises for what people can mend. `accepting` names drifts from the current release that are right tonight.
    `from_nothing` forgets first what the home has read and extracted, and runs whether or not there is anything new.
    Call it from the main thread. After an interruption the job's thread may still be at work: leave by `os._exit`.
    """
    outcome = _run_alone(settings, accepting, from_nothing=from_nothing)
    if outcome.exit_code in (LOCKED, INTERRUPTED):
        return outcome
    failure = outcome.message if outcome.exit_code else None
    try:
        untold = announcing.after_night(settings, failure, outcome.run_id)
    except KeyboardInterrupt:
        untold = ["Interrupted while telling the alert channels: the next run tells what is left."]
    return replace(outcome, untold=tuple(untold))


def _run_alone(settings: Settings, accepting: Sequence[str], *, from_nothing: bool) -> Outcome:
    """The night itself, under the writer's lock."""
    # A service manager ends a run as Ctrl-C does; a shell starts its background jobs deaf to Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        prepare(settings)
        with writer_lock(settings.home):
            return _run(settings, accepting, from_nothing=from_nothing)
    except LockedError as error:
        return Outcome(LOCKED, str(error))
    except NOT_USABLE as error:
        return Outcome(USAGE, str(error))
    except OSError as error:
        return Outcome(USAGE, f"The run could not start: {error}. Check the folders and their rights.")
    except Exception as error:
        if not (no_room.is_meant_by(error) or no_room.is_short(settings.home, settings.output)):
            raise
        return Outcome(CHECKS_FAILED, _no_room(settings))
    except KeyboardInterrupt:
        release = latest_release(settings.output)
        current = f"Release {release.release_id} is current." if release else "Nothing was published."
        return Outcome(INTERRUPTED, f"{INTERRUPTION} {current}")


def _run(settings: Settings, accepting: Sequence[str], *, from_nothing: bool) -> Outcome:
    if told := home_format.bring_up(settings.home, settings.dagster_home):
        console.say(told)
    mend(settings.output, datetime.now(UTC))
    if dead := dead_runs.close(settings.dagster_home):
        console.say(f"The run before was killed (Dagster run {', '.join(dead)}): this one goes on from there.")
    # What is wrong in them is said now, not after the work.
    read_watchlists(settings.watchlists)
    news = night.look_for_news(settings)
    if from_nothing:
        night.forget_work(settings)
    elif not news.is_new:
        freshness.note_nothing_new(settings, datetime.now(UTC))
        return Outcome(OK, _nothing_to_do(settings, news), latest_release(settings.output))
    started = time.monotonic()
    # The models load on one core while this process imports Dagster on the other.
    engine.start(settings.models)
    log = settings.home / "last-run.log"
    with console.showing_progress(), _stdout_to(log):
        progress.report("Starting")
        result = _wait_for_job(accepting)
    if not result.success:
        return replace(_failure(result, log, settings), run_id=result.run_id)
    release = latest_release(settings.output)
    return Outcome(OK, f"Done in {time.monotonic() - started:.0f} s.", release, result.run_id)


def _no_room(settings: Settings) -> str:
    return f"Nothing published: {no_room.advice(settings.home, settings.output)}"


def _nothing_to_do(settings: Settings, news: night.News) -> str:
    if newest := went_back_from(settings.output):
        return f"Nothing new: release {news.release_id} stays current since the rollback from {newest}."
    return f"Nothing new since release {news.release_id}: nothing to do."


def _wait_for_job(accepting: Sequence[str]) -> ExecuteInProcessResult:
    """Run the job in its thread. Raises KeyboardInterrupt, the run marked as canceled, when a signal came first."""
    run_id, begun = str(uuid4()), Event()
    try:
        return ThreadPoolExecutor(1, thread_name_prefix="nightly").submit(_execute, run_id, begun, accepting).result()
    except KeyboardInterrupt:
        # Whatever is wrong with the record of a run, the run ends now.
        with suppress(Exception):
            if begun.is_set():
                _mark_canceled(run_id)
        raise


def _execute(run_id: str, begun: Event, accepting: Sequence[str]) -> ExecuteInProcessResult:
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.defs.automation import SILENT

    config = {**SILENT, "ops": {"release__staged": {"config": {"accept": list(accepting)}}}}
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("nightly")
        begun.set()
        return job.execute_in_process(
            instance=instance, run_config=config, tags=SHOWN_UNDER, raise_on_error=False, run_id=run_id
        )


def _mark_canceled(run_id: str) -> None:
    """Say in Dagster's records how the run ended: the UI would show it as going on for ever."""
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        if run := instance.get_run_by_id(run_id):
            instance.report_run_canceled(run, message=INTERRUPTION)


@contextmanager
def _stdout_to(log: Path) -> Iterator[None]:
    """Send what dbt and Dagster print, in this process and below it, to a file: stdout is for results."""
    sys.stdout.flush()
    kept = os.dup(1)
    with log.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            # The disk of the log may be full.
            with suppress(OSError):
                sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)


def _failure(result: ExecuteInProcessResult, log: Path, settings: Settings) -> Outcome:
    """The first thing that went wrong, in one line."""
    where = f"Details: {log}, and run {result.run_id} in the Dagster UI (greffier dev)."
    for evaluation in result.get_asset_check_evaluations():
        # dbt's tests are not marked as blocking, but an error of theirs fails the step.
        if not evaluation.passed and evaluation.severity.value == "ERROR":
            return Outcome(CHECKS_FAILED, f"Nothing published: {_finding(evaluation)} {where}")
    for event in result.all_events:
        if event.is_step_failure:
            return _step_failure(event, where, settings)
    if no_room.is_short(settings.home, settings.output):
        return Outcome(CHECKS_FAILED, _no_room(settings))
    return Outcome(CHECKS_FAILED, f"Nothing published: the run failed. {where}")


def _finding(evaluation: AssetCheckEvaluation) -> str:
    """Which check failed, the first of the findings that it stands for, and how a drift among them is accepted."""
    failed = f"check {evaluation.check_name} failed"
    blocking = evaluation.metadata.get("blocking")
    findings = list(map(str, blocking.value)) if blocking and isinstance(blocking.value, list) else []
    if not findings:
        return f"{failed}."
    told, others = findings[:MOST_FINDINGS], findings[MOST_FINDINGS:]
    more = f"; {len(others)} more in the report" if others else ""
    # Of those that the line does not name too: else whoever follows it is told the next three.
    accepting = [f"--accept {name}" for finding in findings if is_acceptable(name := finding.partition(" ")[0])]
    advice = f" If that is right: greffier run {' '.join(accepting)}." if accepting else ""
    return f"{failed}: {'; '.join(told)}{more}.{advice}"


def _step_failure(event: DagsterEvent, where: str, settings: Settings) -> Outcome:
    error = event.step_failure_data.error
    if error and no_room.is_said_in(error.to_string()):
        return Outcome(CHECKS_FAILED, _no_room(settings))
    while error is not None and error.cause is not None:
        error = error.cause
    name = (error.cls_name or "unknown error") if error else "unknown error"
    if error and name in FOR_PEOPLE:
        return Outcome(CHECKS_FAILED, error.message.strip().partition(f"{name}: ")[2].splitlines()[0])
    return Outcome(CHECKS_FAILED, f"Nothing published: step {event.step_key} failed ({name}). {where}")
