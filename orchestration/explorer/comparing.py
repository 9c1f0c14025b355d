"""What changed since another release that is kept: how many rows of each table; both releases opened side by side.

What belongs here: opening both, read-only, as far as their readers may see them, and counting. What does not: which
releases there are (`kept`), and what is new about one entity (`news`). Of all that pages do this alone needs DuckDB: it
is loaded when first asked for, kept small, and asked by one reader at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "128MB",
    "preserve_insertion_order": False,
    "threads": 1,
    "temp_directory": "",
}
# Who waits keeps one of few threads from showing pages.
WAIT_SECONDS = 3.0
# Tells of a release what is compared itself, so that it is none of its content.
_NOT_COMPARED = ("alerts",)
_one_at_a_time = Lock()


class IncomparableError(Exception):
    """Two releases cannot be compared; the message names them and the kind of fault."""


class BusyError(Exception):
    """Another comparison is being made: there is memory for one."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows of a table were added, modified and removed."""

    table: str
    added: int
    modified: int
    removed: int


def compare(before: Path, after: Path, markings: Sequence[str]) -> list[Compared]:
    """The tables that differ between two release folders, as far as both may be seen."""
    return _compare(before, after, tuple(markings), (_stamp(before), _stamp(after)))


@lru_cache(maxsize=8)
def _compare(before: Path, after: Path, markings: tuple[str, ...], _stamps: tuple[int, int]) -> list[Compared]:
    """Releases do not change, save by an erasure, which `_stamps` tell: what was once compared is known."""
    keys = _keys(after)
    with both(before, after, markings) as connection:
        found = [_table(connection, table, keys.get(table, ())) for table in _tables_of(connection, "after")]
    return [table for table in found if table.added or table.modified or table.removed]


def _stamp(folder: Path) -> int:
    return (folder / "manifest.json").stat().st_mtime_ns


@contextmanager
def both(before: Path, after: Path, markings: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with views `before_<table>` and `after_<table>` of what may be seen, and no way to anything else.

    What readers gave is only ever a parameter of what is asked over it. Raises IncomparableError when one of the
    databases cannot be read, or was made by a version of Greffier that told other things; BusyError when another reader
    compares and does not come to an end soon.
    """
    import duckdb

    try:
        with _alone(), closing(duckdb.connect(config=CONFIG)) as connection:
            for name, folder in (("before", before), ("after", after)):
                connection.execute(f"attach {_text(folder / 'warehouse.duckdb')} as {name} (read_only)")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            _show(connection, ", ".join(map(_text, markings)), _keys(after))
            yield connection
    except duckdb.Error as error:
        raise IncomparableError(f"{before.name} and {after.name}: {type(error).__name__}") from error


@contextmanager
def _alone() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        _one_at_a_time.release()


def _show(connection: duckdb.DuckDBPyConnection, seen: str, keys: Mapping[str, Sequence[str]]) -> None:
    """Make the views. What was open before and is not any more is not shown out of the past either."""
    there, here = _tables_of(connection, "before"), _tables_of(connection, "after")
    for table in here:
        _view(connection, "after", table, [f"marking in ({seen})"])
        if table not in there:
            connection.execute(f"create view before_{table} as from after_{table} limit 0")
            continue
        closed = [(table, keys.get(table, ()))]
        if "document_id" in _columns(connection, f"before.{table}"):
            closed.append(("documents", ("document_id",)))
        _view(
            connection,
            "before",
            table,
            [f"marking in ({seen})", *(_not_closed(other, key, seen) for other, key in closed if key)],
        )


def _not_closed(table: str, key: Sequence[str], seen: str) -> str:
    same = " and ".join(f"now.{_name(column)} is not distinct from told.{_name(column)}" for column in key)
    return f"not exists (select 1 from after.{table} as now where now.marking not in ({seen}) and {same})"


def _view(connection: duckdb.DuckDBPyConnection, name: str, table: str, conditions: Sequence[str]) -> None:
    connection.execute(
        f"create view {name}_{table} as select * exclude (release_id) from {name}.{table} as told"
        f" where {' and '.join(conditions)}"
    )


def _tables_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    query = "select table_name from duckdb_tables() where database_name = ? order by table_name"
    return [table for (table,) in connection.execute(query, [name]).fetchall() if table not in _NOT_COMPARED]


def _keys(folder: Path) -> Mapping[str, Sequence[str]]:
    """The key of each table, as the release itself told what changed in it; whole rows are compared where none is."""
    try:
        told = json.loads((folder / "changes.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {table: changes["key"] for table, changes in told["tables"].items()}


def _table(connection: duckdb.DuckDBPyConnection, table: str, declared: Sequence[str]) -> Compared:
    columns = {name: _columns(connection, f"{name}_{table}") for name in ("before", "after")}
    common = [name for name, kind in columns["after"].items() if columns["before"].get(name) == kind]
    key = [name for name in declared if name in common] or common
    sides = ", ".join(
        f"{name} as (select {', '.join(map(_name, key))}, hash({', '.join(map(_name, common))}) as content,"
        f" true as there from {name}_{table})"
        for name in ("before", "after")
    )
    joined = " and ".join(f"before.{_name(column)} is not distinct from after.{_name(column)}" for column in key)
    counted = connection.execute(
        f"""
        with {sides}
        select
            count(*) filter (where before.there is null),
            count(*) filter (where before.content <> after.content),
            count(*) filter (where after.there is null)
        from before full join after on {joined}
        """
    ).fetchone()
    return Compared(table, *(counted or (0, 0, 0)))


def _columns(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in connection.execute(f"describe {view}").fetchall()}


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
