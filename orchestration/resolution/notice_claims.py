"""What a procurement notice claims: one contract for each lot, or for the lots that became one contract.

What belongs here: rows of a notice to claims with parties, amount, status and the field that states each. What does
not: reading notices (`documents`), names of fields (`notice_fields`), which claims are one contract (`consolidation`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.agreements import ContractLot, ContractTelling, NoticeClaim, StoredNotice
from orchestration.records import ContractStatus, Notice, NoticeKind, PartyRole, stable_id
from orchestration.resolution.notice_fields import all_said, path, said, within

STATUSES: Mapping[NoticeKind, ContractStatus] = {
    "planned": "pending",
    "call": "pending",
    "award": "awarded",
    "modification": "awarded",
    "cancellation": "ended",
}
# What a register states is believed before what any rule reads out of words.
NOTICE_CONFIDENCE = 1.0
# BT-142: the competition is not over, though other lots of the notice are awarded.
_STILL_OPEN = "open-nw"
_MONEY = re.compile(r"(\d+(?:\.\d+)?)(?: ([A-Z]{3}))?")
_LOT = re.compile(r"\D*?0*(\d+)\D*")
_JOURNAL_NUMBER = re.compile(r"(?:(\d{4})/S \d+-0*(\d+)|0*(\d+)-(\d{4}))")
_VERSIONED = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?", re.I)
# The national schema is in euros and writes no currency.
_CURRENCY_OF_DECP = "EUR"
# A number that many contracts of one buyer have ("1", "M-2") tells none of them.
_FEWEST_DIGITS = 4

Organisations = Mapping[tuple[str, int, PartyRole], str]
"""Ids of organisations by file, row and side of the notice that names them."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A stated sum and the name of its field."""

    amount: Decimal
    currency: str
    field_path: str


def claims_of(notices: Iterable[StoredNotice], organisations: Organisations) -> list[NoticeClaim]:
    """The contracts that notices claim, in the order of their ids; what two files state alike is one claim.

    A notice of unknown kind, or one that names no party, claims none.
    """
    found: dict[str, NoticeClaim] = {}
    for rows in _contracts(notices):
        claim = _claim(rows, organisations)
        if claim is not None:
            known = found.setdefault(claim.contract_claim_id, claim)
            place = (claim.file_sha256, claim.notice_index)
            if place < (known.file_sha256, known.notice_index):
                found[claim.contract_claim_id] = claim
    return [found[claim_id] for claim_id in sorted(found)]


def told_by_notice(claim: NoticeClaim) -> ContractTelling:
    """A notice's claim as consolidation compares it with others."""
    return ContractTelling(
        claim_id=claim.contract_claim_id,
        text_id=f"{claim.source} {claim.source_id}",
        buyers=frozenset(claim.buyer_ids),
        suppliers=frozenset(claim.supplier_ids),
        status=claim.status,
        confidence=NOTICE_CONFIDENCE,
        subject=claim.subject,
        amount=claim.amount,
        currency=claim.currency,
        signed_on=claim.signed_on,
        signed_on_precision="day" if claim.signed_on else None,
        told_on=claim.published_on,
        source=claim.source,
        keys=frozenset(claim.keys),
        lots=frozenset(lot.lot_number for lot in claim.lots),
    )


def lot_number(lot: str | None) -> str:
    """A lot's number without what schemas put around it; empty where the notice has no lots (LOT-0000).

    >>> lot_number("LOT-0012"), lot_number("3"), lot_number("LOT-0000"), lot_number("2A")
    ('12', '3', '', '2a')
    """
    if lot is None or re.search(r"\d[A-Za-z]|[A-Za-z]\d|\d\D+\d", lot):
        return (lot or "").casefold()
    plain = _LOT.fullmatch(lot)
    number = plain[1] if plain else lot.casefold()
    return "" if number == "0" else number


