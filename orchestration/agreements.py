"""The vocabulary of consolidation as frozen records: what notices claim, who is registered, which tellings are one.

What belongs here: plain values that pass between resolution, the warehouse and the night. What does not: what documents
and extraction hand over (`records`), and anything that decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestration.records import AmountBasis, ContractStatus, DatePrecision, Notice, NoticeSource

IdentifierScheme = Literal["siren", "siret", "vat", "other"]


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice with the place of its row among those of the file that states it."""

    file_sha256: str
    notice_index: int
    notice: Notice


@dataclass(frozen=True, slots=True)
class RegisteredIdentifier:
    """A number under which an organisation is registered, with the notice row and the field that state it."""

    organisation_id: str
    scheme: IdentifierScheme
    identifier: str
    file_sha256: str
    notice_index: int
    field_path: str


@dataclass(frozen=True, slots=True)
class ContractLot:
    """One lot of a contract as a notice states it: the amount without tax and the winners of that lot alone."""

    contract_claim_id: str
    lot_number: str
    title: str | None
    amount: float | None
    currency: str | None
    supplier_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeClaim:
    """What a notice states of one contract: all its rows about a lot, or about lots that became one contract.

    Parties are ids of organisations. `field_path` leads to the place in the notice, in the words of its schema;
    `fields` pairs each attribute with the field that states it. `keys` are the numbers by which notices of one contract
    know each other. `amount` is in units of `currency`, without tax. `leader_ids` are suppliers that lead their group.
    `amended_on` is the day from which an amendment's values hold, None where it states none.
    """

    contract_claim_id: str
    file_sha256: str
    notice_index: int
    source: NoticeSource
    source_id: str
    status: ContractStatus
    buyer_ids: tuple[str, ...]
    supplier_ids: tuple[str, ...]
    subcontractor_ids: tuple[str, ...]
    leader_ids: tuple[str, ...]
    subject: str | None
    amount: float | None
    currency: str | None
    amount_text: str | None
    amount_basis: AmountBasis | None
    signed_on: date | None
    started_on: date | None
    is_amendment: bool
    amended_on: date | None
    procedure: str | None
    cpv: str | None
    duration_months: int | None
    published_on: date | None
    field_path: str
    fields: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    lots: tuple[ContractLot, ...]


@dataclass(frozen=True, slots=True)
class ContractTelling:
    """What one document or notice tells of a contract, its parties known: what consolidation compares.

    `text_id` is the text that tells it, the same for reprints; `told_on` its day of publication. Notices alone have
    `source`, `is_amendment`, `keys` and `lots`.
    """

    claim_id: str
    text_id: str
    buyers: frozenset[str]
    suppliers: frozenset[str]
    status: ContractStatus
    confidence: float
    subject: str | None = None
    amount: float | None = None
    currency: str | None = None
    signed_on: date | None = None
    signed_on_precision: DatePrecision | None = None
    told_on: date | None = None
    source: NoticeSource | None = None
    is_amendment: bool = False
    keys: frozenset[str] = frozenset()
    lots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ContractLink:
    """A claim tells of a contract; `reason` says in words what made it that one."""

    contract_claim_id: str
    contract_id: str
    reason: str
