"""What one home has read and extracted already, lent to another that reads the same bytes.

What belongs here: copying rows that depend on one content alone. What does not: files, names, contracts and anything
else that tells which other contents there are.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration.warehouse.file import find_damage
from orchestration.warehouse.store import CLAIM_TABLES, CONTENT_TABLES, Store, schema_version

_LENT = """
    create temp table lent as
    with recursive wanted as (
        select unnest($contents) as sha256
        union
        select members.file_sha256
        from lender.bronze.members as members
        inner join wanted on members.container_sha256 = wanted.sha256
    )
    select readings.file_sha256 as sha256
    from lender.bronze.readings as readings
    inner join wanted on readings.file_sha256 = wanted.sha256
    where readings.file_sha256 not in (select file_sha256 from bronze.readings)
"""
_DOCUMENTS = """
    create temp table lent_documents as
    select distinct document_id from bronze.documents
    where file_sha256 in (select sha256 from lent)
        and document_id not in (select document_id from annotation.extractions)
"""


def borrow(store: Store, lender: Path, contents: Collection[str]) -> int:
    """Copy what the database `lender` knows of files with these SHA-256, and of the files inside them.

    Returns of how many. A lender that is damaged or made by another version of Greffier gives nothing: whoever borrows
    can read it all anew. The caller holds both locks.
    """
    if not lender.exists() or find_damage(lender):
        return 0
    with store.connect() as connection:
        own = schema_version(connection)
        connection.execute(f"attach '{str(lender).replace(chr(39), 2 * chr(39))}' as lender (read_only)")
        if _lenders_version(connection) != own:
            return 0
        connection.execute(_LENT, {"contents": list(contents)})
        for table, key in CONTENT_TABLES.items():
            connection.execute(
                f"insert into {table} select * from lender.{table} where {key} in (select sha256 from lent)"
            )
        connection.execute(_DOCUMENTS)
        for table in CLAIM_TABLES:
            connection.execute(
                f"insert into annotation.{table} select * from lender.annotation.{table}"
                " where document_id in (select document_id from lent_documents)"
            )
        counted = connection.execute("select count(*) from lent").fetchone() or (0,)
    return int(counted[0])


def _lenders_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        row = connection.execute("select value from lender.bronze.state where key = 'schema_version'").fetchone()
    except duckdb.CatalogException:
        return None
    return str(row[0]) if row else None