def _contracts(notices: Iterable[StoredNotice]) -> list[list[StoredNotice]]:
    """Rows that speak of one contract: of one lot, or of lots that one settled contract covers."""
    by_lot: dict[tuple[object, ...], list[StoredNotice]] = defaultdict(list)
    for stored in sorted(notices, key=lambda stored: (stored.file_sha256, stored.notice_index)):
        by_lot[_lot_key(stored)].append(stored)
    settled: dict[tuple[object, ...], list[StoredNotice]] = defaultdict(list)
    for key, rows in by_lot.items():
        contracts = frozenset(
            contract for row in rows for contract in [said(row.notice, "settled_contract")] if contract is not None
        )
        settled[(*key[:4], contracts) if contracts else key].extend(rows)
    return list(settled.values())


def _lot_key(stored: StoredNotice) -> tuple[object, ...]:
    notice = stored.notice
    apart: object = notice.lot or (all_said(notice, "contract_number"), notice.title)
    if notice.source == "decp":
        # The number is the buyer's own, and each modification states the contract anew.
        apart = (notice.buyer_identifier or notice.buyer_name, notice.signed_on, notice.published_on, notice.title)
    return stored.file_sha256, notice.source, notice.source_id, notice.kind, str(apart)


def _claim(rows: Sequence[StoredNotice], organisations: Organisations) -> NoticeClaim | None:
    first = rows[0]
    notice = first.notice
    buyers, suppliers = _parties(rows, "buyer", organisations), _parties(rows, "supplier", organisations)
    status = STATUSES.get(notice.kind)
    if status is None or not (buyers or suppliers):
        return None
    if ("BT-142-LotResult", _STILL_OPEN) in notice.fields:
        status = "pending"
    money = _sum(rows, is_estimated=status == "pending")
    signed_on = min((row.notice.signed_on for row in rows if row.notice.signed_on), default=None)
    numbers = sorted({lot_number(row.notice.lot) for row in rows})
    terms = (notice.kind, buyers, suppliers, numbers, money, signed_on, notice.title)
    claim_id = stable_id("con", notice.source, notice.source_id, *terms)
    return NoticeClaim(
        contract_claim_id=claim_id,
        file_sha256=first.file_sha256,
        notice_index=first.notice_index,
        source=notice.source,
        source_id=notice.source_id,
        status=status,
        buyer_ids=buyers,
        supplier_ids=suppliers,
        subject=notice.title,
        amount=float(money.amount) if money else None,
        currency=money.currency if money else None,
        amount_text=f"{money.amount.normalize():f} {money.currency}" if money else None,
        signed_on=signed_on,
        procedure=notice.procedure,
        cpv=notice.cpv,
        duration_months=notice.duration_months,
        published_on=notice.published_on,
        field_path=_place(notice, status),
        fields=_fields(notice, money),
        keys=_keys(rows, buyers),
        lots=_lots(claim_id, rows, organisations, is_estimated=status == "pending"),
    )


def _parties(rows: Sequence[StoredNotice], side: PartyRole, organisations: Organisations) -> tuple[str, ...]:
    places = [(row.file_sha256, row.notice_index, side) for row in rows]
    return tuple(sorted({organisations[place] for place in places if place in organisations}))


def _place(notice: Notice, status: ContractStatus) -> str:
    place = path(notice, "call" if status == "pending" else "award")
    is_nameless = place.startswith(("call", "award")) or "[" not in place
    return path(notice, "subject") if is_nameless else place


def _fields(notice: Notice, money: _Sum | None) -> tuple[tuple[str, str], ...]:
    """The field of each attribute that the notice states."""
    stated = {
        "subject": notice.title,
        "signed_on": notice.signed_on,
        "procedure": notice.procedure,
        "cpv": notice.cpv,
        "duration_months": notice.duration_months,
        "status": notice.kind,
    }
    fields = [(name, path(notice, name)) for name, value in stated.items() if value is not None]
    return (*fields, ("amount", money.field_path)) if money else tuple(fields)


