"""Write the marts aside as the files of a release, before anyone judges them.

What belongs here: Parquet with declared types in a fixed order, and one DuckDB file made from that very Parquet.
What does not: checks and clocks: the same tables give the same release id and the same Parquet, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.publishing import content
from orchestration.publishing.catalog import RELEASE_ID, Table
from orchestration.publishing.changes import write_changes
from orchestration.publishing.content import CONNECTION, text

DATABASE_NAME = "warehouse.duckdb"


class StagingError(Exception):
    """The release could not be staged; the message says why."""


def stage(
    database: Path, build: Path, tables: Sequence[Table], storage_version: str, previous: Path | None = None
) -> dict[str, int]:
    """Copy the schema `marts` of the working database into the new folder `build`; return rows by table.

    Every table ends with the column `release_id`, the hash of all tables. `storage_version` is the DuckDB storage
    format of `warehouse.duckdb` ("v1.2.0": the oldest client that opens it). `previous` is the folder of the current
    release: `changes.json` says what changed since, and the build can be published only while that one is current.
    Raises StagingError when `build` holds something already, a table is missing or does not fit its declared types,
    or the disk is full.
    """
    build.mkdir(parents=True, exist_ok=True)
    if any(build.iterdir()):
        raise StagingError(f"{build} is not empty; a build is staged once, into a new folder.")
    try:
        release_id, counts = _copy(database, build, tables, storage_version)
        write_changes(build, previous, release_id)
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, OSError) as error:
        raise StagingError(f"The release could not be written to {build}: {error}. Is the disk full?") from error
    return counts


def parquet_name(table: str) -> str:
    """File of a table within a build or a release."""
    return f"{table}.parquet"


def _copy(database: Path, build: Path, tables: Sequence[Table], storage_version: str) -> tuple[str, dict[str, int]]:
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach {text(database)} as working (read_only)")
        release_id = _release_id(con, tables)
        for table in tables:
            with _explained(table):
                write_parquet(con, table, _rows(table), build, release_id)
        con.execute("detach working")
        con.execute(f"attach {text(build / DATABASE_NAME)} as release (storage_version {text(storage_version)})")
        counts = {table.name: load_table(con, table, build) for table in tables}
        con.execute("detach release")
    return release_id, counts


def _release_id(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> str:
    fingerprints = []
    for table in tables:
        if table.name == content.ALERTS_NAME:
            continue
        with _explained(table):
            fingerprints.append(content.fingerprint(con, table.name, _rows(table)))
    return content.release_id(fingerprints)


def _rows(table: Table) -> str:
    columns = ", ".join(f"cast({_name(c.name)} as {c.data_type}) as {_name(c.name)}" for c in table.of_mart)
    return f"select {columns} from working.marts.{_name(table.name)}"


def write_parquet(con: duckdb.DuckDBPyConnection, table: Table, rows: str, build: Path, release_id: str) -> None:
    """Write the query `rows` as the Parquet file of `table`, ordered by its key, with its descriptions."""
    order = dict.fromkeys([*table.key, *(c.name for c in table.of_mart)])
    comments = json.dumps({c.name: c.description for c in table.columns}, ensure_ascii=False)
    query = (
        f"copy (select *, {text(release_id)} as {RELEASE_ID.name} from ({rows})"
        f" order by {', '.join(map(_name, order))})"
        f" to {text(build / parquet_name(table.name))} (format parquet, compression zstd,"
        f" kv_metadata {{description: {text(table.description)}, columns: {text(comments)},"
        f" key: {text(json.dumps(table.key))}}})"
    )
    con.execute(query)


@contextmanager
def _explained(table: Table) -> Iterator[None]:
    """What goes wrong with a table as a StagingError that names it and quotes no value: those tell of persons."""
    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise StagingError(f"Table marts.{table.name} is not what dbt's manifest declares: {error}") from error
    except duckdb.ConversionException:
        raise StagingError(f"Table marts.{table.name} holds values that do not fit their declared types.") from None


def load_table(con: duckdb.DuckDBPyConnection, table: Table, build: Path) -> int:
    """Fill the DuckDB file from the Parquet, so that both say the same; return the number of rows."""
    target = f"release.{_name(table.name)}"
    source = text(build / parquet_name(table.name))
    con.execute(f"create table {target} as select * from read_parquet({source})")
    con.execute(f"comment on table {target} is {text(table.description)}")
    for column in table.columns:
        con.execute(f"comment on column {target}.{_name(column.name)} is {text(column.description)}")
    row = con.execute(f"select count(*) from {target}").fetchone()
    return int(row[0]) if row else 0


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
