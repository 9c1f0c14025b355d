"""Read and write the working database in whole steps: what was taken in, extracted and resolved.

What belongs here: moving records in and out of the tables of `schema.sql`. What does not: deciding anything about
them, and the models that dbt builds. Everything here can be rebuilt from the documents, so a damaged file is set aside.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from orchestration.records import (
    ClusterLink,
    ContractClaim,
    Document,
    Entity,
    Extraction,
    FileRecord,
    Mention,
    Section,
)

# An orphaned dbt of a killed run keeps the file locked until it ends.
LOCK_PATIENCE_SECONDS = 60
# What DuckDB says of a file that it can no longer read: a flipped byte, a torn log, another program's file.
DAMAGE = ("not a valid duckdb", "corrupt", "checksum", "database file with version number", "deserialize")
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
SPAN_TABLES = ("mentions", "roles", "contracts", "quotes")
CLAIM_TABLES = ("extractions", "mentions", "roles", "contracts", "contract_parties", "quotes")


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a person wants to see of a table at once: (name, type) of its columns, how many rows, the first of them."""

    columns: list[tuple[str, str]]
    row_count: int
    first_rows: list[tuple[Any, ...]]


class Store:
    """The working database in one file. Each method opens it, does one whole step in a transaction, and closes it."""

    def __init__(self, database: Path) -> None:
        self.database = database

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file (made, or made anew, when missing or damaged) inside one transaction."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(self.database)
        try:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("begin")
            yield connection
            connection.execute("commit")
        finally:
            connection.close()

    def create(self) -> None:
        """Make the tables; a file made by another version of `schema.sql` is set aside and everything is read anew."""
        schema = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        version = hashlib.sha256(schema.encode()).hexdigest()[:12]
        if self._schema_version() not in (None, version):
            _set_aside(self.database)
        with self.connect() as connection:
            connection.execute(schema)
            _remember(connection, "schema_version", version)

    def _schema_version(self) -> str | None:
        with self.connect() as connection:
            try:
                return _recall(connection, "schema_version")
            except duckdb.CatalogException:
                return None

    # --- bronze -----------------------------------------------------------------------------------------------------

    def known_files(self, reader_version: str) -> dict[str, tuple[str, ...]]:
        """File hash to the content hashes of its documents, for files that this reader has read before."""
        query = """
            select file_sha256, list(content_sha256 order by section_index)
            from bronze.documents where reader_version = ? group by file_sha256
        """
        with self.connect() as connection:
            rows = connection.execute(query, [reader_version]).fetchall()
        return {file_sha256: tuple(contents) for file_sha256, contents in rows}

    def save_intake(
        self, records: Sequence[FileRecord], documents: Sequence[Document], reader_version: str, signature: str
    ) -> None:
        """Replace the list of files, add newly read documents, drop those whose file is gone or was read otherwise.

        `signature` names the folder as it was read, for the release that will be made of it.
        """
        with self.connect() as connection:
            _remember(connection, "intake_signature", signature)
            connection.execute("delete from bronze.files")
            _append(connection, "bronze.files", (_values(record) for record in records))
            for table in ("bronze.documents", "bronze.sections"):
                _delete_files(connection, table, [document.file_sha256 for document in documents])
            _append(connection, "bronze.documents", (_document_row(d, reader_version) for d in documents))
            _append(connection, "bronze.sections", (row for d in documents for row in _section_rows(d)))
            connection.execute(
                """
                delete from bronze.documents
                where reader_version <> ? or file_sha256 not in (
                    select file_sha256 from bronze.files where status in ('accepted', 'duplicate')
                )
                """,
                [reader_version],
            )
            connection.execute(
                "delete from bronze.sections where file_sha256 not in (select file_sha256 from bronze.documents)"
            )

    def intake_signature(self) -> str:
        """The signature of the folder as it was last read; empty before the first time."""
        with self.connect() as connection:
            return _recall(connection, "intake_signature") or ""

    def pending_documents(self, pipeline_version: str) -> list[Document]:
        """Documents without claims of this pipeline version, each content once, in a fixed order."""
        query = """
            select distinct on (d.document_id) d.* exclude (reader_version)
            from bronze.documents d
            left join annotation.extractions e
                on e.document_id = d.document_id and e.pipeline_version = ?
            where e.document_id is null
            order by d.document_id, d.file_sha256, d.section_index
        """
        with self.connect() as connection:
            cursor = connection.execute(query, [pipeline_version])
            names = [column[0] for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            sections = _sections(connection)
        return [
            Document(**row, sections=tuple(sections.get((row["file_sha256"], row["section_index"]), ())))
            for row in rows
        ]

    # --- annotation -------------------------------------------------------------------------------------------------

    def forget_stale_claims(self, pipeline_version: str) -> int:
        """Drop claims of other pipeline versions and of documents that are gone; return of how many documents."""
        stale = """
            pipeline_version <> ? or document_id not in (select document_id from bronze.documents)
        """
        with self.connect() as connection:
            row = connection.execute(
                f"select count(*) from annotation.extractions where {stale}", [pipeline_version]
            ).fetchone()
            for table in CLAIM_TABLES:
                connection.execute(f"delete from annotation.{table} where {stale}", [pipeline_version])
        return int(row[0]) if row else 0

    def save_extractions(self, extractions: Iterable[Extraction], texts: dict[str, str], pipeline_version: str) -> None:
        """Add the claims of a batch of documents. `texts` maps document ids to texts, for the surface of each claim."""
        batch = list(extractions)
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in CLAIM_TABLES}
        for extraction in batch:
            text = texts[extraction.document_id]
            rows["extractions"].append((extraction.document_id, pipeline_version, extraction.status, extraction.detail))
            rows["mentions"].extend((*_values(mention), pipeline_version) for mention in extraction.mentions)
            for table in ("roles", "contracts", "quotes"):
                for claim in getattr(extraction, table):
                    rows[table].append((*_claim_row(claim, text), pipeline_version))
            for contract in extraction.contracts:
                rows["contract_parties"].extend((*row, pipeline_version) for row in _party_rows(contract))
        with self.connect() as connection:
            for table, values in rows.items():
                _append(connection, f"annotation.{table}", values)

    def mentions(self) -> list[Mention]:
        """All mentions of all documents, in a fixed order."""
        names = ", ".join(field.name for field in fields(Mention))
        with self.connect() as connection:
            rows = connection.execute(
                f"select {names} from annotation.mentions order by document_id, start_char, end_char"
            ).fetchall()
        return [Mention(*row) for row in rows]

    def wrong_spans(self) -> dict[str, int]:
        """For each table with spans, how many rows have offsets that do not lead to their surface."""
        query = """
            select count(*) from annotation.{table} c left join (
                select document_id, any_value(text) as text from bronze.documents group by document_id
            ) d using (document_id)
            where substring(d.text, c.start_char + 1, c.end_char - c.start_char) is distinct from c.surface_text
        """
        with self.connect() as connection:
            return {
                table: int((connection.execute(query.format(table=table)).fetchone() or (0,))[0])
                for table in SPAN_TABLES
            }

    # --- resolution -------------------------------------------------------------------------------------------------

    def save_resolution(self, entities: Sequence[Entity], links: Sequence[ClusterLink]) -> None:
        """Replace all entities and the mentions' links to them."""
        with self.connect() as connection:
            for table, records in (("entities", entities), ("clusters", links)):
                connection.execute(f"delete from resolution.{table}")
                _append(connection, f"resolution.{table}", (_entity_values(record) for record in records))

    # --- reading for people -----------------------------------------------------------------------------------------

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of one of our own queries."""
        with self.connect() as connection:
            cursor = connection.execute(sql)
            return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def look(self, table: str, rows: int) -> TableLook:
        """Columns, size and first rows of a table or view, named `schema.table`."""
        with self.connect() as connection:
            counted = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
            cursor = connection.execute(f"select * from {table} limit {rows}")
            return TableLook(_columns(cursor), int(counted[0]), cursor.fetchall())


def look_left_by_dbt(file: Path) -> TableLook:
    """What the macro `look` of the dbt project wrote of a table: its row count stands before each of its first rows."""
    with duckdb.connect(config=dict(OFFLINE)) as connection:
        cursor = connection.read_parquet(str(file))
        columns, rows = _columns(cursor), cursor.fetchall()
    row_count = int(rows[0][0])
    return TableLook(columns[1:], row_count, [row[1:] for row in rows[:row_count]])


def _columns(cursor: duckdb.DuckDBPyConnection | duckdb.DuckDBPyRelation) -> list[tuple[str, str]]:
    return [(str(column[0]), str(column[1])) for column in cursor.description or ()]


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    give_up = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            return duckdb.connect(str(database), config=dict(OFFLINE))
        except (duckdb.IOException, duckdb.InternalException, duckdb.SerializationException) as error:
            message = str(error).lower()
            if any(sign in message for sign in DAMAGE):
                _set_aside(database)
            elif "lock" not in message or time.monotonic() > give_up:
                raise
            else:
                time.sleep(0.5)


def _set_aside(database: Path) -> None:
    """Move a damaged database and its log away, for a look later; the documents hold all that is needed."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for path in (database, Path(f"{database}.wal")):
        if path.exists():
            shutil.move(path, path.with_name(f"{path.name}.damaged-{stamp}"))


