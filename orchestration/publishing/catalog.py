"""The published tables as dbt's manifest declares them: the single source of types, keys, order and comments.

What belongs here: reading marts, their keys and columns out of `manifest.json`. What does not: the tables' rows, and
any list of tables or columns of our own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any


class CatalogError(Exception):
    """A mart is declared in a way that cannot be published; the message names it and says what to add."""


@dataclass(frozen=True, slots=True)
class Column:
    """A published column. `data_type` is a DuckDB type; `is_required` says that no row leaves it empty."""

    name: str
    data_type: str
    description: str
    is_required: bool = False


# The last column of every published table; staging fills it, no mart has it.
RELEASE_ID = Column(
    "release_id", "varchar", "The release that the row belongs to, `rel-…`: the same in all its tables."
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds a key of the table `table`, whose one key column is `target`."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A published table. Rows are ordered by `key`."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()

    @property
    def of_mart(self) -> tuple[Column, ...]:
        """The columns that the mart fills: all but the release's id."""
        return tuple(column for column in self.columns if column != RELEASE_ID)


def load_catalog(manifest_json: Path) -> tuple[Table, ...]:
    """Read every model of the folder `marts` from dbt's manifest, by name.

    Raises CatalogError when the manifest holds no mart, or a mart lacks its key or a column's type.
    """
    nodes = json.loads(manifest_json.read_text(encoding="utf-8"))["nodes"].values()
    marts = [node for node in nodes if node["resource_type"] == "model" and "marts" in node["fqn"][1:-1]]
    if not marts:
        raise CatalogError(f"{manifest_json} declares no model in the folder marts; run `dbt parse` on the project.")
    tables = sorted(map(_table, marts), key=lambda table: table.name)
    references = _references(nodes, {table.name: table.key for table in tables})
    return tuple(replace(table, references=tuple(sorted(references[table.name], key=astuple))) for table in tables)


def _references(
    nodes: Iterable[Mapping[str, Any]], keys: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Iterable[Reference]]:
    """The references of each table to the key of another, as tests of relationships hold them for every row."""
    found: dict[str, list[Reference]] = defaultdict(list)
    for node in nodes:
        test = node.get("test_metadata") or {}
        if test.get("name") != "relationships" or node.get("config", {}).get("where"):
            continue
        arguments = test["kwargs"]
        table = arguments["to"].removeprefix("ref('").removesuffix("')")
        if keys.get(table) == (arguments["field"],):
            tested = str(node["attached_node"]).rpartition(".")[2]
            found[tested].append(Reference(arguments["column_name"], table, arguments["field"]))
    return found


def _table(node: Mapping[str, Any]) -> Table:
    columns = tuple(_column(node["name"], column) for column in node["columns"].values())
    # dbt 1.10 moved `meta` under `config`; it still fills both in some versions.
    meta = {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}
    key = tuple(meta.get("key", ()))
    unknown = set(key) - {column.name for column in columns}
    if not key or unknown:
        fault = f"names unknown columns {sorted(unknown)}" if unknown else "is missing"
        raise CatalogError(f"Mart {node['name']}: its key {fault}; list its columns under `meta: {{key: […]}}`.")
    return Table(node["name"], _one_line(node["description"]), key, (*columns, RELEASE_ID))


def _column(table: str, column: Mapping[str, Any]) -> Column:
    if not column.get("data_type"):
        raise CatalogError(f"Mart {table}: column {column['name']} has no data_type; declare one in its yml.")
    is_required = any(constraint["type"] == "not_null" for constraint in column.get("constraints", ()))
    return Column(column["name"], column["data_type"], _one_line(column["description"]), is_required)


def _one_line(description: str) -> str:
    return " ".join(description.split())
