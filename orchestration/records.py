"""The vocabulary of Greffier as frozen records.

What passes from one package to another belongs here: plain values, no behaviour beyond building an id.
What does not: anything that reads, writes, parses or decides. All offsets are half-open and count Unicode code
points of `Document.text`, as in the W3C Web Annotation `TextPositionSelector`.
"""

from __future__ import annotations

import hashlib
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
MentionKind = Literal["actor", "organisation"]
ThingKind = Literal["product", "programme"]
AmountBasis = Literal["total", "per_year", "ceiling", "estimate", "lot"]
TaxBasis = Literal["excluded", "included"]
OrganisationKind = Literal[
    "company",
    "public_body",
    "media",
    "party",
    "association",
    "court",
    "school",
    "fund",
    "international",
    "other",
]
QuoteKind = Literal["direct", "mixed", "indirect"]
CueClass = Literal["assertion", "opinion", "demand", "denial", "question"]
ContractStatus = Literal["awarded", "pending", "ended"]
DatePrecision = Literal["day", "month", "year"]
NoticeSource = Literal["ted", "boamp", "decp"]
NoticeKind = Literal["planned", "call", "award", "modification", "cancellation", "other"]
# Which publication of a schema states a notice: the same column stands under another name in each.
NoticeSchema = Literal["eforms", "ted-2014", "ted-older", "boamp-historical", "boamp-national", "decp"]
PartyRole = Literal["buyer", "supplier"]
RelationKind = Literal[
    "parent",
    "shareholder",
    "investor",
    "founder",
    "member",
    "partner",
    "supplier",
    "merger",
    "acquisition",
]
RelationStatus = Literal["announced", "completed"]
OrganisationAttribute = Literal["founding_year", "headquarters", "head_count", "valuation"]
ExtractionStatus = Literal["extracted", "language_not_supported", "failed"]


def stable_id(kind: str, *parts: object) -> str:
    """Build an id from what the thing is, so that the same input gives the same id in any order of arrival.

    `kind` is the three-letter prefix ("doc", "men", "act"…). The id holds letters, digits and one hyphen only:
    FollowTheMoney silently drops links whose id has an underscore.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{kind}-{digest[:20]}"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file seen in the documents folder, read or not: nothing disappears without a row and a reason.

    A member of an archive or an attachment of a mail is a file too: `mail.eml!/rapport.pdf`, in `container_path`.
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
class Notice:
    """One lot of an official procurement notice and one of its winners (one row without winner while none is known).

    Values are as the source states them; `amount` is what this supplier gets, in units of `currency`, without tax.
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
    duration_months: int | None = None
    url: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a person or an organisation as written, in place.

    `name` is the fullest form by which the same document calls the same one ("Gautier Cloix" where the surface says
    "Cloix"); `acronym` is set when the document gives one beside the long form. `organisation_kind` is None for actors.
    """

    mention_id: str
    document_id: str
    start_char: int
    end_char: int
    surface_text: str
    kind: MentionKind
    name: str
    rule: str
    confidence: float
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A name of a product or a programme as written, in place: neither a person nor an organisation."""

    thing_id: str
    document_id: str
    start_char: int
    end_char: int
    surface_text: str
    name: str
    kind: ThingKind
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RoleClaim:
    """One document states that an actor holds or held a position. `start_char:end_char` is the evidence.

    `title` keeps the wording; `normal_title` is its masculine singular in lower case, abbreviations spelt out.
    """

    role_claim_id: str
    document_id: str
    start_char: int
    end_char: int
    actor_mention_id: str
    organisation_mention_id: str | None
    title: str
    is_former: bool
    rule: str
    confidence: float
    started_on: date | None = None
    ended_on: date | None = None
    normal_title: str | None = None


