"""How to ask tables of resolution for some ids, and how to write many rows to them.

What belongs here: registering what is asked for, reading and writing rows as columns. What does not: any table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.resolution.profiles import Key, Row


class Database:
    """The tables of one database. The caller opens the connection and its transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    @contextmanager
    def asked(self, ids: Collection[str]) -> Iterator[None]:
        """`asked`, for as long as it lasts: the ids."""
        self.connection.register("asked", pa.table({"id": pa.array(sorted(ids), pa.string())}))
        try:
            yield
        finally:
            self.connection.unregister("asked")

    @contextmanager
    def grouped(self, groups: Sequence[Sequence[str]]) -> Iterator[None]:
        """`grouped`, for as long as it lasts: the ids of each group with the place of the group."""
        places = [place for place, ids in enumerate(groups) for _ in ids]
        members = pa.array([profile_id for ids in groups for profile_id in ids], pa.string())
        self.connection.register("grouped", pa.table({"profile_id": members, "place": pa.array(places, pa.int32())}))
        try:
            yield
        finally:
            self.connection.unregister("grouped")

    def by_group(self, query: str) -> dict[int, list[tuple[Any, ...]]]:
        """The rows of a query by its first column, the place of a group."""
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for place, *values in self.connection.execute(query).fetchall():
            found[place].append(tuple(values))
        return found

    @contextmanager
    def asked_keys(self, keys: Collection[Key]) -> Iterator[None]:
        """`asked_keys`, for as long as it lasts: the names by kind and key."""
        kinds, names = [kind for kind, _ in sorted(keys)], [name for _, name in sorted(keys)]
        table = pa.table({"kind": pa.array(kinds, pa.string()), "name_key": pa.array(names, pa.string())})
        self.connection.register("asked_keys", table)
        try:
            yield
        finally:
            self.connection.unregister("asked_keys")

    def column(self, query: str, parameters: Sequence[Any] = ()) -> list[str]:
        """The first column of a query."""
        return [row[0] for row in self.connection.execute(query, list(parameters)).fetchall()]

    def rows(self, query: str) -> list[Row]:
        """The rows of a query by column."""
        found: list[Row] = self.connection.sql(query).to_arrow_table().to_pylist()
        return found

    def insert(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows to a table; columns that the table does not have are left out."""
        found = list(rows)
        if not found:
            return
        # The table's own types, so that a column of nothing but empty lists keeps its own.
        schema = self.connection.sql(f"select * from resolution.{table} limit 0").to_arrow_table().schema
        columns = [pa.array([row[field.name] for row in found], field.type) for field in schema]
        self.connection.register("added", pa.table(columns, schema=schema))
        self.connection.execute(f"insert into resolution.{table} by name select * from added")
        self.connection.unregister("added")
