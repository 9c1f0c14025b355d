"""Texts in the tables of a database: changing some of them, wherever in a value they stand.

What belongs here: columns, values, and words that repeat a place of a text. What does not: what is changed into what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb


def tables_of(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """Columns with their types by table, in order."""
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = ? and database_name ="
        " current_database() order by table_name, column_index",
        [schema],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def recut_surfaces(con: duckdb.DuckDBPyConnection, source: str, table: str) -> None:
    """Cut `surface_text` of a table anew from the texts of `source`.documents, where a row is about a place in one."""
    con.execute(
        f"""
        update {table} as t set surface_text = substring(d.text, t.start_char + 1, t.end_char - t.start_char)
        from (select document_id, any_value(text) as text from {source}.documents group by document_id) d
        where t.document_id = d.document_id and t.start_char is not null
        and t.surface_text is distinct from substring(d.text, t.start_char + 1, t.end_char - t.start_char)
        """
    )


def change_texts(
    con: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    kind: str,
    change: Callable[[str], str],
    where: str = "true",
) -> None:
    """Change the texts of one column, also those inside lists, structs and maps; only rows that change are written."""
    found = con.execute(f'select distinct "{column}" from {table} where "{column}" is not null and {where}')
    changes = [(value, new) for (value,) in _all(found) if (new := changed(value, change)) != value]
    if not changes:
        return
    con.execute(f'create or replace temp table changes (old {kind}, "new" {kind})')
    con.executemany("insert into changes values (?, ?)", changes)
    con.execute(
        f'update {table} as t set "{column}" = c."new" from changes c'
        f' where t."{column}" is not distinct from c.old and {where}'
    )


def _all(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(10_000):
        yield from rows


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """The value with its texts changed, also those inside lists, structs and maps."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [changed(part, change) for part in value]
    if isinstance(value, dict):
        return {changed(key, change) if key else key: changed(part, change) for key, part in value.items()}
    return value