@dataclass(frozen=True, slots=True)
class ContractClaim:
    """One document states that someone buys, bought or is to buy from someone. At least one party is named.

    `amount` is in units of `currency` (ISO 4217), the upper bound where a range or a ceiling is stated.
    `amount_basis` says what it covers, `tax_basis` whether tax is in it. `signed_on` and `started_on` are the first day
    of the period that their precision names. `procedure` is a code of `lexicon/fr/procedures.tsv`, `lot` the number of
    the lot, `consortium_name` the name under which the suppliers won together, `programme` the named programme that the
    purchase belongs to. A subcontractor is no supplier.
    """

    contract_claim_id: str
    document_id: str
    start_char: int
    end_char: int
    buyer_mention_ids: tuple[str, ...]
    supplier_mention_ids: tuple[str, ...]
    status: ContractStatus
    rule: str
    confidence: float
    subject: str | None = None
    amount: float | None = None
    currency: str | None = None
    amount_text: str | None = None
    signed_on: date | None = None
    signed_on_precision: DatePrecision | None = None
    programme: str | None = None
    amount_basis: AmountBasis | None = None
    tax_basis: TaxBasis | None = None
    started_on: date | None = None
    started_on_precision: DatePrecision | None = None
    duration_months: int | None = None
    procedure: str | None = None
    lot: str | None = None
    consortium_name: str | None = None
    subcontractor_mention_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteClaim:
    """Words that a document attributes to a speaker.

    The span runs from the first to the last character of speech, marks excluded; `content` leaves out an interrupting
    reporting clause. `speaker_text` is how the document designates the speaker there ("il", "le ministre");
    `speaker_mention_id` is the mention, elsewhere if need be, of the one who is meant. `cue` is the reporting word as
    written, `cue_lemma` its dictionary form; `is_cue_negated` says that it is denied ("n'a pas confirmé que").
    `addressee_text` are the words that name whom the speaker addressed.
    """

    quote_id: str
    document_id: str
    start_char: int
    end_char: int
    kind: QuoteKind
    content: str
    cue: str | None
    speaker_text: str | None
    speaker_mention_id: str | None
    rule: str
    confidence: float
    said_on: date | None = None
    said_on_precision: DatePrecision | None = None
    cue_lemma: str | None = None
    cue_class: CueClass | None = None
    is_cue_negated: bool = False
    addressee_text: str | None = None


@dataclass(frozen=True, slots=True)
class RelationClaim:
    """One document states a tie: the object is the `kind` of the subject (its parent, shareholder, acquirer…).

    `amount` is in units of `currency` (ISO 4217), `share` in percent of the subject's capital. `started_on` is the
    first day of the period that `started_on_precision` names. The object of a founder or an owner may be a person.
    """

    relation_claim_id: str
    document_id: str
    start_char: int
    end_char: int
    kind: RelationKind
    subject_mention_id: str
    object_mention_id: str
    status: RelationStatus
    is_former: bool
    rule: str
    confidence: float
    amount: float | None = None
    currency: str | None = None
    amount_text: str | None = None
    share: float | None = None
    started_on: date | None = None
    started_on_precision: DatePrecision | None = None


@dataclass(frozen=True, slots=True)
class OrganisationFactClaim:
    """One document states something of an organisation: `value_text` as written, `value_number` where it is a number.

    `value_number` is a year, a number of people, or a sum in units of `currency`. `as_of` is the first day of the
    period for which the document states it.
    """

    organisation_fact_claim_id: str
    document_id: str
    start_char: int
    end_char: int
    organisation_mention_id: str
    attribute: OrganisationAttribute
    value_text: str
    rule: str
    confidence: float
    value_number: float | None = None
    currency: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document claims, or why nothing was looked for. `detail` never carries text of the document."""

    document_id: str
    status: ExtractionStatus
    detail: str | None = None
    mentions: tuple[Mention, ...] = ()
    roles: tuple[RoleClaim, ...] = ()
    contracts: tuple[ContractClaim, ...] = ()
    quotes: tuple[QuoteClaim, ...] = ()
    named_things: tuple[NamedThing, ...] = ()
    organisation_relations: tuple[RelationClaim, ...] = ()
    organisation_facts: tuple[OrganisationFactClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A human being or an organisation of the whole corpus, with every form of its name."""

    entity_id: str
    kind: MentionKind
    name: str
    aliases: tuple[str, ...]
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None


@dataclass(frozen=True, slots=True)
class ClusterLink:
    """A mention belongs to an entity, with the score and the reason of that decision."""

    mention_id: str
    entity_id: str
    score: float
    reason: str
