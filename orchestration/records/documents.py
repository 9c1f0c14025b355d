"""What the intake hands over: files, their documents and sections, and the notices that registers publish.

What belongs here: plain values. What does not: what is read out of a text (`claims`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

FileStatus = Literal["accepted", "duplicate", "quarantined", "ignored"]
SectionKind = Literal["title", "heading", "body", "boilerplate"]
SectionLabel = Literal[
    "question",
    "answer",
    "speaker",
    "list",
    "caption",
    "table",
    "navigation",
    "consent",
    "share",
    "legal",
    "related",
    "comments",
    "image",
    "page_header",
    "page_footer",
    "other",
]
NoticeSource = Literal["ted", "boamp", "decp"]
NoticePartyRole = Literal["buyer", "supplier", "subcontractor"]
NoticeKind = Literal["planned", "call", "award", "modification", "cancellation", "other"]
# Which publication of a schema states a notice: the same column stands under another name in each.
NoticeSchema = Literal[
    "eforms", "ted-2014", "ted-older", "boamp-historical", "boamp-national", "decp", "decp-concession"
]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file seen in the documents folder, read or not: nothing disappears without a row and a reason.

    A member of an archive or an attachment of a mail is a file too: `mail.eml!/rapport.pdf`, in `container_path`.
    `marking` is the handling mark of the outermost file.
    """

    source_path: str
    status: FileStatus
    reason: str | None = None
    detail: str | None = None
    file_sha256: str | None = None
    byte_count: int | None = None
    media_type: str | None = None
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    container_path: str | None = None
    marking: str = "open"


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One file inside another, by the order in which the container holds them."""

    name: str
    file_sha256: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of reading one content: what it gives, or the reason why it gives nothing.

    `content_sha256s` are those of its documents in order; `notice_count` is the number of procurement notices in it.
    """

    file_sha256: str
    reason: str | None = None
    detail: str | None = None
    media_type: str | None = None
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    content_sha256s: tuple[str, ...] = ()
    notice_count: int = 0
    members: tuple[MemberRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A block of a document's text (title, heading, paragraph, boilerplate), without its surrounding white space.

    Sections are sorted, never overlap, and together hold every visible character of the text.
    Boilerplate is stored and shown, but gives no fact. `label` says more where it is known: what a paragraph is
    (question, answer, list…), or why a block is boilerplate (navigation, consent, legal…).
    """

    start_char: int
    end_char: int
    kind: SectionKind
    label: SectionLabel | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what it says of itself. `text` never changes once stored; every offset refers to it.

    `found_by` pairs the name of a field with how its value was found: ("author", "byline").
    """

    document_id: str
    file_sha256: str
    section_index: int
    content_sha256: str
    media_type: str
    text: str
    sections: tuple[Section, ...]
    language: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    found_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that tells the same text as another one, which leads. `similarity` is 1 for equal words, else less."""

    document_id: str
    leading_document_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class StatedParty:
    """A party that a row of a notice names beside its buyer and its supplier: one more joint buyer, a subcontractor."""

    party_role: NoticePartyRole
    name: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One lot of an official procurement notice and one of its winners (one row without winner while none is known).

    Values are as the source states them; `amount` is what this supplier gets, in units of `currency`, without tax.
    Of several buyers the first, or the one that leads them, is `buyer_name`; `other_parties` names the rest.
    `fields` keeps the source's own field names and values for what has no column here. `notice_schema` says under which
    names the source states the columns.
    """

    source: NoticeSource
    source_id: str
    kind: NoticeKind
    notice_schema: NoticeSchema
    lot: str | None = None
    title: str | None = None
    buyer_name: str | None = None
    buyer_identifier: str | None = None
    supplier_name: str | None = None
    supplier_identifier: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    procedure: str | None = None
    cpv: str | None = None
    place: str | None = None
    published_on: date | None = None
    signed_on: date | None = None
    started_on: date | None = None
    duration_months: int | None = None
    url: str | None = None
    other_parties: tuple[StatedParty, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