def _remember(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    connection.execute("delete from bronze.state where key = ?", [key])
    connection.execute("insert into bronze.state values (?, ?)", [key, value])


def _recall(connection: duckdb.DuckDBPyConnection, key: str) -> str | None:
    row = connection.execute("select value from bronze.state where key = ?", [key]).fetchone()
    return str(row[0]) if row else None


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    # The appender takes 1.6 million rows a CPU-second where executemany takes four thousand.
    appender = connection.appender(table)
    appender.append_rows(list(rows))
    appender.flush()


def _values(record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, field.name) for field in fields(record))


def _entity_values(record: Entity | ClusterLink) -> tuple[Any, ...]:
    return tuple(list(value) if isinstance(value, tuple) else value for value in _values(record))


def _document_row(document: Document, reader_version: str) -> tuple[Any, ...]:
    return (
        document.document_id,
        document.file_sha256,
        document.section_index,
        document.content_sha256,
        document.media_type,
        document.language,
        document.title,
        document.author,
        document.publisher,
        document.published_on,
        document.text,
        reader_version,
    )


def _section_rows(document: Document) -> Iterator[tuple[Any, ...]]:
    for section in document.sections:
        yield (document.file_sha256, document.section_index, *_values(section))


def _claim_row(claim: Any, text: str) -> tuple[Any, ...]:
    """A claim's values with its surface after its offsets, without a contract's parties (a table of their own)."""
    values = [
        getattr(claim, field.name)
        for field in fields(claim)
        if field.name not in ("buyer_mention_ids", "supplier_mention_ids")
    ]
    return (*values[:4], text[claim.start_char : claim.end_char], *values[4:])


def _party_rows(contract: ContractClaim) -> Iterator[tuple[str, str, str, str]]:
    for party_role, mention_ids in (("buyer", contract.buyer_mention_ids), ("supplier", contract.supplier_mention_ids)):
        for mention_id in mention_ids:
            yield contract.contract_claim_id, contract.document_id, mention_id, party_role


def _delete_files(connection: duckdb.DuckDBPyConnection, table: str, hashes: Sequence[str]) -> None:
    connection.execute(f"delete from {table} where list_contains(?, file_sha256)", [list(hashes)])


def _sections(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], list[Section]]:
    found: dict[tuple[str, int], list[Section]] = {}
    rows = connection.execute("select * from bronze.sections order by file_sha256, section_index, start_char")
    for file_sha256, section_index, start_char, end_char, kind in rows.fetchall():
        found.setdefault((file_sha256, section_index), []).append(Section(start_char, end_char, kind))
    return found
