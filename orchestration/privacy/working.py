"""The working database without what is erased, in a file that never held it.

What belongs here: rows and names in the tables of bronze and annotation. What does not: releases. Everything that
resolution and dbt made of them is dropped: the next night makes it anew, from what is left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.masking import ERASED, Screen
from orchestration.masking.columns import tables_of
from orchestration.privacy.covering import cover
from orchestration.privacy.target import Target
from orchestration.records import FileRecord
from orchestration.warehouse.file import OFFLINE, refuse_damage
from orchestration.warehouse.lock import LockedError

KEPT = ("bronze", "annotation")


def rebuild(database: Path, target: Target, screen: Screen) -> None:
    """Replace the database file by one without the target. Whatever happens meanwhile, it is whole."""
    if not database.exists():
        return
    fresh = database.with_name(f"{database.name}.fresh")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(config=dict(OFFLINE)) as con:
        con.execute("set TimeZone = 'UTC'")
        _attach(con, database)
        con.execute("use working")
        con.execute("begin")
        _drop_derived(con)
        _cut(con, target, screen)
        cover(con, KEPT, target, screen)
        con.execute("commit")
        # Deleted and changed rows stay readable in a file of DuckDB: the rows that are left go into a new one.
        con.execute(f"attach '{_quoted(fresh)}' as fresh")
        con.execute("copy from database working to fresh")
        con.execute("use memory")
        con.execute("detach fresh")
        con.execute("detach working")
    fresh.replace(database)
    Path(f"{database}.wal").unlink(missing_ok=True)


def _attach(con: duckdb.DuckDBPyConnection, database: Path) -> None:
    try:
        con.execute(f"attach '{_quoted(database)}' as working")
    except duckdb.Error as error:
        refuse_damage(database, error)
        raise LockedError(f"{database} is in use by another program. Close it and erase again.") from error


def _drop_derived(con: duckdb.DuckDBPyConnection) -> None:
    schemas = con.execute(
        "select schema_name from duckdb_schemas() where database_name = 'working' and not internal"
        " and schema_name not in ('main', 'bronze', 'annotation')"
    ).fetchall()
    views = con.execute(
        "select schema_name, view_name from duckdb_views() where database_name = 'working' and not internal"
    ).fetchall()
    for schema, view in views:
        con.execute(f'drop view "{schema}"."{view}"')
    for (schema,) in schemas:
        con.execute(f'drop schema "{schema}" cascade')


def _cut(con: duckdb.DuckDBPyConnection, target: Target, screen: Screen) -> None:
    for name, ids in (
        ("gone_mentions", target.mentions),
        ("gone_documents", target.documents),
        ("gone_files", target.files),
    ):
        _note(con, name, ids)
    for table, columns in tables_of(con, "annotation").items():
        for column in columns:
            if column.endswith("mention_id"):
                con.execute(f'delete from annotation.{table} where "{column}" in (select id from gone_mentions)')
            elif column == "document_id":
                con.execute(f"delete from annotation.{table} where document_id in (select id from gone_documents)")
    con.execute(
        "delete from bronze.sections using bronze.documents d where d.document_id in (select id from gone_documents)"
        " and sections.file_sha256 = d.file_sha256 and sections.section_index = d.section_index"
    )
    con.execute("delete from bronze.documents where document_id in (select id from gone_documents)")
    con.execute(
        "delete from bronze.duplicates where document_id in (select id from gone_documents)"
        " or leading_document_id in (select id from gone_documents)"
    )
    for table, column in (("readings", "file_sha256"), ("notices", "file_sha256"), ("members", "container_sha256")):
        con.execute(f"delete from bronze.{table} where {column} in (select id from gone_files)")
    _cut_files(con, target, screen)


def _cut_files(con: duckdb.DuckDBPyConnection, target: Target, screen: Screen) -> None:
    """Files that give nothing any more are listed as the next night will list them; no other row names their paths."""
    rows = con.execute(
        "select source_path from bronze.files where file_sha256 in (select id from gone_files)"
    ).fetchall()
    for (path,) in rows:
        erased = screen.file(replace(FileRecord(path, "ignored"), reason=ERASED))
        con.execute(
            "update bronze.files set source_path = ?, status = 'ignored', reason = ?, detail = null, media_type = null,"
            " encoding = null, warnings = [] where source_path = ?",
            [erased.source_path, ERASED, path],
        )
    for path in sorted(target.paths):
        con.execute("update bronze.files set detail = null where ends_with(detail, ' ' || ?)", [path])


def _note(con: duckdb.DuckDBPyConnection, name: str, ids: Collection[str]) -> None:
    con.register("noted", pa.table({"id": pa.array(sorted(ids), pa.string())}))
    con.execute(f"create or replace temp table {name} as select id from noted")
    con.unregister("noted")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
