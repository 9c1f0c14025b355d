"""The published tables as dbt's manifest declares them: the single source of types, order and comments.

What belongs here: reading marts, their keys and columns out of `manifest.json`. What does not: the tables' rows, and
any list of tables or columns of our own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CatalogError(Exception):
    """A mart is declared in a way that cannot be published; the message names it and says what to add."""


@dataclass(frozen=True, slots=True)
class Column:
    """A published column. `data_type` is a DuckDB type."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A published table. Rows are ordered by `key`."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def load_catalog(manifest_json: Path) -> tuple[Table, ...]:
    """Read every model of the folder `marts` from dbt's manifest, by name.

    Raises CatalogError when the manifest holds no mart, or a mart lacks its key or a column's type.
    """
    nodes = json.loads(manifest_json.read_text(encoding="utf-8"))["nodes"].values()
    marts = [node for node in nodes if node["resource_type"] == "model" and "marts" in node["fqn"][1:-1]]
    if not marts:
        raise CatalogError(f"{manifest_json} declares no model in the folder marts; run `dbt parse` on the project.")
    return tuple(sorted(map(_table, marts), key=lambda table: table.name))


def _table(node: Mapping[str, Any]) -> Table:
    columns = tuple(_column(node["name"], column) for column in node["columns"].values())
    # dbt 1.10 moved `meta` under `config`; it still fills both in some versions.
    meta = {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}
    key = tuple(meta.get("key", ()))
    unknown = set(key) - {column.name for column in columns}
    if not key or unknown:
        fault = f"names unknown columns {sorted(unknown)}" if unknown else "is missing"
        raise CatalogError(f"Mart {node['name']}: its key {fault}; list its columns under `meta: {{key: […]}}`.")
    return Table(node["name"], _one_line(node["description"]), key, columns)


def _column(table: str, column: Mapping[str, Any]) -> Column:
    if not column.get("data_type"):
        raise CatalogError(f"Mart {table}: column {column['name']} has no data_type; declare one in its yml.")
    return Column(column["name"], column["data_type"], _one_line(column["description"]))


def _one_line(description: str) -> str:
    return " ".join(description.split())
