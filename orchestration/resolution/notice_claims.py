"""What a procurement notice claims: one contract for each lot, or for the lots that became one contract.

What belongs here: rows of a notice to claims with parties, status and the field that states each. What does not: sums
(`notice_sums`), names of fields (`notice_fields`), which claims are one contract (`consolidation`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

from orchestration.agreements import ContractLot, ContractTelling, NoticeClaim, StoredNotice
from orchestration.records import ContractStatus, Notice, NoticeKind, NoticePartyRole, stable_id
from orchestration.resolution.notice_fields import all_said, path, said
from orchestration.resolution.notice_sums import Sum, worth
from orchestration.resolution.registration import PartyKey

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
_LOT = re.compile(r"\D*?0*(\d+)\D*")
_JOURNAL_NUMBER = re.compile(r"(?:(\d{4})/S \d+-0*(\d+)|0*(\d+)-(\d{4}))")
_VERSIONED = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-\d+)?", re.I)
# A number that many contracts of one buyer have ("1", "M-2") tells none of them.
_FEWEST_DIGITS = 4

Organisations = Mapping[PartyKey, str]
"""Ids of organisations by the place where a notice names them."""


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
        is_amendment=claim.is_amendment,
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
        number, when = said(notice, "amendment"), (notice.signed_on, notice.published_on)
        apart = (notice.buyer_identifier or notice.buyer_name, *when, notice.title, number, notice.amount)
    return stored.file_sha256, notice.source, notice.source_id, notice.kind, str(apart)


def _claim(rows: Sequence[StoredNotice], organisations: Organisations) -> NoticeClaim | None:
    first = rows[0]
    notices = [row.notice for row in rows]
    notice = notices[0]
    parties = {role: _parties(rows, role, organisations) for role in get_args(NoticePartyRole)}
    status = _status(notice)
    if status is None or not (parties["buyer"] or parties["supplier"]):
        return None
    money = worth(notices, is_pending=status == "pending")
    concluded_on = min((row.signed_on for row in notices if row.signed_on), default=None)
    numbers = sorted({lot_number(row.lot) for row in notices})
    terms = (notice.kind, parties["buyer"], parties["supplier"], numbers, money, concluded_on, notice.title)
    claim_id = stable_id("con", notice.source, notice.source_id, *terms)
    signed_on = None if _is_dated_by_change(notice) else concluded_on
    return NoticeClaim(
        contract_claim_id=claim_id,
        file_sha256=first.file_sha256,
        notice_index=first.notice_index,
        source=notice.source,
        source_id=notice.source_id,
        status=status,
        buyer_ids=parties["buyer"],
        supplier_ids=parties["supplier"],
        subcontractor_ids=tuple(sorted({*parties["subcontractor"]} - {*parties["buyer"], *parties["supplier"]})),
        leader_ids=_parties([row for row in rows if _leads(row.notice)], "supplier", organisations),
        subject=notice.title,
        amount=float(money.amount) if money else None,
        currency=money.currency if money else None,
        amount_text=f"{money.amount.normalize():f} {money.currency}" if money else None,
        amount_basis=money.basis if money else None,
        signed_on=signed_on,
        started_on=notice.started_on,
        is_amendment=notice.kind == "modification",
        amended_on=_amended_on(notice, concluded_on),
        procedure=notice.procedure,
        cpv=notice.cpv,
        duration_months=notice.duration_months,
        published_on=notice.published_on,
        field_path=_place(notice, status),
        fields=_fields(notice, money, signed_on, [role for role, ids in parties.items() if ids]),
        keys=_keys(rows, parties["buyer"]),
        lots=_lots(claim_id, rows, organisations, is_pending=status == "pending"),
    )


def _status(notice: Notice) -> ContractStatus | None:
    return "pending" if ("BT-142-LotResult", _STILL_OPEN) in notice.fields else STATUSES.get(notice.kind)


def _is_dated_by_change(notice: Notice) -> bool:
    """DECP dates a change by the day of the change itself; the European forms by that of the contract."""
    return notice.kind == "modification" and notice.source == "decp"


def _amended_on(notice: Notice, concluded_on: date | None) -> date | None:
    if notice.kind != "modification":
        return None
    return (concluded_on if _is_dated_by_change(notice) else None) or notice.published_on


def _leads(notice: Notice) -> bool:
    stated = said(notice, "leader")
    return stated is not None and stated[1] == "true"


def _parties(rows: Sequence[StoredNotice], role: NoticePartyRole, organisations: Organisations) -> tuple[str, ...]:
    keys = [(row.file_sha256, row.notice_index, role, place) for row in rows for place in range(_most(row.notice))]
    return tuple(sorted({organisations[key] for key in keys if key in organisations}))


def _most(notice: Notice) -> int:
    return 1 + len(notice.other_parties)


def _place(notice: Notice, status: ContractStatus) -> str:
    place = path(notice, "call" if status == "pending" else "award")
    is_nameless = place.startswith(("call", "award")) or "[" not in place
    return path(notice, "subject") if is_nameless else place


def _fields(
    notice: Notice, money: Sum | None, signed_on: date | None, roles: Sequence[NoticePartyRole]
) -> tuple[tuple[str, str], ...]:
    """The field of each attribute and role that the notice states."""
    stated: dict[str, object] = {
        "subject": notice.title,
        "signed_on": signed_on,
        "started_on": notice.started_on,
        "procedure": notice.procedure,
        "cpv": notice.cpv,
        "duration_months": notice.duration_months,
        "status": notice.kind,
        **dict.fromkeys(roles, True),
    }
    fields = [(name, path(notice, name)) for name, value in stated.items() if value is not None]
    return (*fields, ("amount", money.field_path)) if money else tuple(fields)


def _lots(
    claim_id: str, rows: Sequence[StoredNotice], organisations: Organisations, *, is_pending: bool
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
        for money in [worth([row.notice for row in of_lot], is_pending=is_pending)]
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
