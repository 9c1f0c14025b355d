"""A night that meets bad input or a bad end: a clear message, the right exit code, and `latest` as it was."""

import os
import shutil
import signal
import time

import pytest

from tests.faults.nights import content, dagster_runs, digest, rows, tamper

pytestmark = pytest.mark.faults


def is_for_people(done):
    """One message, no traceback."""
    return "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()[-1]) < 600


def test_missing_folder_is_a_usage_error_that_names_it(greffier):
    greffier.documents.rmdir()
    done = greffier.command("run")
    assert done.returncode == 2
    assert str(greffier.documents) in done.stderr.replace("\n", "")
    assert is_for_people(done)
    assert not greffier.output.exists()


def test_wrong_setting_is_a_usage_error_that_names_it(greffier):
    done = greffier.command("run", GREFFIER_KEEP_RELEASES="none")
    assert done.returncode == 2
    assert "keep_releases" in done.stderr
    assert is_for_people(done)


def test_model_that_is_not_installed_is_a_usage_error(greffier):
    done = greffier.command("run", GREFFIER_MODEL="fr_core_news_xxl")
    assert done.returncode == 2
    assert "fr_core_news_xxl" in done.stderr


def test_second_run_at_the_same_time_is_refused_and_changes_nothing(nights, tmp_path):
    work = nights.copy(tmp_path / "work")
    first = work.start("run")
    try:
        wait_for(first, "Reading documents")
        os.killpg(first.pid, signal.SIGSTOP)
        before = every_file(work)
        second = work.command("run")
        assert second.returncode == 3
        assert str(first.pid) in second.stderr
        assert is_for_people(second)
        assert every_file(work) == before
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()


def every_file(greffier):
    """Hash and time of every file that Greffier keeps."""
    paths = [path for folder in (greffier.home, greffier.output) for path in sorted(folder.rglob("*"))]
    return [(path, digest(path), path.stat().st_mtime_ns) for path in paths if path.is_file()]


def test_ctrl_c_ends_a_run_at_once_and_says_what_is_current(nights, tmp_path):
    work = nights.copy(tmp_path / "work")
    # As a script starts its background jobs: deaf to Ctrl-C.
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    running = work.start("run")
    signal.signal(signal.SIGINT, ours)
    interrupt(work, running, "Extracting", signal.SIGINT)


def test_a_run_that_a_service_manager_ends_is_taken_up_by_the_next_one(nights, tmp_path):
    work = nights.copy(tmp_path / "work")
    interrupt(work, work.start("run"), "Building tables", signal.SIGTERM)
    done = work.command("run")
    assert done.returncode == 0, done.stderr
    assert work.rows("select count(*) from documents") == [(3,)]
    assert dagster_runs(work) == ["SUCCESS", "CANCELED", "SUCCESS"]


def interrupt(work, running, stage, sent):
    release = work.latest.name
    wait_for(running, stage)
    running.send_signal(sent)
    _, stderr = running.communicate(timeout=120)
    assert running.returncode == 130
    assert f"Interrupted: the next run goes on from here. Release {release} is current." in stderr
    assert "Traceback" not in stderr
    assert work.latest.name == release
    assert dagster_runs(work) == ["SUCCESS", "CANCELED"]


def wait_for(process, stage):
    """Read stderr until the run reports a stage."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        line = process.stderr.readline()
        if line.startswith(stage):
            return
        assert line or process.poll() is None, "the run ended too early"
    raise AssertionError(f"{stage} was never reported")


def test_empty_folder_gives_a_release_with_empty_tables(nights):
    work = nights.start_anew()
    done = nights.run()
    assert done.code == 0, done
    assert rows(work, "select count(*) from documents") == [(0,)]
    types = dict(rows(work, "select column_name, data_type from duckdb_columns() where table_name = 'contracts'"))
    assert types["amount"] == "DOUBLE"
    assert types["signed_on"] == "DATE"


def test_documents_without_facts_twins_and_unreadable_files_give_a_normal_release(nights):
    work = nights.start_anew()
    work.write("rien.txt", "Il a plu toute la journée sur les collines, et le vent est tombé vers le soir.\n")
    work.write(
        "sans-contrat.txt", "Léa Varenne a pris la parole. « Le port restera ouvert cet hiver », a-t-elle dit.\n"
    )
    shutil.copy(work.documents / "rien.txt", work.documents / "sosie.txt")
    work.write("binaire.txt", "").write_bytes(os.urandom(5000))
    work.write("vide.txt", "")
    work.write("secret.txt", "Odile Tazi est venue seule.\n").chmod(0)
    done = nights.run()
    assert done.code == 0, done
    statuses = dict(rows(work, "select source_path, status from files"))
    assert statuses["sosie.txt"] == "duplicate"
    assert statuses["binaire.txt"] == statuses["vide.txt"] == "quarantined"
    assert rows(work, "select count(*) from contracts") == [(0,)]
    assert rows(work, "select count(*) from files where status = 'quarantined' and reason is null") == [(0,)]


def test_a_span_that_says_something_else_blocks_the_release(nights):
    released = content(nights.greffier)
    tamper(nights.greffier, "update annotation.quotes set surface_text = surface_text || ' !'")
    done = nights.run()
    assert done.code == 1
    assert "every_span_says_what_it_claims" in done.said
    assert content(nights.greffier) == released


def test_a_failing_dbt_test_blocks_the_release_and_is_named(nights):
    released = content(nights.greffier)
    tamper(nights.greffier, "update annotation.quotes set kind = 'shouted'")
    done = nights.run()
    assert done.code == 1
    assert "accepted_values_stg_quotes_kind" in done.said
    assert "Traceback" not in done.stderr
    assert content(nights.greffier) == released
