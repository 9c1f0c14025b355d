"""A night that meets bad input or a bad end: a clear message, the right exit code, and `latest` as it was."""

import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import duckdb
import pytest

from tests.conftest import ARTICLE, ROOT, Greffier

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def settled(tmp_path_factory) -> Greffier:
    """A Greffier with one release."""
    greffier = Greffier(tmp_path_factory.mktemp("settled"))
    greffier.write("article.txt")
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    return greffier


@pytest.fixture
def unchanged(settled):
    """`latest` leads to the same whole release after the test as before."""
    before = (settled.output / "latest").readlink(), sorted(path.name for path in settled.latest.iterdir())
    yield settled
    assert ((settled.output / "latest").readlink(), sorted(path.name for path in settled.latest.iterdir())) == before


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


def test_empty_folder_gives_a_release_with_empty_tables(greffier):
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    assert greffier.rows("select count(*) from documents") == [(0,)]
    types = dict(greffier.rows("select column_name, data_type from duckdb_columns() where table_name = 'contracts'"))
    assert types["amount"] == "DOUBLE"
    assert types["signed_on"] == "DATE"


def test_documents_without_facts_twins_and_unreadable_files_give_a_normal_release(greffier):
    greffier.write("rien.txt", "Il a plu toute la journée sur les collines, et le vent est tombé vers le soir.\n")
    greffier.write(
        "sans-contrat.txt", "Léa Varenne a pris la parole. « Le port restera ouvert cet hiver », a-t-elle dit.\n"
    )
    shutil.copy(greffier.documents / "rien.txt", greffier.documents / "sosie.txt")
    greffier.write("binaire.txt", "").write_bytes(os.urandom(5000))
    greffier.write("vide.txt", "")
    greffier.write("secret.txt", "Odile Tazi est venue seule.\n").chmod(0)
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    statuses = dict(greffier.rows("select source_path, status from files"))
    assert statuses["sosie.txt"] == "duplicate"
    assert statuses["binaire.txt"] == statuses["vide.txt"] == "quarantined"
    assert greffier.rows("select count(*) from contracts") == [(0,)]
    assert greffier.rows("select count(*) from files where status = 'quarantined' and reason is null") == [(0,)]


def test_second_run_at_the_same_time_is_refused_and_changes_nothing(unchanged):
    unchanged.write("nouveau.txt", ARTICLE.replace("Varenne", "Morvan"))
    first = unchanged.start("run")
    try:
        wait_for(first, "Starting")
        second = unchanged.command("run")
        assert second.returncode == 3
        assert str(first.pid) in second.stderr
        assert is_for_people(second)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        (unchanged.documents / "nouveau.txt").unlink()


@pytest.mark.parametrize(
    ("stage", "sent"), [("Extracting", signal.SIGINT), ("Building tables", signal.SIGTERM)], ids=["ctrl-c", "service"]
)
def test_interrupted_run_leaves_latest_and_the_next_one_goes_on(unchanged, tmp_path, stage, sent):
    work = copy_of(unchanged, tmp_path)
    release = work.latest.name
    work.write("nouveau.txt", ARTICLE.replace("Varenne", "Morvan"))
    # As a script starts its background jobs: deaf to Ctrl-C.
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    running = work.start("run")
    signal.signal(signal.SIGINT, ours)
    wait_for(running, stage)
    running.send_signal(sent)
    _, stderr = running.communicate(timeout=120)
    assert running.returncode == 130
    assert f"Interrupted: the next run goes on from here. Release {release} is current." in stderr
    assert "Traceback" not in stderr
    assert work.latest.name == release
    assert "CANCELED" in dagster_runs(work)
    done = work.command("run")
    assert done.returncode == 0, done.stderr
    assert work.rows("select count(*) from documents") == [(2,)]


def test_killed_run_leaves_latest_and_the_next_one_goes_on(unchanged, tmp_path):
    work = copy_of(unchanged, tmp_path)
    release = work.latest.name
    work.write("nouveau.txt", ARTICLE.replace("Varenne", "Morvan"))
    running = work.start("run")
    wait_for(running, "Building tables")
    # The command alone, as the kernel does when memory runs out: what it started must end with it.
    running.kill()
    running.wait()
    assert work.latest.name == release
    done = work.command("run")
    assert done.returncode == 0, done.stderr
    assert work.rows("select count(*) from documents") == [(2,)]
    assert list((work.output / ".builds").iterdir()) == []


def test_failed_expectation_publishes_nothing_and_says_which(unchanged, tmp_path):
    suites = tmp_path / "suites"
    shutil.copytree(ROOT / "orchestration" / "quality" / "suites", suites)
    suite = (suites / "documents.yml").read_text()
    (suites / "documents.yml").write_text(
        suite
        + "  - name: impossible\n    type: expect_table_row_count_to_be_between\n    kwargs: {min_value: 100000}\n"
        + "    severity: critical\n    why: A bound that no small corpus meets, to see what a failed check does.\n"
    )
    # No new document: other bounds alone are reason enough to judge again.
    done = unchanged.command("run", GREFFIER_SUITES=str(suites))
    assert done.returncode == 1
    assert "expectations_documents" in done.stderr
    assert is_for_people(done)
    report = next((unchanged.output / ".builds").glob("*/report.html"))
    assert "impossible" in report.read_text()


def test_a_span_that_says_something_else_blocks_the_release(unchanged, tmp_path):
    work = copy_of(unchanged, tmp_path)
    release = work.latest.name
    with duckdb.connect(str(work.home / "warehouse.duckdb")) as connection:
        connection.execute("update annotation.quotes set surface_text = surface_text || ' !'")
    work.write("nouveau.txt", ARTICLE.replace("Varenne", "Morvan"))
    done = work.command("run")
    assert done.returncode == 1
    assert "every_span_says_what_it_claims" in done.stderr
    assert work.latest.name == release


def test_a_failing_dbt_test_blocks_the_release_and_is_named(unchanged, tmp_path):
    work = copy_of(unchanged, tmp_path)
    release = work.latest.name
    with duckdb.connect(str(work.home / "warehouse.duckdb")) as connection:
        connection.execute("update annotation.quotes set kind = 'shouted'")
    work.write("nouveau.txt", ARTICLE.replace("Varenne", "Morvan"))
    done = work.command("run")
    assert done.returncode == 1
    assert "accepted_values_stg_quotes_kind" in done.stderr
    assert is_for_people(done)
    assert work.latest.name == release


def test_publishing_alone_from_dagster_publishes_nothing(unchanged):
    """A partial selection in the UI skips all checks; the publisher must refuse by itself."""
    import subprocess
    import sys
    from pathlib import Path

    done = subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), "asset", "materialize", "--select", "release/latest",
         "-m", "orchestration.definitions"],
        env=unchanged.environment | {"DAGSTER_HOME": str(unchanged.home / "dagster")},
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "no verdict" in done.stderr


def copy_of(greffier: Greffier, folder) -> Greffier:
    """A Greffier with the same state, to be broken."""
    for part in (greffier.documents, greffier.output, greffier.home):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return Greffier(folder)


def dagster_runs(greffier: Greffier) -> list[str]:
    """The status of every run that Dagster's records know."""
    with closing(sqlite3.connect(greffier.home / "dagster" / "history" / "runs.db")) as connection:
        return [status for (status,) in connection.execute("select status from runs")]


def wait_for(process, stage):
    """Read stderr until the run reports a stage."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        line = process.stderr.readline()
        if line.startswith(stage):
            return
        assert line or process.poll() is None, "the run ended too early"
    raise AssertionError(f"{stage} was never reported")
