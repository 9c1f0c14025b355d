"""The doctor finds what would stop a night, names the remedy, and is silent about what is well."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from dagster import DagsterRunStatus
from dagster._core.test_utils import create_run_for_test
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.doctor import CHECKS, Level, examine, folders, installation
from orchestration.publishing import latest_release
from orchestration.settings import Settings
from orchestration.warehouse.lock import holder

HOLD = "import sys, time; from pathlib import Path; from orchestration.warehouse.lock import writer_lock\n"
HOLD += "with writer_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"


def found(settings, check, now=None):
    """What one check found."""
    return [finding for name, finding in examine(settings, now or datetime.now(UTC)) if name == check and finding]


def with_(settings, **changes):
    return Settings(**(settings.model_dump(exclude_unset=True) | changes))


@pytest.fixture
def at_work(settings):
    """Another process that has the lock of the home."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(settings.home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_healthy_greffier_has_no_finding(settings):
    assert [(name, finding) for name, finding in examine(settings, datetime.now(UTC)) if finding] == []


def test_every_check_is_told_of_even_when_it_found_nothing(settings):
    told = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert [row["check"] for row in told] == list(CHECKS)
    assert {row["level"] for row in told} == {"ok"}


def test_what_stops_a_night_exits_with_1_and_what_does_not_with_0(settings):
    arguments = ["doctor", "--home", str(settings.home), "--output", str(settings.output)]
    nowhere = CliRunner().invoke(app, [*arguments, "--documents", str(settings.documents / "nowhere")])
    assert nowhere.exit_code == 1
    assert "GREFFIER_DOCUMENTS" in nowhere.stdout
    settings.home.chmod(0o755)
    open_home = CliRunner().invoke(app, [*arguments, "--documents", str(settings.documents)])
    assert open_home.exit_code == 0
    assert f"chmod 700 {settings.home}" in open_home.stdout


def test_another_python_stops(settings, monkeypatch):
    monkeypatch.setattr(installation.platform, "python_version", lambda: "3.9.2")
    [finding] = found(settings, "python")
    assert (finding.level, "3.9.2" in finding.says) == (Level.STOPS, True)


