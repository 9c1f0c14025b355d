"""How things stand, as people and monitors ask: last run, release, age, files, next run, and whether it is stale."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.test_utils import create_run_for_test
from typer.testing import CliRunner

from orchestration import freshness, night
from orchestration.cli import app
from orchestration.environment import prepare
from orchestration.publishing import publish
from orchestration.records import FileRecord
from orchestration.runner import run_night
from orchestration.settings import Settings
from orchestration.status import read_status, spoken, staleness
from orchestration.warehouse.store import Store
from tests.small_release import Marts, judge, make_build

AT_WORK = """
import sys, time
from pathlib import Path
import duckdb
from orchestration.warehouse.lock import writer_lock
home = Path(sys.argv[1])
with writer_lock(home), duckdb.connect(str(home / "warehouse.duckdb")):
    print("at work", flush=True)
    time.sleep(600)
"""
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("GREFFIER_", "DAGSTER_"))]:
            del os.environ[name]
        yield Settings(home=tmp_path / "home", documents=tmp_path / "documents", output=tmp_path / "published")


@pytest.fixture
def status(settings):
    where = ["--home", str(settings.home), "--output", str(settings.output)]
    return lambda *arguments: CliRunner().invoke(app, ["status", *where, *arguments])


def publish_one(settings, tmp_path):
    build = make_build(Marts(tmp_path / "working.duckdb"), settings.builds / "one", None)
    facts = {
        "files_by_status": {"accepted": 5, "quarantined": 2},
        "files_by_reason": {"encrypted": 2},
        "documents_unextracted_by_language": {"de": 1},
    }
    return publish(build, settings.output, facts, keep=9)


def age_release(settings, by):
    """Let the record say that the last night was so much earlier."""
    record = settings.output / "releases.json"
    told = json.loads(record.read_text())
    told["checked_at"] = (datetime.fromisoformat(told["checked_at"]) - by).isoformat()
    record.write_text(json.dumps(told))


def test_before_the_first_night_there_is_nothing_but_the_next_run(settings, status):
    told = json.loads(status("--json").stdout)
    assert (told["last_run"], told["release"], told["ended_well_at"], told["files"]) == (None, None, None, {})
    assert told["next_run"]["has_daemon"] is False
    assert not settings.home.exists()


def test_the_release_its_age_and_what_it_holds(settings, status, tmp_path):
    release = publish_one(settings, tmp_path)
    told = json.loads(status("--json").stdout)["release"]
    assert (told["release_id"], told["counts"]) == (release.release_id, release.manifest["counts"])
    found = read_status(settings, release.created_at + timedelta(hours=30))
    assert found.as_json()["release"]["age"] == 30 * 3600
    assert found.as_json()["ended_well_age"] == 30 * 3600
    shown = status().stdout
    assert release.release_id in shown
    assert ["quotes", str(release.manifest["counts"]["quotes"])] in [line.split() for line in shown.splitlines()]


def test_files_by_status_and_refused_ones_by_reason(settings, status):
    store = Store(settings.database)
    store.create()
    refused = [
        FileRecord(f"{n}.pdf", "quarantined", reason) for n, reason in enumerate(["encrypted", "empty", "empty"])
    ]
    store.save_files([FileRecord("a.txt", "accepted"), *refused], "r1", "sig")
    told = json.loads(status("--json").stdout)
    assert told["files"] == {"accepted": 1, "quarantined": 3}
    assert told["quarantined"] == {"empty": 2, "encrypted": 1}


def test_while_a_run_is_at_work_the_release_tells_of_the_files(settings, status, tmp_path):
    """The working database is the run's alone; status neither waits for it nor fails."""
    publish_one(settings, tmp_path)
    Store(settings.database).create()
    run = subprocess.Popen([sys.executable, "-c", AT_WORK, str(settings.home)], stdout=subprocess.PIPE, text=True)
    try:
        assert run.stdout.readline() == "at work\n"
        told = json.loads(status("--json").stdout)
        assert status("--files").exit_code == 3
    finally:
        run.kill()
        run.wait()
    assert told["running_process"] == run.pid
    assert told["files"] == {"accepted": 5, "quarantined": 2}
    assert told["quarantined"] == {"encrypted": 2}
    assert told["unextracted"] == {"de": 1}


@pytest.mark.parametrize("state", [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED])
def test_how_the_last_run_of_the_night_ended(settings, status, state):
    prepare(settings)
    with DagsterInstance.get() as records:
        create_run_for_test(records, job_name="nightly", status=DagsterRunStatus.SUCCESS)
        last = create_run_for_test(records, job_name="nightly", status=state)
        create_run_for_test(records, job_name="something_else", status=DagsterRunStatus.STARTED)
    told = json.loads(status("--json").stdout)["last_run"]
    assert (told["run_id"], told["state"]) == (last.run_id, state.value.lower())
    assert state.value.lower() in status().stdout


