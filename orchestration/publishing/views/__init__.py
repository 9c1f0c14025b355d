"""Views for analysts, kept in `warehouse.duckdb`: one file of SQL a view, opening with its comment.

What belongs here: questions that people ask of a release, in SQL that DuckDB 1.2 understands. What does not: logic that
the tables need (dbt). Each view reads the tables of the file that it lies in and nothing else.
"""

from __future__ import annotations

from importlib.resources import files

import duckdb


def create_views(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Create every view in the open `warehouse.duckdb`, with its comment; return their names."""
    sources = {path.name: path for path in files(__package__).iterdir() if path.name.endswith(".sql")}
    names = tuple(name.removesuffix(".sql") for name in sorted(sources))
    for name in names:
        sql = sources[f"{name}.sql"].read_text(encoding="utf-8")
        connection.execute(f"create or replace view {name} as {sql}")
        comment = comment_of(sql).replace("'", "''")
        connection.execute(f"comment on view {name} is '{comment}'")
    return names


def comment_of(sql: str) -> str:
    """What a file of SQL says of itself: its first lines of comment, as one line."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)
