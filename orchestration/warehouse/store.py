"""Read and write the working database in whole steps: what was taken in, extracted and resolved.

What belongs here: moving records in and out of the tables of `schema.sql`. What does not: deciding anything about
them, and the models that dbt builds. Everything here can be rebuilt from the documents, so a damaged file is set aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from orchestration.records import (
    Document,
    Duplicate,
    Extraction,
    FileReading,
    FileRecord,
    MemberRecord,
    Notice,
    Section,
)
from orchestration.warehouse import file, rows
from orchestration.warehouse.file import OFFLINE

# Tables whose rows come from one content, with the column that holds its hash.
CONTENT_TABLES = {
    "bronze.readings": "file_sha256",
    "bronze.members": "container_sha256",
    "bronze.documents": "file_sha256",
    "bronze.sections": "file_sha256",
    "bronze.notices": "file_sha256",
}
FACT_TABLES = ("roles", "contracts", "quotes", "organisation_relations", "organisation_facts")
SPAN_TABLES = ("mentions", "named_things", *FACT_TABLES)
CLAIM_TABLES = ("extractions", "contract_parties", *SPAN_TABLES)
SET_ASIDE = (
    "The working database was damaged ({damage}) and is set aside as {where}. All documents are read anew; "
    "the published release is not touched. Look at the disk, and remove that file: it holds names."
)
OUTDATED = (
    "The working database was made by another version of Greffier and is set aside as {where}. All documents are read "
    "anew; the release and the ids in it stay. Remove that file when the night has ended well: it holds names."
)
# Documents kept without claims because no extractor reads their language: language, how many.
UNEXTRACTED = """
    select detail, count(*) from annotation.extractions where status = 'language_not_supported'
    group by detail order by detail
