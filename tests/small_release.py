"""A small release for tests of publishing and quality: real DuckDB, real Parquet, invented people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.publishing import Column, Table, stage

SMALL_MARTS = Path(__file__).parent / "small_marts.sql"


class Marts:
    """A working database with the small marts, to be changed by SQL and staged."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.run(SMALL_MARTS.read_text(encoding="utf-8"))

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.database)) as con:
            con.execute(sql)

    @property
    def tables(self) -> tuple[Table, ...]:
        with duckdb.connect(str(self.database)) as con:
            rows = con.execute(
                "select table_name, list({'name': column_name, 'type': data_type} order by column_index)"
                " from duckdb_columns() where schema_name = 'marts' group by 1 order by 1"
            ).fetchall()
        return tuple(
            Table(
                name,
                f"One row per thing of {name}.",
                (columns[0]["name"],),
                tuple(Column(c["name"], c["type"], f"It's the {c['name']} of {name}.") for c in columns),
            )
            for name, columns in rows
        )

    def stage(self, build: Path) -> dict[str, int]:
        return stage(self.database, build, self.tables, "v1.2.0")

    def empty(self) -> None:
        self.run("".join(f"delete from marts.{table.name};" for table in self.tables))


@pytest.fixture
def make_marts(tmp_path: Path) -> Callable[[str], Marts]:
    """Working databases by name, each with the small marts."""
    return lambda name: Marts(tmp_path / f"{name}.duckdb")


@pytest.fixture
def marts(make_marts: Callable[[str], Marts]) -> Marts:
    """One working database with the small marts."""
    return make_marts("working")
