"""Write the marts aside as the files of a release, before anyone judges them.

What belongs here: Parquet with declared types in a fixed order, and one DuckDB file made from that very Parquet.
What does not: checks, release ids, clocks: the same tables give the same Parquet, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.publishing.catalog import Table

DATABASE_NAME = "warehouse.duckdb"
# Staging runs on one thread: where a row group ends would else depend on the number of cores.
CONNECTION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,
}


class StagingError(Exception):
    """The release could not be staged; the message says why."""


def stage(database: Path, build: Path, tables: Sequence[Table], storage_version: str) -> dict[str, int]:
    """Copy the schema `marts` of the working database into the new folder `build`; return rows by table.

    `storage_version` is the DuckDB storage format of `warehouse.duckdb` ("v1.2.0": the oldest client that opens it).
    Raises StagingError when `build` holds something already, or a table is missing or does not fit its declared types.
    """
    build.mkdir(parents=True, exist_ok=True)
    if any(build.iterdir()):
        raise StagingError(f"{build} is not empty; a build is staged once, into a new folder.")
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach {_text(database)} as working (read_only)")
        for table in tables:
            _write_parquet(con, table, build)
        con.execute("detach working")
        con.execute(f"attach {_text(build / DATABASE_NAME)} as release (storage_version {_text(storage_version)})")
        counts = {table.name: _load(con, table, build) for table in tables}
        con.execute("detach release")
    return counts


def parquet_name(table: str) -> str:
    """File of a table within a build or a release."""
    return f"{table}.parquet"


def _write_parquet(con: duckdb.DuckDBPyConnection, table: Table, build: Path) -> None:
    columns = ", ".join(f"cast({_name(c.name)} as {c.data_type}) as {_name(c.name)}" for c in table.columns)
    order = dict.fromkeys([*table.key, *(c.name for c in table.columns)])
    comments = json.dumps({c.name: c.description for c in table.columns}, ensure_ascii=False)
    query = (
        f"copy (select {columns} from working.marts.{_name(table.name)} order by {', '.join(map(_name, order))})"
        f" to {_text(build / parquet_name(table.name))} (format parquet, compression zstd,"
        f" kv_metadata {{description: {_text(table.description)}, columns: {_text(comments)}}})"
    )
    try:
        con.execute(query)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise StagingError(f"Table marts.{table.name} is not what dbt's manifest declares: {error}") from error
    except duckdb.ConversionException:
        # DuckDB's message quotes the value, and values here may be words about persons.
        raise StagingError(f"Table marts.{table.name} holds values that do not fit their declared types.") from None


def _load(con: duckdb.DuckDBPyConnection, table: Table, build: Path) -> int:
    """Fill the DuckDB file from the Parquet, so that both say the same; return the number of rows."""
    target = f"release.{_name(table.name)}"
    source = _text(build / parquet_name(table.name))
    con.execute(f"create table {target} as select * from read_parquet({source})")
    con.execute(f"comment on table {target} is {_text(table.description)}")
    for column in table.columns:
        con.execute(f"comment on column {target}.{_name(column.name)} is {_text(column.description)}")
    row = con.execute(f"select count(*) from {target}").fetchone()
    return int(row[0]) if row else 0


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
