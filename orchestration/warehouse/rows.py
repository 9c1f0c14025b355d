"""Records as rows of `schema.sql`, column by column.

What belongs here: the order and shape of columns. What does not: connections and SQL (`store`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from orchestration.agreements import NoticeClaim
from orchestration.records import ContractClaim, Document, FileReading, Notice

Row = tuple[Any, ...]


def values(record: Any) -> Row:
    """All fields of a record in order; tuples become lists, as DuckDB wants them."""
    return tuple(_stored(getattr(record, field.name)) for field in fields(record))


def reading_row(reading: FileReading, reader_version: str) -> Row:
    """A row of `bronze.readings`."""
    return (
        reading.file_sha256,
        reader_version,
        reading.reason,
        reading.detail,
        reading.media_type,
        reading.encoding,
        list(reading.warnings),
    )


def member_rows(reading: FileReading) -> Iterator[Row]:
    """Rows of `bronze.members`."""
    for index, member in enumerate(reading.members):
        yield reading.file_sha256, index, member.name, member.file_sha256, member.byte_count


def document_row(document: Document, reader_version: str) -> Row:
    """A row of `bronze.documents`."""
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
        document.url,
        dict(document.found_by),
        document.text,
        reader_version,
    )


def section_rows(document: Document) -> Iterator[Row]:
    """Rows of `bronze.sections`."""
    for section in document.sections:
        yield document.file_sha256, document.section_index, *values(section)


def notice_rows(notices: Mapping[str, Sequence[Notice]], reader_version: str) -> Iterator[Row]:
    """Rows of `bronze.notices`; `notices` are by the hash of the file that holds them."""
    for file_sha256, of_file in notices.items():
        for index, notice in enumerate(of_file):
            *columns, others, named = (getattr(notice, field.name) for field in fields(notice))
            yield file_sha256, index, *columns, [asdict(party) for party in others], dict(named), reader_version


def claim_row(claim: Any, text: str) -> Row:
    """A claim's values with its surface after its offsets, without a contract's parties (a table of their own)."""
    kept = [getattr(claim, field.name) for field in fields(claim) if not field.name.endswith("_mention_ids")]
    return (*kept[:4], text[claim.start_char : claim.end_char], *kept[4:])


def party_rows(contract: ContractClaim) -> Iterator[Row]:
    """Rows of `annotation.contract_parties`."""
    sides = {
        "buyer": contract.buyer_mention_ids,
        "supplier": contract.supplier_mention_ids,
        "subcontractor": contract.subcontractor_mention_ids,
    }
    for party_role, mention_ids in sides.items():
        for mention_id in mention_ids:
            yield contract.contract_claim_id, contract.document_id, mention_id, party_role


def notice_claim_row(claim: NoticeClaim) -> Row:
    """A row of `resolution.notice_claims`. Lots have a table of their own; keys have done their work."""
    *columns, named, _keys, _lots = (getattr(claim, field.name) for field in fields(claim))
    return (*map(_stored, columns), dict(named))


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
