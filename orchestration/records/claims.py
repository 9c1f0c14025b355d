"""What one document says: names, roles, contracts, quotations, ties, each with its place in the text.

What belongs here: plain values. What does not: who is who across documents (`entities`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

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

    `title` keeps the wording; `normal_title` is its masculine singular in lower case (names keep their capitals),
    abbreviations spelt out.
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