def test_a_run_that_was_killed_is_not_told_as_going_on(settings, status):
    prepare(settings)
    with DagsterInstance.get() as records:
        create_run_for_test(records, job_name="nightly", status=DagsterRunStatus.STARTED)
    assert "stopped half-way" in status().stdout


def test_records_that_cannot_be_read_name_the_doctor(settings, status):
    prepare(settings)
    (settings.dagster_home / "dagster.yaml").write_text("telemetry: nonsense")
    answered = status()
    assert answered.exit_code == 2
    assert "greffier doctor" in answered.stderr


def test_the_next_run_is_by_the_wall_clock_of_its_time_zone(settings):
    """The clocks go forward that night: 02:15 does not exist, and Dagster runs at three."""
    found = read_status(settings, NOW)
    assert found.next_run.at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    auckland = settings.model_copy(update={"schedule_timezone": "Pacific/Auckland"})
    assert read_status(auckland, NOW).next_run.at == datetime(2026, 3, 28, 13, 15, tzinfo=UTC)


def test_a_schedule_without_a_time_is_unknown_not_an_error(settings, status, monkeypatch):
    monkeypatch.setenv("GREFFIER_SCHEDULE_CRON", "at two")
    assert json.loads(status("--json").stdout)["next_run"] is None
    assert "unknown" in status().stdout


def test_staleness_counts_from_the_last_night_that_ended_well(settings, tmp_path):
    release = publish_one(settings, tmp_path)
    day = timedelta(hours=26)
    assert staleness(settings, release.created_at + timedelta(hours=25), day)[0] is False
    assert staleness(settings, release.created_at + timedelta(hours=27), day)[0] is True
    settings.home.mkdir()
    freshness.note_nothing_new(settings, release.created_at + timedelta(hours=24))
    is_stale, line = staleness(settings, release.created_at + timedelta(hours=49), day)
    assert (is_stale, "25 h" in line) == (False, True)


def test_a_night_that_finds_nothing_new_is_one_that_ended_well(settings, status, tmp_path, monkeypatch):
    settings.documents.mkdir()
    for name in ("home", "documents", "output"):
        monkeypatch.setenv(f"GREFFIER_{name.upper()}", str(getattr(settings, name)))
    build = make_build(Marts(tmp_path / "working.duckdb"), settings.builds / "one", None)
    judge(build, inputs={"input_signature": night.look_for_news(settings).signature, "pipeline_version": "1"})
    publish(build, settings.output, {}, keep=9)
    age_release(settings, timedelta(days=3))
    assert status("--max-age", "26h").exit_code == 4
    before = [signal.getsignal(ending) for ending in (signal.SIGINT, signal.SIGTERM)]
    try:
        assert "nothing to do" in run_night(Settings()).message
    finally:
        for ending, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(ending, handler)
    assert status("--max-age", "26h").exit_code == 0


def test_a_damaged_note_of_a_quiet_night_counts_for_nothing(settings, tmp_path):
    settings.home.mkdir()
    (settings.home / "nothing-new.json").write_text('{"found_nothing')
    assert freshness.ended_well_at(settings) is None
    release = publish_one(settings, tmp_path)
    assert abs(freshness.ended_well_at(settings) - release.created_at) < timedelta(seconds=2)


def test_a_monitor_gets_one_line_and_exit_code_4_when_it_is_stale(settings, status, tmp_path):
    before = status("--max-age", "26h")
    assert (before.exit_code, len(before.stdout.splitlines())) == (4, 1)
    publish_one(settings, tmp_path)
    fresh = status("--max-age", "26h")
    assert (fresh.exit_code, len(fresh.stdout.splitlines())) == (0, 1)
    age_release(settings, timedelta(days=3))
    assert status("--max-age", "2d").exit_code == 4
    assert status("--max-age", "4d").exit_code == 0
    both = status("--max-age", "2d", "--json")
    assert both.exit_code == 4
    assert json.loads(both.stdout)["ended_well_age"] >= 3 * 24 * 3600


def test_a_monitor_does_not_wait_for_dagster(settings, status):
    with patch.dict(sys.modules):
        for name in [name for name in sys.modules if name.partition(".")[0] == "dagster"]:
            del sys.modules[name]
        status("--max-age", "26h")
        assert "dagster" not in sys.modules


@pytest.mark.parametrize("written", ["26", "h", "1w", "-2h", "26 h"])
def test_an_age_that_is_none_is_refused_with_an_example(status, written):
    refused = status(f"--max-age={written}")
    assert refused.exit_code == 2
    assert "26h" in refused.stderr


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (61, "1 h 1 min"), (47 * 60, "47 h 0 min"), (50 * 60, "2 d 2 h")],
)
def test_durations_are_told_as_people_say_them(minutes, words):
    assert spoken(timedelta(minutes=minutes)) == words
