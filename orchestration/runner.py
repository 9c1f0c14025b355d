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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

from orchestration import console, night, progress
from orchestration.documents.walk import FolderMissing
from orchestration.environment import prepare
from orchestration.extraction import engine
from orchestration.extraction.version import ModelMissingError
from orchestration.publishing import NotPublishable, latest_release
from orchestration.resolution import CurationError
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError, writer_lock

if TYPE_CHECKING:
    from dagster import DagsterEvent, ExecuteInProcessResult

    from orchestration.publishing import Release

OK, CHECKS_FAILED, USAGE, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
INTERRUPTION = "Interrupted: the next run goes on from here."
# Errors whose message is meant for people; anything else is a defect and keeps its traceback in Dagster's run.
FOR_PEOPLE = (CurationError, FolderMissing, LockedError, ModelMissingError, NotPublishable)
# The name that `workspace.yaml` gives to our code: without it the UI does not count the run among its job's.
SHOWN_UNDER = {".dagster/repository": "__repository__@greffier"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a night ended: exit code, one line for people, and the release that is current after it."""

    exit_code: int
    message: str
    release: Release | None = None


def run_night(settings: Settings) -> Outcome:
    """Run the nightly job if there is anything new, and say how it ended. Never raises for what people can mend.

    Call it from the main thread. After an interruption the job's thread may still be at work: leave by `os._exit`.
    """
    # A service manager ends a run as Ctrl-C does; a shell starts its background jobs deaf to Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        prepare(settings)
        with writer_lock(settings.home):
            return _run(settings)
    except LockedError as error:
        return Outcome(LOCKED, str(error))
    except (CurationError, FolderMissing, ModelMissingError) as error:
        return Outcome(USAGE, str(error))
    except OSError as error:
        return Outcome(USAGE, f"The run could not start: {error}. Check the folders and their rights.")
    except KeyboardInterrupt:
        release = latest_release(settings.output)
        current = f"Release {release.release_id} is current." if release else "Nothing was published."
        return Outcome(INTERRUPTED, f"{INTERRUPTION} {current}")


def _run(settings: Settings) -> Outcome:
    news = night.look_for_news(settings)
    if not news.is_new:
        return Outcome(
            OK, f"Nothing new since release {news.release_id}: nothing to do.", latest_release(settings.output)
        )
    started = time.monotonic()
    # The models load on one core while this process imports Dagster on the other.
    engine.start(settings.models)
    log = settings.home / "last-run.log"
    with console.showing_progress(), _stdout_to(log):
        progress.report("Starting")
        result = _wait_for_job()
    if not result.success:
        return _failure(result, log)
    release = latest_release(settings.output)
    return Outcome(OK, f"Done in {time.monotonic() - started:.0f} s.", release)


def _wait_for_job() -> ExecuteInProcessResult:
    """Run the job in its thread. Raises KeyboardInterrupt, the run marked as canceled, when a signal came first."""
    run_id, begun = str(uuid4()), Event()
    try:
        return ThreadPoolExecutor(1, thread_name_prefix="nightly").submit(_execute, run_id, begun).result()
    except KeyboardInterrupt:
        # Whatever is wrong with the record of a run, the run ends now.
        with suppress(Exception):
            if begun.is_set():
                _mark_canceled(run_id)
        raise


def _execute(run_id: str, begun: Event) -> ExecuteInProcessResult:
    import dagster as dg

    from orchestration.definitions import defs

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("nightly")
        begun.set()
        return job.execute_in_process(
            instance=instance, run_config=quiet, tags=SHOWN_UNDER, raise_on_error=False, run_id=run_id
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
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)


def _failure(result: ExecuteInProcessResult, log: Path) -> Outcome:
    """The first thing that went wrong, in one line."""
    where = f"Details: {log}, and run {result.run_id} in the Dagster UI (greffier dev)."
    for evaluation in result.get_asset_check_evaluations():
        # dbt's tests are not marked as blocking, but an error of theirs fails the step.
        if not evaluation.passed and evaluation.severity.value == "ERROR":
            return Outcome(CHECKS_FAILED, f"Nothing published: check {evaluation.check_name} failed. {where}")
    for event in result.all_events:
        if event.is_step_failure:
            return _step_failure(event, where)
    return Outcome(CHECKS_FAILED, f"Nothing published: the run failed. {where}")


def _step_failure(event: DagsterEvent, where: str) -> Outcome:
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    name = (error.cls_name or "unknown error") if error else "unknown error"
    if error and name in {cls.__name__ for cls in FOR_PEOPLE}:
        return Outcome(CHECKS_FAILED, error.message.strip().partition(f"{name}: ")[2].splitlines()[0])
    return Outcome(CHECKS_FAILED, f"Nothing published: step {event.step_key} failed ({name}). {where}")
