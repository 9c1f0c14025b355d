"""The tables as CSV for spreadsheets: UTF-8, a header, and no cell that a spreadsheet would run as a formula.

What belongs here: cells as text; lists and nested values are JSON within their cell. What does not: types and keys of
the columns, which `datapackage.json` states.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.publishing.catalog import Column, Table
from orchestration.publishing.content import text

# What OWASP's page on CSV injection names. Apostrophes before such a sign count too, so that dropping one of them
# always gives back what was written.
FORMULA = r"^'*[=+\-@\t\r\n＝＋－＠]"
PLAIN_TYPES = frozenset({"BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DECIMAL", "DATE"})


def write_sheets(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path) -> None:
    """Write `<table>.csv` for each of the tables that `connection` is open on, rows in the order of their key."""
    folder.mkdir(exist_ok=True)
    for table in tables:
        cells = ", ".join(map(_cell, table.columns))
        path = text(folder / f"{table.name}.csv")
        connection.execute(f'copy (select {cells} from "{table.name}") to {path} (format csv, header true)')


def _cell(column: Column) -> str:
    """The SQL of one cell: numbers and dates stay what they are, words are made safe."""
    name, data_type = f'"{column.name}"', column.data_type.upper()
    if not data_type.endswith("[]") and data_type.partition("(")[0] in PLAIN_TYPES:
        return name
    words = name if data_type == "VARCHAR" else f"to_json({name})::varchar"
    return f"case when regexp_matches({words}, {text(FORMULA)}) then '''' || {words} else {words} end as {name}"