"""


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
        """Open the file, made when missing, inside one transaction. Raises DamagedError when it cannot be read."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        connection = file.open_file(self.database)
        try:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("begin")
            yield connection
            connection.execute("commit")
        finally:
            connection.close()

    def create(self) -> str | None:
        """Make the tables. A file that is damaged, or made by another version of `schema.sql`, is set aside first.

        Everything is then read anew from the documents. Returns what people must know of such a file; None if none.
        """
        told = None
        if damage := file.find_damage(self.database):
            told = SET_ASIDE.format(damage=damage, where=file.set_aside(self.database, file.DAMAGED))
        schema = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        version = hashlib.sha256(schema.encode()).hexdigest()[:12]
        if self._schema_version() not in (None, version):
            told = OUTDATED.format(where=file.set_aside(self.database, file.OUTDATED))
        with self.connect() as connection:
            connection.execute(schema)
            _remember(connection, "schema_version", version)
        return told

    def _schema_version(self) -> str | None:
        with self.connect() as connection:
            return schema_version(connection)

    # --- bronze -----------------------------------------------------------------------------------------------------

    def known_readings(self, reader_version: str) -> dict[str, FileReading]:
        """What this reader made of each content it has read before, by the SHA-256 of the bytes."""
        query = """
            select
                r.file_sha256, r.reason, r.detail, r.media_type, r.encoding, r.warnings,
                coalesce(d.contents, []), coalesce(n.notices, 0), coalesce(m.members, [])
            from bronze.readings r
            left join (
                select file_sha256, list(content_sha256 order by section_index) as contents
                from bronze.documents group by file_sha256
            ) d using (file_sha256)
            left join (select file_sha256, count(*) as notices from bronze.notices group by file_sha256) n
                using (file_sha256)
            left join (
                select container_sha256, list([name, file_sha256, byte_count::varchar] order by member_index) as members
                from bronze.members group by container_sha256
            ) m on m.container_sha256 = r.file_sha256
            where r.reader_version = ?
        """
        with self.connect() as connection:
            known = connection.execute(query, [reader_version]).fetchall()
        return {
            row[0]: FileReading(
                row[0],
                reason=row[1],
                detail=row[2],
                media_type=row[3],
                encoding=row[4],
                warnings=tuple(row[5] or ()),
                content_sha256s=tuple(row[6]),
                notice_count=int(row[7]),
                members=tuple(MemberRecord(name, sha256, int(size)) for name, sha256, size in row[8]),
            )
            for row in known
        }

    def save_readings(
        self,
        readings: Sequence[FileReading],
        documents: Sequence[Document],
        notices: Mapping[str, Sequence[Notice]],
        reader_version: str,
    ) -> None:
        """Add what came of reading contents; what was known of the same bytes is replaced.

        `notices` are by the SHA-256 of the file that holds them.
        """
        with self.connect() as connection:
            for table, key in CONTENT_TABLES.items():
                _delete_files(connection, table, key, [reading.file_sha256 for reading in readings])
            append(connection, "bronze.readings", (rows.reading_row(reading, reader_version) for reading in readings))
            append(connection, "bronze.members", (row for reading in readings for row in rows.member_rows(reading)))
            append(connection, "bronze.documents", (rows.document_row(d, reader_version) for d in documents))
            append(connection, "bronze.sections", (row for d in documents for row in rows.section_rows(d)))
            append(connection, "bronze.notices", rows.notice_rows(notices, reader_version))

    def save_files(self, records: Sequence[FileRecord], reader_version: str, signature: str) -> None:
        """Replace the list of files; forget contents that are gone or that another reader read.

        `signature` names the folder as it was read, for the release that will be made of it.
        """
        with self.connect() as connection:
            _remember(connection, "intake_signature", signature)
            connection.execute("delete from bronze.files")
            append(connection, "bronze.files", (rows.values(record) for record in records))
            connection.execute(
                """
                delete from bronze.readings
                where reader_version <> ? or file_sha256 not in (
                    select file_sha256 from bronze.files where file_sha256 is not null
                )
                """,
                [reader_version],
            )
            for table, key in CONTENT_TABLES.items():
                connection.execute(f"delete from {table} where {key} not in (select file_sha256 from bronze.readings)")

    def save_markings(self, visible: Sequence[str]) -> None:
        """Replace the handling marks that this home's audience may see, given from the lowest up."""
        with self.connect() as connection:
            connection.execute("delete from bronze.markings")
            append(connection, "bronze.markings", [(marking, rank) for rank, marking in enumerate(visible)])

    def contents(self) -> list[tuple[str, str]]:
        """Id and text of every document without its boilerplate, each once, in the order of ids."""
        query = """
            select d.document_id, string_agg(
                substring(d.text, s.start_char + 1, s.end_char - s.start_char), chr(10) order by s.start_char
            )
            from (select distinct on (document_id) * from bronze.documents order by document_id, file_sha256) d
            join bronze.sections s on s.file_sha256 = d.file_sha256 and s.section_index = d.section_index
            where s.kind <> 'boilerplate'
            group by d.document_id order by d.document_id
        """
        with self.connect() as connection:
            return connection.execute(query).fetchall()

    def content_hashes(self) -> set[str]:
        """The SHA-256 of the text of every document."""
        with self.connect() as connection:
            rows = connection.execute("select distinct content_sha256 from bronze.documents").fetchall()
        return {content for (content,) in rows}

    def save_duplicates(self, duplicates: Sequence[Duplicate]) -> None:
        """Replace all links from documents to the one that leads them."""
        with self.connect() as connection:
            connection.execute("delete from bronze.duplicates")
            append(connection, "bronze.duplicates", (rows.values(duplicate) for duplicate in duplicates))

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
            pending = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            sections = _sections(connection)
        return [
            Document(
                **{**row, "found_by": tuple(sorted((row["found_by"] or {}).items()))},
                sections=tuple(sections.get((row["file_sha256"], row["section_index"]), ())),
            )
            for row in pending
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
        claims: dict[str, list[tuple[Any, ...]]] = {table: [] for table in CLAIM_TABLES}
        for extraction in batch:
            text = texts[extraction.document_id]
            claims["extractions"].append(
                (extraction.document_id, pipeline_version, extraction.status, extraction.detail)
            )
            for table in ("mentions", "named_things"):
                claims[table].extend((*rows.values(named), pipeline_version) for named in getattr(extraction, table))
            for table in FACT_TABLES:
                for claim in getattr(extraction, table):
                    claims[table].append((*rows.claim_row(claim, text), pipeline_version))
            for contract in extraction.contracts:
                claims["contract_parties"].extend((*row, pipeline_version) for row in rows.party_rows(contract))
        with self.connect() as connection:
            for table, values in claims.items():
                append(connection, f"annotation.{table}", values)

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

    def save_curated(self, tables: Mapping[str, Iterable[Any]]) -> None:
        """Replace tables of `resolution` by records of what people wrote down, field by column."""
        with self.connect() as connection:
            for table, records in tables.items():
                connection.execute(f"delete from resolution.{table}")
                append(connection, f"resolution.{table}", (rows.values(record) for record in records))

    # --- reading for people -----------------------------------------------------------------------------------------

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows of one of our own queries."""
        with self.connect() as connection:
            cursor = connection.execute(sql)
            return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def peek(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of one of our own queries, without writing and without waiting.

        Raises LockedError while a run has the file, OSError when it cannot be opened. Without the tables asked for
        there are no rows.
        """
        try:
            with self.reading() as connection:
                return connection.execute(sql).fetchall()
        except duckdb.CatalogException:
            return []

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file, which must exist, for reading only. Raises LockedError while a run has it, DamagedError."""
        with file.open_to_read(self.database) as connection:
            yield connection

    def look(self, table: str, rows: int) -> TableLook:
        """Columns, size and first rows of a table or view, named `schema.table`."""
        with self.connect() as connection:
            counted = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
            cursor = connection.execute(f"select * from {table} limit {rows}")
            return TableLook(_columns(cursor), int(counted[0]), cursor.fetchall())


def schema_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Which `schema.sql` made the tables of a working database; empty if nothing says so, None before there are any."""
    if not connection.execute("select 1 from duckdb_tables() limit 1").fetchone():
        return None
    try:
        return _recall(connection, "schema_version") or ""
    except duckdb.CatalogException:
        return ""


def look_left_by_dbt(file: Path) -> TableLook:
    """What the macro `look` of the dbt project wrote of a table: its row count stands before each of its first rows."""
    with duckdb.connect(config=dict(OFFLINE)) as connection:
        cursor = connection.read_parquet(str(file))
        columns, first = _columns(cursor), cursor.fetchall()
    row_count = int(first[0][0])
    return TableLook(columns[1:], row_count, [row[1:] for row in first[:row_count]])


def _columns(cursor: duckdb.DuckDBPyConnection | duckdb.DuckDBPyRelation) -> list[tuple[str, str]]:
    return [(str(column[0]), str(column[1])) for column in cursor.description or ()]


def _remember(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    connection.execute("delete from bronze.state where key = ?", [key])
    connection.execute("insert into bronze.state values (?, ?)", [key, value])


def _recall(connection: duckdb.DuckDBPyConnection, key: str) -> str | None:
    row = connection.execute("select value from bronze.state where key = ?", [key]).fetchone()
    return str(row[0]) if row else None


def append(connection: duckdb.DuckDBPyConnection, table: str, values: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to a table, their values in the order of its columns."""
    # The appender takes 1.6 million rows a CPU-second where executemany takes four thousand.
    appender = connection.appender(table)
    appender.append_rows(list(values))
    appender.flush()


def _delete_files(connection: duckdb.DuckDBPyConnection, table: str, key: str, hashes: Sequence[str]) -> None:
    connection.execute(f"delete from {table} where list_contains(?, {key})", [list(hashes)])


def _sections(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], list[Section]]:
    found: dict[tuple[str, int], list[Section]] = {}
    stored = connection.execute("select * from bronze.sections order by file_sha256, section_index, start_char")
    for file_sha256, section_index, *section in stored.fetchall():
        found.setdefault((file_sha256, section_index), []).append(Section(*section))
    return found
