"""The names of tonight's documents, as resolution asks for them, and the place where it keeps what it made of them.

What belongs here: reading mentions, roles and dates of some documents. What does not: who is who (`resolution`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.records import Mention, RoleClaim


@dataclass(frozen=True, slots=True)
class Names:
    """Mentions and roles of some documents, each in a fixed order, and the days on which these were published."""

    mentions: list[Mention]
    roles: list[RoleClaim]
    published: dict[str, date | None]


def sources(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every document with claims, and the version of what it claims: another one says something else."""
    query = """
        select extractions.document_id, extractions.pipeline_version || ' ' || min(documents.reader_version)
        from annotation.extractions as extractions
        inner join bronze.documents as documents using (document_id)
        where extractions.status = 'extracted'
        group by extractions.document_id, extractions.pipeline_version
    """
    return dict(connection.execute(query).fetchall())


def names_of(connection: duckdb.DuckDBPyConnection, documents: Collection[str]) -> Names:
    """What the documents name and say of it."""
    connection.register("wanted", pa.table({"document_id": pa.array(sorted(documents), pa.string())}))
    try:
        return Names(
            [Mention(*row) for row in _rows(connection, "mentions", Mention)],
            [RoleClaim(*row) for row in _rows(connection, "roles", RoleClaim)],
            dict(
                connection.execute(
                    "select document_id, min(published_on) from bronze.documents semi join wanted using (document_id)"
                    " group by document_id"
                ).fetchall()
            ),
        )
    finally:
        connection.unregister("wanted")


def entities_of(connection: duckdb.DuckDBPyConnection, mentions: Collection[str]) -> dict[str, str]:
    """The entity that each of the mentions was found to be."""
    connection.register("wanted", pa.table({"mention_id": pa.array(sorted(mentions), pa.string())}))
    try:
        query = "select mention_id, entity_id from resolution.clusters semi join wanted using (mention_id)"
        return dict(connection.execute(query).fetchall())
    finally:
        connection.unregister("wanted")


def _rows(connection: duckdb.DuckDBPyConnection, table: str, record: type[Any]) -> Sequence[tuple[Any, ...]]:
    columns = ", ".join(field.name for field in fields(record))
    return connection.execute(
        f"select {columns} from annotation.{table} semi join wanted using (document_id)"
        " order by document_id, start_char, end_char"
    ).fetchall()