def _sum(rows: Sequence[StoredNotice], *, is_estimated: bool) -> _Sum | None:
    """The worth of the contract without tax: what its suppliers get together, else what they share, else its ceiling.

    While nothing is awarded, it is what the buyer expects.
    """
    if is_estimated:
        return _stated_sum(rows, "estimate")
    notices = [row.notice for row in rows]
    own = [(notice.amount, notice.currency) for notice in notices if notice.amount is not None and notice.currency]
    if len(own) == len(rows):
        return _total(own, path(notices[0], "amount"))
    return _stated_sum(rows, "shared_amount") or _stated_sum(rows, "ceiling")


def _stated_sum(rows: Sequence[StoredNotice], attribute: str) -> _Sum | None:
    """The sum of what the field says, once for each lot and tender; None where one of them cannot be read."""
    found: dict[object, tuple[Decimal, str]] = {}
    name = ""
    for row in rows:
        stated = said(row.notice, attribute)
        money = _money(row.notice, stated[1]) if stated else None
        if stated is None or money is None:
            return None
        name = within(row.notice, stated[0])
        found[row.notice.lot, dict(row.notice.fields).get("OPT-321-Tender"), money] = money
    return _total(list(found.values()), name)


def _money(notice: Notice, words: str) -> tuple[Decimal, str] | None:
    stated = _MONEY.fullmatch(words)
    currency = (stated[2] or (_CURRENCY_OF_DECP if notice.source == "decp" else None)) if stated else None
    return (Decimal(stated[1]), currency) if stated and currency else None


def _total(sums: Sequence[tuple[Decimal, str]], field_path: str) -> _Sum | None:
    currencies = {currency for _, currency in sums}
    total = sum((amount for amount, _ in sums), Decimal(0))
    return _Sum(total, currencies.pop(), field_path) if len(currencies) == 1 and total > 0 else None


def _lots(
    claim_id: str, rows: Sequence[StoredNotice], organisations: Organisations, *, is_estimated: bool
) -> tuple[ContractLot, ...]:
    by_lot: dict[str, list[StoredNotice]] = defaultdict(list)
    for row in rows:
        by_lot[lot_number(row.notice.lot)].append(row)
    return tuple(
        ContractLot(
            contract_claim_id=claim_id,
            lot_number=number,
            title=of_lot[0].notice.title,
            amount=float(money.amount) if money else None,
            currency=money.currency if money else None,
            supplier_ids=_parties(of_lot, "supplier", organisations),
        )
        for number, of_lot in sorted(by_lot.items())
        if number
        for money in [_sum(of_lot, is_estimated=is_estimated)]
    )


def _keys(rows: Sequence[StoredNotice], buyers: Sequence[str]) -> tuple[str, ...]:
    """The numbers by which notices of one contract know each other, each with its lot."""
    keys = set()
    for notice in (row.notice for row in rows):
        lot = lot_number(notice.lot)
        own = [notice.source_id, *all_said(notice, "own_number")] if notice.source != "decp" else []
        for number in (*own, *all_said(notice, "earlier_notice"), *all_said(notice, "folder")):
            keys.add(f"{_notice_number(number)}#{lot}")
        contracts = [notice.source_id] if notice.source == "decp" else all_said(notice, "contract_number")
        for plain in map(_contract_number, contracts):
            if plain:
                keys.update(f"{buyer}:{plain}" for buyer in buyers)
    return tuple(sorted(keys))


def _notice_number(number: str) -> str:
    """A notice's number in one spelling: "2024/S 064-154000" and "00154000-2024" are one, versions of a UUID too."""
    if journal := _JOURNAL_NUMBER.fullmatch(number):
        return f"{journal[2] or journal[3]}-{journal[1] or journal[4]}"
    versioned = _VERSIONED.fullmatch(number)
    return (versioned[1] if versioned else number).casefold()


def _contract_number(number: str) -> str | None:
    plain = re.sub(r"[\W_]", "", number).casefold()
    return plain if sum(map(str.isdigit, plain)) >= _FEWEST_DIGITS else None
