"""The catalogue is dbt's manifest, and a mart that cannot be published says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import CatalogError, Column, Table, load_catalog


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
    expected_columns = (Column("quote_id", "varchar", "Id of the quote."), Column("said_on", "date", "Day."))
    assert load_catalog(path) == (
        Table("actors", "One row per quote.", ("quote_id",), expected_columns),
        Table("quotes", "One row per quote.", ("quote_id",), expected_columns),
    )


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
