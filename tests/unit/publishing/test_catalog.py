"""The catalogue is dbt's manifest, and a mart that cannot be published says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import RELEASE_ID, CatalogError, Column, Table, load_catalog
from orchestration.publishing.catalog import Reference


def model(name: str, folder: str = "marts", **changes: Any) -> dict[str, Any]:
    columns = {
        "quote_id": {"name": "quote_id", "data_type": "varchar", "description": "Id of the\n  quote."},
        "said_on": {"name": "said_on", "data_type": "date", "description": "Day."},
    }
    node = {
        "resource_type": "model",
        "name": name,
        "fqn": ["greffier", folder, name],
        "description": "One row per quote.",
        "columns": columns,
        "config": {"meta": {"key": ["quote_id"]}},
    }
    return node | changes


def manifest(folder: Path, *nodes: dict[str, Any]) -> Path:
    path = folder / "manifest.json"
    path.write_text(json.dumps({"nodes": {f"model.greffier.{node['name']}": node for node in nodes}}))
    return path


def test_marts_come_by_name_with_types_and_descriptions(tmp_path: Path) -> None:
    path = manifest(tmp_path, model("quotes"), model("stg_quotes", folder="staging"), model("actors"))
    own = (Column("quote_id", "varchar", "Id of the quote."), Column("said_on", "date", "Day."))
    expected_columns = (*own, RELEASE_ID)
    assert load_catalog(path) == (
        Table("actors", "One row per quote.", ("quote_id",), expected_columns),
        Table("quotes", "One row per quote.", ("quote_id",), expected_columns),
    )


def test_every_table_ends_with_the_release_which_no_mart_has(tmp_path: Path) -> None:
    table = load_catalog(manifest(tmp_path, model("quotes")))[0]
    assert [column.name for column in table.columns] == ["quote_id", "said_on", "release_id"]
    assert [column.name for column in table.of_mart] == ["quote_id", "said_on"]


def test_a_model_is_no_mart_by_its_own_name(tmp_path: Path) -> None:
    path = manifest(tmp_path, model("quotes"), model("marts", folder="staging"))
    assert [table.name for table in load_catalog(path)] == ["quotes"]


def test_key_is_read_where_older_dbt_writes_it(tmp_path: Path) -> None:
    path = manifest(tmp_path, model("quotes", config={}, meta={"key": ["said_on", "quote_id"]}))
    assert load_catalog(path)[0].key == ("said_on", "quote_id")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"config": {}}, "Mart quotes: its key is missing"),
        ({"config": {"meta": {"key": ["quoteid"]}}}, "Mart quotes: its key names unknown columns"),
        ({"columns": {"quote_id": {"name": "quote_id", "data_type": None, "description": ""}}}, "quote_id has no data"),
    ],
)
def test_a_mart_that_cannot_be_published_is_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        load_catalog(manifest(tmp_path, model("quotes", **changes)))


def test_a_manifest_without_marts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no model in the folder marts"):
        load_catalog(manifest(tmp_path, model("stg_quotes", folder="staging")))


def relationship(mart: str, column: str, to: str, field: str, **config: Any) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": f"relationships_{mart}_{column}",
        "attached_node": f"model.greffier.{mart}",
        "test_metadata": {
            "name": "relationships",
            "kwargs": {"column_name": column, "to": f"ref('{to}')", "field": field},
        },
        "config": config,
    }


def test_references_are_the_relationships_to_another_tables_key(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        model("quotes"),
        model("evidence", config={"meta": {"key": ["said_on", "quote_id"]}}),
        relationship("evidence", "quote_id", "quotes", "quote_id"),
        # Of some rows only, to a part of a key, and of a table that is not published.
        relationship("evidence", "said_on", "quotes", "quote_id", where="said_on is not null"),
        relationship("quotes", "quote_id", "evidence", "quote_id"),
        relationship("quotes", "said_on", "stg_days", "said_on"),
        relationship("stg_quotes", "quote_id", "quotes", "quote_id"),
    )
    references = {table.name: table.references for table in load_catalog(path)}
    assert references == {"evidence": (Reference("quote_id", "quotes", "quote_id"),), "quotes": ()}


def test_a_column_is_required_where_the_contract_says_so(tmp_path: Path) -> None:
    quotes = model("quotes")
    quotes["columns"]["quote_id"]["constraints"] = [{"type": "not_null"}]
    (table,) = load_catalog(manifest(tmp_path, quotes))
    assert {column.name: column.is_required for column in table.columns} == {
        "quote_id": True,
        "said_on": False,
        "release_id": False,
    }