def test_packages_are_held_against_the_lock(settings, tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "duckdb==1.0.0 \\\n    --hash=sha256:00\nno-such-package==2.1 \\\n    --hash=sha256:00\n"
        "typer>=0.1\nonly-elsewhere==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    monkeypatch.setattr(installation, "LOCK", lock)
    other, missing = found(settings, "packages")
    assert (other.level, missing.level) == (Level.WARNS, Level.STOPS)
    assert "1.0.0" in other.says
    assert duckdb.__version__ in other.says
    assert "no-such-package" in missing.says


def test_a_model_that_is_not_installed_stops(settings):
    [finding] = found(with_(settings, model="fr_nowhere_sm"), "models")
    assert (finding.level, "fr_nowhere_sm" in finding.says) == (Level.STOPS, True)


def test_tesseract_is_asked_for_when_scans_are_to_be_read(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(settings, "tesseract") == []
    [finding] = found(with_(settings, ocr=True), "tesseract")
    assert (finding.level, "tesseract-ocr-fra" in finding.says) == (Level.STOPS, True)


def test_usage_statistics_that_are_on_are_told(settings):
    file = settings.dagster_home / "dagster.yaml"
    file.write_text(file.read_text().replace("enabled: false", "enabled: true"))
    [finding] = found(settings, "telemetry")
    assert (finding.level, str(file) in finding.says) == (Level.WARNS, True)


def test_documents_that_are_not_there_stop_and_an_empty_folder_warns(settings, tmp_path):
    [finding] = found(with_(settings, documents=tmp_path / "nowhere"), "documents")
    assert finding.level is Level.STOPS
    (settings.documents / "note.txt").unlink()
    [finding] = found(settings, "documents")
    assert (finding.level, "mounted" in finding.remedy) == (Level.WARNS, True)


def test_a_full_disk_stops_before_the_night_does(settings, monkeypatch):
    left = {"free": 0}
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _path: type("Usage", (), left))
    assert {finding.level for finding in found(settings, "disk")} == {Level.STOPS}
    left["free"] = int(1.5 * folders.LEAST_FREE_BYTES)
    assert {finding.level for finding in found(settings, "disk")} == {Level.WARNS}
    left["free"] = 1000 * folders.LEAST_FREE_BYTES
    assert found(settings, "disk") == []


@pytest.mark.parametrize(
    ("inner", "outer"), [("output", "documents"), ("home", "documents"), ("documents", "output"), ("home", "output")]
)
def test_folders_that_lie_in_each_other_stop(settings, inner, outer):
    """Releases among the documents would be read as documents the next night."""
    [finding] = found(with_(settings, **{inner: getattr(settings, outer) / "inside"}), "namespaces")
    assert finding.level is Level.STOPS
    assert f"GREFFIER_{inner.upper()}" in finding.remedy


def test_one_folder_for_two_things_is_told_once(settings):
    assert len(found(with_(settings, documents=settings.output), "namespaces")) == 1


@pytest.mark.parametrize("place", ["..", "inside"])
def test_the_home_of_another_greffier_around_or_in_ours_is_told(settings, place):
    other = settings.home / place
    other.mkdir(exist_ok=True)
    (other / "writer.lock").touch()
    [finding] = found(settings, "namespaces")
    assert (finding.level, str(other.resolve()) in finding.says) == (Level.WARNS, True)


def test_a_decision_that_cannot_be_read_stops(settings, tmp_path):
    settings = with_(settings, curation=tmp_path / "curation")
    settings.curation.mkdir()
    (settings.curation / "judgements.csv").write_text("left,right\nLéa Varenne,Odile Tazi\n")
    [finding] = found(settings, "curation")
    assert (finding.level, "judgements.csv" in finding.says) == (Level.STOPS, True)


@pytest.mark.parametrize(
    "wrong",
    [{"schedule_cron": "at two"}, {"schedule_cron": "61 2 * * *"}, {"schedule_timezone": "Europe/Nordalis"}],
)
def test_a_schedule_that_means_no_time_stops(settings, wrong):
    [finding] = found(with_(settings, **wrong), "schedule")
    assert (finding.level, next(iter(wrong)) in finding.says) == (Level.STOPS, True)


def test_a_clock_that_went_back_behind_the_last_release_stops(settings):
    published = latest_release(settings.output).created_at
    assert found(settings, "clock", published - timedelta(minutes=1)) == []
    [finding] = found(settings, "clock", published - timedelta(hours=1))
    assert (finding.level, "timedatectl" in finding.remedy) == (Level.STOPS, True)


def test_a_run_at_work_is_noted_and_one_that_hangs_stops(settings, at_work):
    now = datetime.now(UTC)
    assert holder(settings.home) == at_work.pid
    [finding] = found(settings, "lock", now)
    assert (finding.level, str(at_work.pid) in finding.says) == (Level.NOTES, True)
    [finding] = found(settings, "lock", now + timedelta(days=2))
    assert (finding.level, f"kill {at_work.pid}" in finding.remedy) == (Level.STOPS, True)


def test_a_killed_process_holds_no_lock(settings, at_work):
    at_work.kill()
    at_work.wait()
    assert holder(settings.home) is None
    assert found(settings, "lock") == []


def test_a_run_that_died_is_told_and_one_at_work_is_not(settings, records, at_work):
    run = create_run_for_test(records, job_name="nightly", status=DagsterRunStatus.STARTED)
    assert found(settings, "runs") == []
    at_work.kill()
    at_work.wait()
    [finding] = found(settings, "runs")
    assert (finding.level, run.run_id in finding.says) == (Level.WARNS, True)


def test_records_that_cannot_be_read_stop(settings, records):
    with sqlite3.connect(settings.dagster_home / "history" / "runs.db") as database:
        database.execute("insert into alembic_version values ('another')")
    [finding] = found(settings, "runs")
    assert (finding.level, str(settings.dagster_home) in finding.remedy) == (Level.STOPS, True)


def test_a_damaged_database_is_told_and_none_is_no_finding(settings):
    with duckdb.connect(str(settings.database)) as connection:
        connection.execute("create table big as select range as n, md5(range::text) as m from range(100000)")
    assert found(settings, "database") == []
    damaged = bytearray(settings.database.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    settings.database.write_bytes(damaged)
    [finding] = found(settings, "database")
    assert (finding.level, str(settings.database) in finding.says) == (Level.WARNS, True)
    assert "sets it aside" in finding.remedy
    settings.database.unlink()
    assert found(settings, "database") == []
    settings.database.mkdir()
    [finding] = found(settings, "database")
    assert finding.level is Level.STOPS


def test_a_release_that_was_changed_after_publishing_is_told(settings):
    with (latest_release(settings.output).folder / "quotes.parquet").open("ab") as file:
        file.write(b"x")
    [finding] = found(settings, "release")
    assert (finding.level, "quotes.parquet" in finding.says) == (Level.WARNS, True)
    assert "rollback" in finding.remedy
