"""What Dagster does unasked: it tells of failures, notices documents that come, and closes runs that were killed."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.arrivals import Seen
from tests.conftest import ROOT, Greffier

pytestmark = pytest.mark.integration


@pytest.fixture
def defs(greffier: Greffier, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    for name, value in greffier.environment.items():
        if name.startswith("GREFFIER_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("GREFFIER_CHANNELS__FILE__PATH", str(greffier.folder / "alerts.jsonl"))
    monkeypatch.setenv("DAGSTER_HOME", str(greffier.home / "dagster"))
    monkeypatch.chdir(greffier.folder)
    from orchestration.environment import prepare
    from orchestration.settings import Settings

    prepare(Settings())
    from orchestration.definitions import defs

    return defs


def told(greffier: Greffier) -> list[dict]:
    path = greffier.folder / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@dg.op
def read_minutes() -> None:
    raise ValueError("« Le quai rouvrira », dit Odile Tazi")


@dg.job(name="nightly")
def failing_night() -> None:
    read_minutes()


@dg.job(name="by_hand")
def failing_part() -> None:
    read_minutes()


def test_a_failed_night_is_told_once_by_step_and_kind_of_error_without_its_words(
    defs: dg.Definitions, greffier: Greffier
) -> None:
    from orchestration.defs.alerting import tell_failure

    with dg.instance_for_test() as instance:
        for job in (failing_night, failing_part):
            result = job.execute_in_process(instance=instance, raise_on_error=False)
            event = next(event for event in result.all_events if event.is_failure and not event.is_step_event)
            for _ in range(2):
                context = dg.build_run_status_sensor_context(
                    sensor_name="tell_failure",
                    dagster_event=event,
                    dagster_instance=instance,
                    dagster_run=instance.get_run_by_id(result.run_id),
                ).for_run_failure()
                tell_failure(context)
    (event,) = told(greffier)
    assert event["kind"] == "failure"
    assert "step read_minutes failed (ValueError)" in event["message"]
    assert "quai" not in json.dumps(event)
    assert "Tazi" not in json.dumps(event)


def test_no_night_for_too_long_is_told_once_until_one_ends_well(defs: dg.Definitions, greffier: Greffier) -> None:
    from orchestration import announcing, freshness
    from orchestration.defs.alerting import tell
    from orchestration.settings import Settings

    now = datetime.now(UTC)
    with dg.instance_for_test() as instance:
        for hours in (30, 25):
            freshness.note_nothing_new(Settings(), now - timedelta(hours=hours))
            for _ in range(2):
                tell(dg.build_sensor_context(instance=instance))
    (event,) = told(greffier)
    assert (event["kind"], event["hours"], event["limit"]) == ("stale", 30, "26")
    announcing.notice(Settings(), now + timedelta(hours=2))
    announcing.deliver(Settings())
    assert [event["kind"] for event in told(greffier)] == ["stale", "stale"]


def test_documents_start_a_run_once_they_have_been_still(defs: dg.Definitions, greffier: Greffier) -> None:
    sensor = defs.resolve_sensor_def("documents_have_come")
    assert sensor.default_status == dg.DefaultSensorStatus.STOPPED
    with dg.instance_for_test() as instance:

        def look(cursor: str | None) -> tuple[str | None, bool, str]:
            context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs)
            found = sensor.evaluate_tick(context)
            return found.cursor, bool(found.run_requests), found.skip_message or ""

        greffier.write("un.txt")
        cursor, asked, why = look(None)
        assert (asked, why) == (False, "The folder has changed: waiting until it is still.")
        cursor, asked, why = look(cursor)
        assert (asked, why.startswith("The folder has been still for")) == (False, True)
        greffier.write("deux.txt")
        cursor, asked, why = look(older(cursor))
        assert (asked, why) == (False, "The folder has changed: waiting until it is still.")
        cursor, asked, _ = look(older(cursor))
        assert asked
        cursor, asked, why = look(older(cursor))
        assert (asked, why) == (False, "Nothing has come since the last look.")


def older(cursor: str | None) -> str:
    """The cursor as it would be had the last change been an hour earlier."""
    seen = Seen.from_text(cursor)
    since = datetime.fromisoformat(seen.since) - timedelta(hours=1)
    return Seen(seen.stamp, since.isoformat(), seen.was_judged).as_text()


def test_a_quiet_night_reports_the_release_so_that_it_does_not_look_stale(
    defs: dg.Definitions, greffier: Greffier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration import night

    schedule = defs.resolve_schedule_def("every_night")
    quiet = night.News("same", "same", "rel-0123456789abcdef")
    monkeypatch.setattr(night, "look_for_news", lambda _: quiet)
    with dg.instance_for_test() as instance:
        context = dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 1, 2, tzinfo=UTC))
        assert "Nothing new" in (schedule.evaluate_tick(context).skip_message or "")
        event = instance.get_latest_materialization_event(dg.AssetKey(["release", "latest"]))
        assert event is not None
        assert event.asset_materialization.metadata["release_id"].value == "rel-0123456789abcdef"


HOLDER = """
import sys, time
from pathlib import Path
from orchestration.warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_killed_run_is_closed_and_started_once_more_and_a_living_one_is_left_alone(
    defs: dg.Definitions, greffier: Greffier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster._daemon.monitoring.run_monitoring import monitor_started_run

    from orchestration import run_launcher

    monkeypatch.setattr(run_launcher, "SETTLING_SECONDS", 0)
    monkeypatch.setattr(run_launcher, "STARTING_SECONDS", 0)
    log = logging.getLogger("test")
    with dg.DagsterInstance.from_config(str(greffier.home / "dagster")) as instance:
        job = defs.resolve_job_def("nightly")
        run = instance.create_run_for_job(job, tags=job.run_tags)
        instance.report_dagster_event(dg.DagsterEvent("PIPELINE_START", "nightly"), run_id=run.run_id)
        command = [sys.executable, "-c", HOLDER, str(greffier.home)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            monitor_started_run(instance, None, instance.get_run_record_by_id(run.run_id), log)
            assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED
            os.kill(worker.pid, signal.SIGKILL)
        time.sleep(0.01)
        monitor_started_run(instance, None, instance.get_run_record_by_id(run.run_id), log)
        closed = instance.get_run_by_id(run.run_id)
        assert closed.status == dg.DagsterRunStatus.FAILURE
        assert closed.tags["dagster/will_retry"] == "true"
        assert closed.tags["dagster/retry_strategy"] == "ALL_STEPS"


def test_a_step_that_failed_is_not_tried_again_by_dagster(defs: dg.Definitions, greffier: Greffier) -> None:
    """What stopped it, a lock or a full disk, would stop it again."""
    with dg.DagsterInstance.from_config(str(greffier.home / "dagster")) as instance:
        result = failing_night.execute_in_process(instance=instance, raise_on_error=False)
        assert instance.get_run_by_id(result.run_id).tags["dagster/will_retry"] == "false"
        assert instance.run_coordinator.__class__.__name__ == "QueuedRunCoordinator"
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1


def test_folders_are_told_apart_by_what_lies_in_them_not_by_reading_it(tmp_path: Path) -> None:
    from orchestration.documents.signature import folder_stamp

    (tmp_path / "a.txt").write_text("un")
    first = folder_stamp(tmp_path)
    assert folder_stamp(tmp_path) == first
    os.utime(tmp_path / "a.txt", ns=(1, 1))
    assert folder_stamp(tmp_path) != first
