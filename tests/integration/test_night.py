"""What a night leaves behind: the release, its tables, what the command said."""

import hashlib
import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.integration.conftest import GOLD

pytestmark = pytest.mark.integration

TABLES = {
    "documents", "mentions", "actors", "organisations", "roles", "contracts", "contract_parties",
    "contract_values", "contract_lots",
    "organisation_identifiers", "quotes", "evidence",
    "organisation_relations", "organisation_facts", "named_things", "entity_history", "register_matches", "alerts",
    "files", "notices",
}  # fmt: skip


def test_the_command_names_the_release_and_counts_what_it_holds(night):
    stdout = (night.folder / "stdout").read_text()
    assert str(night.latest) in stdout.replace("\n", "")
    for line in ("documents read", "files quarantined", "actors", "organisations", "roles", "contracts", "quotes"):
        assert line in stdout
    manifest = json.loads((night.latest / "manifest.json").read_text())
    assert f"{manifest['counts']['quotes']}" in stdout
    assert manifest["files_by_status"]["quarantined"] == 1


def test_the_quote_it_shows_stands_at_the_place_it_names(night):
    shown = (night.folder / "stdout").read_text().splitlines()[-1]
    place = shown.rpartition(": ")[2]
    path, _, characters = place.partition(", characters ")
    start, _, end = characters.partition("–")
    text = night.rows(f"select text from documents where source_path = '{path}'")[0][0]
    quote = (night.folder / "stdout").read_text().splitlines()[-2].strip("« »")
    assert quote.split()[0] in text[int(start) : int(end)]


def test_a_release_holds_every_table_as_parquet_and_in_one_database(night):
    assert {path.stem for path in night.latest.glob("*.parquet")} == TABLES
    for table in TABLES:
        count = night.rows(f"select count(*) from {table}")[0][0]
        assert pq.read_metadata(night.latest / f"{table}.parquet").num_rows == count


def test_every_row_of_evidence_leads_to_the_very_words(night):
    total, right = night.rows(
        """
        select count(*), count(*) filter (substring(text, start_char + 1, end_char - start_char) = surface_text)
        from evidence join documents using (document_id)
        """
    )[0]
    assert total == right > 100


def test_every_fact_has_evidence(night):
    facts = {
        "roles": "role_id",
        "contracts": "contract_id",
        "quotes": "quote_id",
        "organisation_relations": "relation_id",
        "organisation_facts": "organisation_fact_id",
    }
    for table, key in facts.items():
        orphans = night.rows(
            f"select count(*) from {table} anti join (select fact_id as {key}, fact_table from evidence) e"
            f" on e.{key} = {table}.{key} and fact_table = '{table}'"
        )
        assert orphans == [(0,)]


def test_a_subsidiary_and_its_parent_lead_to_the_words_that_say_so(night):
    words = night.rows(
        """
        select child.name, tie.kind, parent.name, status, is_former, surface_text
        from organisation_relations as tie
        join organisations as child on child.organisation_id = tie.subject_organisation_id
        join organisations as parent on parent.organisation_id = tie.object_organisation_id
        join evidence on fact_id = relation_id
        where tie.kind = 'parent' and child.name = 'Holmcray Maritime'
        """
    )
    assert words == [
        (
            *("Holmcray Maritime", "parent", "Prycewell Industries", "completed", False),
            "Holmcray Maritime, filiale de Prycewell Industries",
        )
    ]
    assert night.rows(
        "select value_text, value_number from organisation_facts join organisations using (organisation_id) "
        "where name = 'Orbanne Space' and attribute = 'founding_year'"
    ) == [("2014", 2014.0)]


def test_files_are_all_accounted_for(night):
    statuses = dict(night.rows("select status, count(*) from files group by status"))
    assert sum(statuses.values()) == len(list(night.documents.iterdir()))
    assert statuses["duplicate"] == 1
    assert statuses["quarantined"] == 1


def test_checksums_are_those_of_the_files(night):
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=night.latest, check=False)
    assert done.returncode == 0


def test_the_run_is_in_the_dagster_instance_that_the_ui_shows(night, monkeypatch):
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(night.home / "dagster"))
    manifest = json.loads((night.latest / "manifest.json").read_text())
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(manifest["run_id"])
        assert (run.job_name, run.status) == ("nightly", dg.DagsterRunStatus.SUCCESS)
        event = instance.get_latest_materialization_event(dg.AssetKey(["marts", "quotes"]))
        metadata = event.asset_materialization.metadata
        assert metadata["dagster/row_count"].value == manifest["counts"]["quotes"]
        assert "content" in metadata["preview"].md_str


def test_what_tells_quality_over_time_can_be_plotted(night, monkeypatch):
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(night.home / "dagster"))
    with dg.DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["release", "latest"]))
    metadata = event.asset_materialization.metadata
    # Dagster draws numbers only.
    plotted = {name: value.value for name, value in metadata.items() if isinstance(value.value, (int, float))}
    (share,) = night.rows("select count(*) filter (speaker_kind is not null) / count(*) from quotes")[0]
    assert plotted["quotes_with_speaker_share"] == pytest.approx(share)
    assert (plotted["documents_rows"], plotted["files_quarantined"]) == (
        *night.rows("select count(*) from documents")[0],
        1,
    )
    scored = json.loads(night.command("evaluate", "--gold", str(GOLD), "--json").stdout)
    assert plotted["gold_f1_quotes"] == pytest.approx(scored["quotes"]["f1"])
    assert plotted["gold_documents_absent"] == 0
    assert all(plotted[f"seconds_{stage}"] > 0 for stage in ("take_in", "extract", "resolve", "transform", "staged"))


def test_no_step_pickles_what_it_made(night):
    """An unpickled file runs code: Dagster's default storage must stay empty."""
    storage = night.home / "dagster" / "storage"
    left = [path for path in storage.rglob("*") if path.is_file() and "compute_logs" not in path.parts]
    assert left == []


def test_a_second_night_without_news_publishes_nothing_and_says_so(night):
    before = sorted(path.name for path in (night.output / "releases").iterdir())
    done = night.command("run")
    assert done.returncode == 0
    assert "Nothing new since release" in done.stderr
    assert sorted(path.name for path in (night.output / "releases").iterdir()) == before


def test_dbt_makes_no_attempt_to_ask_for_versions(night):
    """dagster-dbt runs `dbt --version` before each command, which asks a registry; our resource must not."""
    log = (night.home / "last-run.log").read_text()
    assert "Running with dbt=" in log
    assert "Up to date" not in log
    assert "latest" not in log.partition("Running with dbt=")[0]


def test_evaluate_scores_the_release_against_the_samples_gold(night):
    done = night.command("evaluate", "--gold", str(GOLD), "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["absent"] == []
    assert figures["actors"]["f1"] > 0.8
    assert figures["quotes"]["f1"] > 0.7


def test_workers_and_order_of_arrival_change_no_byte(night, tmp_path_factory):
    """The same documents, read in another home with one worker after a first night on half of them."""
    from tests.conftest import Greffier

    other = Greffier(tmp_path_factory.mktemp("other"))
    other.documents.mkdir()
    paths = sorted(night.documents.iterdir())
    for path in paths[len(paths) // 2 :]:
        (other.documents / path.name).write_bytes(path.read_bytes())
    assert other.command("run", "--workers", "1").returncode == 0
    for path in paths:
        (other.documents / path.name).write_bytes(path.read_bytes())
    assert other.command("run", "--workers", "1").returncode == 0
    assert hashes(other.latest) == hashes(night.latest)


def hashes(release: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in release.glob("*.parquet")}
