"""What every dbt model of the project keeps to, read from the manifest that `dbt parse` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"
SCHEMA = ROOT / "orchestration" / "warehouse" / "schema.sql"
STATE = ROOT / "orchestration" / "resolution" / "state.sql"
# What the store and resolution remember from night to night: nothing of it is published.
MEMORY = (
    *("state", "readings"),
    *("sources", "appearances", "profiles", "actor_profiles", "organisation_profiles", "pairs", "premises"),
)

# What readers of a release rely on: names and meanings stay, more columns are welcome.
PUBLIC_COLUMNS = {
    "documents": "document_id source_path section_index leading_document_id content_sha256 media_type language title "
    "author publisher published_on url title_found_by author_found_by publisher_found_by published_on_found_by "
    "language_found_by text character_count",
    "mentions": "mention_id document_id start_char end_char surface_text actor_id organisation_id confidence "
    "link_score link_reason matched_mention_id",
    "named_things": "thing_id document_id start_char end_char surface_text name kind rule confidence",
    "actors": "actor_id name aliases mention_count document_count quote_count confidence is_judged is_supported",
    "organisations": "organisation_id name acronym aliases kind mention_count document_count notice_count confidence "
    "is_judged is_supported",
    "register_matches": "register reference_id listed_name actor_id organisation_id link_score link_reason "
    "matched_mention_id",
    "entity_history": "entity_id fate successor_id",
    "organisation_identifiers": "organisation_id scheme identifier file_sha256 notice_index field_path",
    "roles": "role_id actor_id organisation_id title normal_title is_former started_on ended_on confidence",
    "organisation_relations": "relation_id subject_organisation_id object_organisation_id object_actor_id kind status "
    "is_former amount currency amount_text share started_on started_on_precision confidence document_count",
    "organisation_facts": "organisation_fact_id organisation_id attribute value_text value_number currency as_of "
    "confidence document_count",
    "contracts": "contract_id subject status amount currency amount_text amount_basis tax_basis signed_on "
    "signed_on_precision programme procedure cpv started_on started_on_precision duration_months lot consortium_name "
    "subcontractor_organisation_ids confidence document_count notice_count",
    "contract_parties": "contract_id organisation_id actor_id party_role is_group_leader is_current evidence_id "
    "field_path",
    "contract_values": "contract_id attribute value_rank value_text value_number currency amount_basis tax_basis "
    "value_date stated_on text_count is_chosen choice_reason evidence_id document_id file_sha256 "
    "notice_index field_path confidence",
    "contract_lots": "contract_id lot_number title amount currency supplier_organisation_ids file_sha256 notice_index",
    "quotes": "quote_id document_id start_char end_char kind content cue speaker_text speaker_actor_id "
    "speaker_organisation_id said_on confidence",
    "evidence": "evidence_id fact_table fact_id document_id start_char end_char file_sha256 notice_index field_path "
    "surface_text extractor pipeline_version confidence",
    "files": "source_path status reason detail file_sha256 byte_count media_type warnings container_path",
    "notices": "file_sha256 notice_index source_path source source_id kind lot title buyer_name buyer_identifier "
    "supplier_name supplier_identifier amount currency procedure cpv place published_on signed_on started_on "
    "duration_months url other_parties fields",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from dbt.cli.main import dbtRunner

    target = tmp_path_factory.mktemp("target")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GREFFIER_DATABASE", str(target / "warehouse.duckdb"))
        environment.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "False")
        environment.setenv("DO_NOT_TRACK", "1")
        outcome = dbtRunner().invoke(
            [
                *("parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
                *("--target-path", str(target), "--log-path", str(target), "--quiet", "--warn-error"),
            ]
        )
    assert outcome.success, outcome.exception
    parsed: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="module")
def published(models: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {model["name"]: model for model in models if model["schema"] == "marts"}


def layer(node: dict[str, Any]) -> str:
    return str(node["fqn"][1])


def attached_tests(manifest: dict[str, Any], model: dict[str, Any]) -> list[dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return [node for node in nodes if node.get("attached_node") == model["unique_id"]]


def test_every_model_lies_in_a_layer_named_by_its_prefix_and_schema(models):
    prefixes = {"staging": "stg_", "intermediate": "int_", "marts": ""}
    assert [
        model["name"]
        for model in models
        if not model["name"].startswith(prefixes[layer(model)]) or model["schema"] != layer(model)
    ] == []


def test_every_model_has_a_file_of_properties_beside_it(models):
    for model in models:
        sql = PROJECT / model["original_file_path"]
        assert model["patch_path"] == f"greffier://{Path(model['original_file_path']).with_suffix('.yml')}"
        assert sql.with_suffix(".yml").is_file()


def test_every_model_states_its_grain_and_documents_every_column(models):
    assert [model["name"] for model in models if not model["description"].startswith("One row per ")] == []
    assert [
        f"{model['name']}.{column['name']}"
        for model in models
        for column in model["columns"].values()
        if not column["description"].strip()
    ] == []


def test_layers_are_built_on_the_one_below(models):
    def parents(model: dict[str, Any]) -> set[str]:
        return {identifier.split(".")[0] for identifier in model["depends_on"]["nodes"]}

    wrong = [
        model["name"] for model in models if parents(model) != {"source" if layer(model) == "staging" else "model"}
    ]
    assert wrong == []


def test_no_intermediate_model_reads_a_mart(manifest, models):
    by_id = {model["unique_id"]: model for model in models}
    assert [
        model["name"]
        for model in models
        if layer(model) == "intermediate"
        for parent in model["depends_on"]["nodes"]
        if layer(by_id[parent]) == "marts"
    ] == []


def test_every_source_and_model_below_the_marts_is_used(manifest, models):
    used = {parent for node in manifest["nodes"].values() for parent in node["depends_on"]["nodes"]}
    assert [source for source in manifest["sources"] if source not in used] == []
    # A staging view may be there for the tests of its source alone: dbt's tests of sources show nowhere in Dagster.
    assert [m["name"] for m in models if layer(m) != "marts" and m["unique_id"] not in used] == []


def test_the_marts_hold_the_published_tables(published):
    assert set(published) == set(PUBLIC_COLUMNS)
    missing = {
        name: sorted(set(columns.split()) - set(published[name]["columns"])) for name, columns in PUBLIC_COLUMNS.items()
    }
    assert {name: columns for name, columns in missing.items() if columns} == {}


def test_every_mart_has_an_enforced_contract_with_typed_columns(published):
    assert [name for name, mart in published.items() if not mart["config"]["contract"]["enforced"]] == []
    assert [
        f"{name}.{column['name']}"
        for name, mart in published.items()
        for column in mart["columns"].values()
        if not column["data_type"]
    ] == []


def test_every_row_that_is_published_carries_a_handling_mark(published):
    marked = {"data_type": "varchar", "constraints": ["not_null"]}
    found = {
        m["name"]: {
            "data_type": m["columns"].get("marking", {}).get("data_type"),
            "constraints": [c["type"] for c in m["columns"].get("marking", {}).get("constraints", [])],
        }
        for m in published.values()
    }
    assert found
    assert {name: column for name, column in found.items() if column != marked} == {}


def test_marts_are_public_and_the_rest_private(models):
    assert [m["name"] for m in models if m["access"] != ("public" if layer(m) == "marts" else "private")] == []


def test_every_mart_names_its_key_and_tests_that_it_is_unique(manifest, published):
    for name, mart in published.items():
        key = mart["config"]["meta"]["key"]
        assert set(key) <= set(mart["columns"]), name
        unique = [
            [test["column_name"]]
            if test["test_metadata"]["name"] == "unique"
            else test["test_metadata"]["kwargs"]["columns"]
            for test in attached_tests(manifest, mart)
            if test["test_metadata"]["name"] in ("unique", "unique_combination")
        ]
        assert key in unique, name


def test_every_fact_is_tested_to_have_evidence(manifest, published):
    for name in ("roles", "contracts", "quotes", "organisation_relations", "organisation_facts"):
        fields = [test["test_metadata"]["kwargs"].get("field") for test in attached_tests(manifest, published[name])]
        assert "fact_id" in fields, name


def test_every_mart_with_logic_has_a_unit_test(manifest, published):
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    joined = {name for name, mart in published.items() if " over (" in mart["raw_code"] or "count(" in mart["raw_code"]}
    assert joined - tested == set()


def test_every_mart_is_read_by_an_exposure(manifest, published):
    read = {parent for exposure in manifest["exposures"].values() for parent in exposure["depends_on"]["nodes"]}
    assert {mart["unique_id"] for mart in published.values()} - read == set()


def test_every_source_key_is_the_key_of_its_table(manifest):
    assert [
        source["unique_id"]
        for source in manifest["sources"].values()
        if source["config"]["meta"]["dagster"]["asset_key"] != [source["schema"], source["name"]]
    ] == []


def test_every_claim_is_tested_against_the_text(manifest):
    checked = {
        parent.split(".")[-1]
        for node in manifest["nodes"].values()
        if node.get("test_metadata", {}).get("name") == "surface_matches_text" and node["config"]["severity"] == "ERROR"
        for parent in node["depends_on"]["nodes"]
    }
    relations = {"stg_organisation_relations", "stg_organisation_facts"}
    assert checked >= {"stg_mentions", "stg_named_things", "stg_roles", "stg_contracts", "stg_quotes"} | relations


def test_every_test_belongs_to_a_model(manifest):
    """Dagster shows tests of models as checks; tests of sources would run unseen."""
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    assert [test["name"] for test in tests if not str(test["attached_node"]).startswith("model.")] == []


def test_the_sources_are_the_tables_that_python_writes(manifest):
    with duckdb.connect() as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        con.execute(STATE.read_text(encoding="utf-8"))
        written = con.execute(
            "select table_schema, table_name, column_name, lower(data_type) from information_schema.columns "
            "where table_schema in ('bronze', 'annotation', 'resolution') "
            f"and table_name not in {MEMORY} order by all"
        ).fetchall()
    declared = [
        (source["schema"], source["name"], column["name"], column["data_type"])
        for source in manifest["sources"].values()
        for column in source["columns"].values()
    ]
    assert sorted(declared) == written


def test_every_source_column_is_documented(manifest):
    assert [
        f"{source['name']}.{column['name']}"
        for source in manifest["sources"].values()
        for column in source["columns"].values()
        if not column["description"].strip()
    ] == []


def test_models_stay_readable():
    assert [path.name for path in PROJECT.rglob("models/**/*.sql") if len(path.read_text().splitlines()) > 100] == []


def test_telemetry_is_off_and_nothing_is_downloaded():
    assert "send_anonymous_usage_stats: false" in (PROJECT / "dbt_project.yml").read_text()
    assert [*PROJECT.glob("packages.y*ml"), *PROJECT.glob("dependencies.y*ml")] == []
