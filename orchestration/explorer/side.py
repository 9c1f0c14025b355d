"""The side file: one SQLite file a release, in which a page finds what it needs by index in a millisecond.

What belongs here: copying what the audience may see out of `warehouse.duckdb`, and indexing it. What does not: asking
(`release`, `pages`) and searching (`search`). Made by a process of its own (`python -m orchestration.explorer.side`),
whose memory is gone when the server begins to use the file. Decision 016 has the measurements.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from orchestration.explorer import search
from orchestration.lifeline import end_with_parent

HERE = Path(__file__).parent
VIEWS, INDEXES = HERE / "side.sql", HERE / "indexes.sql"
BATCH = 10_000
# What holds for the whole file: nothing of it need survive a crash while it is made.
HASTE = "pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192"
CONNECTION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 2,
    "memory_limit": "1500MB",
}


def build(release: Path, target: Path, markings: Sequence[str]) -> None:
    """Write the side file of the release in the folder `release` to `target`, whole or not at all.

    Only rows with one of `markings` are copied, so that what the audience may not see is not in the file.
    Raises duckdb.Error, sqlite3.Error or OSError when the release cannot be read or the file not be written.
    """
    for folder in (target.parent.parent, target.parent):
        # A home is for its owner only, whoever makes it first.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(mode=0o600)
        with closing(open_release(release, markings)) as source, closing(sqlite3.connect(draft)) as side:
            side.executescript(HASTE)
            for table in _tables(source):
                _copy(source, side, table)
            side.executescript(INDEXES.read_text(encoding="utf-8"))
            search.build(side)
            side.execute("analyze")
            side.commit()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def open_release(release: Path, markings: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Open the release's database read-only: its tables as far as `markings` allow, and the views of `side.sql`.

    Nothing else of this machine can be reached over the connection, nor can that be changed over it.
    """
    connection = duckdb.connect(config=CONNECTION)
    connection.execute(f"attach {quoted(release / 'warehouse.duckdb')} as release (read_only)")
    connection.execute("set enable_external_access = false")
    seen = ", ".join(map(quoted, markings))
    for table, is_marked in _published(connection):
        marked = f" where marking in ({seen})" if is_marked else ""
        connection.execute(f'create view "{table}" as from release."{table}"{marked}')
    connection.execute(VIEWS.read_text(encoding="utf-8"))
    connection.execute("set lock_configuration = true")
    return connection


def _published(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bool]]:
    """The tables of the release, and whether their rows carry a mark."""
    return connection.execute(
        """
        select table_name, bool_or(column_name = 'marking')
        from duckdb_columns()
        where
            database_name = 'release'
            and table_name in (from duckdb_tables() select table_name where database_name = 'release')
        group by table_name
        order by table_name
        """
    ).fetchall()


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """All that is copied, the published tables and our own views."""
    query = "select view_name from duckdb_views() where database_name = 'memory' and not internal order by view_name"
    return [name for (name,) in connection.execute(query).fetchall()]


def _copy(source: duckdb.DuckDBPyConnection, side: sqlite3.Connection, table: str) -> None:
    # A long text stands last: SQLite then finds the other columns without reading through it.
    columns = sorted(_columns(source, table), key=lambda column: column[0] == "text")
    side.execute(f'create table "{table}" ({", ".join(f"{name} {kind}" for name, kind, _ in columns)})')
    places = ", ".join("?" * len(columns))
    rows = source.execute(f'select {", ".join(cell for *_, cell in columns)} from "{table}"')
    for batch in _batches(rows):
        side.executemany(f'insert into "{table}" values ({places})', batch)


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str, str]]:
    """Name, SQLite type and SQL of each column: dates as ISO text, lists and other nested values as JSON."""
    described = connection.execute(f'describe "{table}"').fetchall()
    return [(f'"{name}"', *_cell(f'"{name}"', kind)) for name, kind, *_ in described if name != "release_id"]


def _cell(name: str, kind: str) -> tuple[str, str]:
    if kind in {"INTEGER", "BIGINT", "BOOLEAN"}:
        return "integer", f"{name}::bigint"
    if kind == "DOUBLE" or kind.startswith("DECIMAL("):
        return "real", f"{name}::double"
    if kind == "VARCHAR":
        return "text", name
    return ("text", f"{name}::varchar") if kind == "DATE" else ("text", f"to_json({name})::varchar")


def _batches(rows: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while batch := rows.fetchmany(BATCH):
        yield batch


def quoted(value: object) -> str:
    """A value as a SQL string."""
    return "'" + str(value).replace("'", "''") + "'"


def main() -> None:
    """Build the side file that the arguments name."""
    end_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("release", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--marking", action="append", required=True)
    given = parser.parse_args()
    build(given.release, given.target, given.marking)


if __name__ == "__main__":
    main()
