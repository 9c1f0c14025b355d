"""European notices since 2022 (eForms, UBL 2.3) to rows: lots, winners, what each gets.

What belongs here: where eForms states the columns, and which tender won. What does not: what has no column
(`eforms_fields`), the schema before it (`ted_export`), files (`readers.ted`), how a value is read (`notice_values`).
Source of the terms: the eForms SDK of the Publications Office of the European Union.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.documents import eforms_fields
from orchestration.documents.notice_trees import Tree, attribute, every, first, in_french, said, words
from orchestration.documents.notice_values import Fields, day, identifier, months, text
from orchestration.records import Notice, NoticeKind, StatedParty

_EXTENSION = "UBLExtensions/UBLExtension/ExtensionContent/EformsExtension"
_CPV = "MainCommodityClassification/ItemClassificationCode"
_PLACES = ("RealizedLocation/Address/CityName", "RealizedLocation/Address/CountrySubentityCode")
_PARTY = "Party/PartyIdentification/ID"
# BT-03, the form's type. A direct award announced before its signature ("dir-awa-pre") is no award yet.
_KINDS: Mapping[str, NoticeKind] = {
    "planning": "planned",
    "competition": "call",
    "dir-awa-pre": "planned",
    "result": "award",
    "cont-modif": "modification",
}
_SIGNATORY = "SignatoryParty/PartyIdentification/ID"
# Lots that share a framework's ceiling are listed a second time under a heading of their own, which is no lot.
_GROUP_OF_LOTS = "LotsGroup"
_CANCELLED = frozenset({"cancel", "cancel-intent"})
_CLOSED_WITHOUT_WINNER = "clos-nw"
_WITHHELD = "unpublished"
_MONTHS_OF_UNIT = {"MONTH": 1, "YEAR": 12}


@dataclass(frozen=True, slots=True)
class _Organisation:
    name: str | None
    identifier: str | None
    size: str | None = None
    leads_buyers: bool = False


@dataclass(frozen=True, slots=True)
class _Results:
    """The parts of a result by their identifiers: eForms states each once and refers to it."""

    organisations: Mapping[str, _Organisation]
    tenders: Mapping[str, Tree]
    parties: Mapping[str, Tree]
    contracts: Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class _Win:
    """One tender that won a lot, with the contract that it became, if it is stated."""

    tender: Tree
    contract: Tree | None


def notices(root: Tree) -> Iterator[Notice]:
    """One row a lot and winner; a lot without result, or a notice without lots, is one row."""
    extension = first(root, _EXTENSION)
    results = _results(extension)
    fields = _fields(root, extension)
    base = _base(root, extension, results, fields)
    lots = {said(lot, "ID") or "": lot for lot in every(root, "ProcurementProjectLot") if not _is_group(lot)}
    outcomes = every(extension, "NoticeResult/LotResult")
    for outcome in outcomes:
        lot = said(outcome, "TenderLot/ID")
        described, known = _of_lot(base, lot, lots.get(lot or ""), fields)
        yield from _outcome(described, outcome, results, known)
    if not outcomes:
        for node in list(lots.values()) or [None]:
            described, known = _of_lot(base, said(node, "ID"), node, fields)
            yield replace(described, fields=known.items())


def _is_group(lot: Tree) -> bool:
    return attribute(first(lot, "ID"), "schemeName") == _GROUP_OF_LOTS


def _fields(root: Tree, extension: Tree | None) -> Fields:
    fields = Fields()
    eforms_fields.note(fields, "notice", root)
    eforms_fields.note(fields, "extension", extension)
    return fields


def _base(root: Tree, extension: Tree | None, results: _Results, fields: Fields) -> Notice:
    buyers = _buyers(root, results.organisations)
    if len(buyers) > 1:
        fields.note("OPT-300-Procedure-Buyer", *_labels(buyers))
        fields.note("OPP-050-Organization", *(buyer.name for buyer in buyers if buyer.leads_buyers))
    buyer = buyers[0] if buyers else _Organisation(None, None)
    return Notice(
        source="ted",
        source_id=said(extension, "Publication/NoticePublicationID") or said(root, "ID") or "",
        kind=_kind(root, extension),
        notice_schema="eforms",
        buyer_name=buyer.name,
        buyer_identifier=buyer.identifier,
        title=_in_french(root, "ProcurementProject/Name"),
        procedure=said(root, "TenderingProcess/ProcedureCode"),
        cpv=said(root, f"ProcurementProject/{_CPV}"),
        place=said(root, *(f"ProcurementProject/{path}" for path in _PLACES)),
        published_on=fields.day("OPP-012-notice", said(extension, "Publication/PublicationDate")),
        other_parties=tuple(StatedParty("buyer", other.name, other.identifier) for other in buyers[1:]),
    )


def _buyers(root: Tree, organisations: Mapping[str, _Organisation]) -> list[_Organisation]:
    """Every buyer once, who leads them first: a buyer and its own touch point are one."""
    stated = [organisations.get(words(node) or "") for node in every(root, f"ContractingParty/{_PARTY}")]
    buyers = dict.fromkeys(buyer for buyer in stated if buyer is not None)
    return sorted(buyers, key=lambda buyer: not buyer.leads_buyers)


def _kind(root: Tree, extension: Tree | None) -> NoticeKind:
    if said(extension, "Changes/ChangeReason/ReasonCode") in _CANCELLED:
        return "cancellation"
    return _KINDS.get(attribute(first(root, "NoticeTypeCode"), "listName") or "", "other")


def _results(extension: Tree | None) -> _Results:
    def by_id(path: str) -> dict[str, Tree]:
        return {said(node, "ID") or "": node for node in every(extension, f"NoticeResult/{path}")}

    return _Results(_organisations(extension), by_id("LotTender"), by_id("TenderingParty"), by_id("SettledContract"))


def _organisations(extension: Tree | None) -> dict[str, _Organisation]:
    """By identifier of the organisation and of its touch points: a buyer may be given as either."""
    found = {}
    for node in every(extension, "Organizations/Organization"):
        company = first(node, "Company")
        organisation = _Organisation(
            name=_public(_in_french(company, "PartyName/Name")),
            identifier=_public(identifier(said(company, "PartyLegalEntity/CompanyID"))),
            size=said(company, "CompanySizeCode"),
            leads_buyers=said(node, "GroupLeadIndicator") == "true",
        )
        for key in (*every(node, "Company/PartyIdentification/ID"), *every(node, "TouchPoint/PartyIdentification/ID")):
            found[words(key) or ""] = organisation
    return found


def _of_lot(base: Notice, lot: str | None, node: Tree | None, fields: Fields) -> tuple[Notice, Fields]:
    """The row of a lot, its own values before those of the whole procedure."""
    known = fields.copy()
    project = first(node, "ProcurementProject")
    eforms_fields.note(known, "lot", node)
    described = replace(
        base,
        lot=lot,
        title=_in_french(project, "Name") or base.title,
        cpv=said(project, _CPV) or base.cpv,
        place=said(project, *_PLACES) or base.place,
        started_on=day(said(project, "PlannedPeriod/StartDate")),
        duration_months=_duration(first(project, "PlannedPeriod/DurationMeasure")),
    )
    return described, known


def _duration(measure: Tree | None) -> int | None:
    factor = _MONTHS_OF_UNIT.get(attribute(measure, "unitCode") or "")
    number = months(words(measure))
    return None if number is None or factor is None else number * factor


def _outcome(base: Notice, outcome: Tree, results: _Results, fields: Fields) -> Iterator[Notice]:
    """The rows of one lot's result."""
    status = said(outcome, "TenderResultCode")
    eforms_fields.note(fields, "result", outcome)
    rows = [
        row
        for win in ([] if status in (_CLOSED_WITHOUT_WINNER, "open-nw") else _wins(outcome, base.lot, results))
        for row in _winners(base, win, results, fields)
    ]
    kind = "cancellation" if status == _CLOSED_WITHOUT_WINNER else base.kind
    yield from rows or [replace(base, kind=kind, fields=fields.items())]


def _wins(outcome: Tree, lot: str | None, results: _Results) -> list[_Win]:
    """The tenders that became a contract of this lot.

    A result may list tenders that lost: without a contract only a lone tender is taken for the winner.
    """
    listed = {words(node) or "" for node in every(outcome, "LotTender/ID")}
    contracts = [results.contracts.get(words(node) or "") for node in every(outcome, "SettledContract/ID")]
    wins = []
    for contract in contracts:
        for reference in every(contract, "LotTender/ID"):
            tender = results.tenders.get(words(reference) or "")
            if tender is not None and _is_of_lot(tender, lot, listed):
                wins.append(_Win(tender, contract))
    if contracts or len(listed) != 1:
        return wins
    lone = results.tenders.get(next(iter(listed)))
    return [] if lone is None or not _is_of_lot(lone, lot, listed) else [_Win(lone, None)]


def _is_of_lot(tender: Tree, lot: str | None, listed: set[str]) -> bool:
    stated = said(tender, "TenderLot/ID")
    return stated == lot if stated else (said(tender, "ID") or "") in listed


def _winners(base: Notice, win: _Win, results: _Results, fields: Fields) -> Iterator[Notice]:
    """One row a member of the winning party. What several share is nobody's amount; subcontractors win nothing."""
    party = results.parties.get(said(win.tender, "TenderingParty/ID") or "")
    members = [(node, results.organisations.get(said(node, "ID") or "")) for node in every(party, "Tenderer")]
    named = [organisation for _, organisation in members if organisation is not None]
    known = fields.copy()
    eforms_fields.note(known, "tender", win.tender)
    eforms_fields.note(known, "contract", win.contract)
    payable = first(win.tender, "LegalMonetaryTotal/PayableAmount")
    is_alone = len(members) == 1
    stated = _stated_amount(payable, known) if is_alone else None
    if stated is None:
        known.note("BT-720-Tender", _money(payable))
    if not is_alone:
        known.note("OPT-300-Tenderer", *_labels(named))
    signatories = [results.organisations.get(words(node) or "") for node in every(win.contract, _SIGNATORY)]
    known.note("OPT-300-Contract-Signatory", *_labels(filter(None, signatories)))
    won = replace(
        base,
        amount=stated,
        currency=attribute(payable, "currencyID") if stated is not None else None,
        signed_on=known.day("BT-145-Contract", said(win.contract, "IssueDate")),
        other_parties=(*base.other_parties, *_subcontractors(party, results.organisations)),
    )
    for node, organisation in members:
        if organisation is not None:
            yield _winner(won, node, organisation, known)


def _winner(won: Notice, node: Tree, organisation: _Organisation, fields: Fields) -> Notice:
    own = fields.copy()
    own.note("OPT-170-Tenderer", said(node, "GroupLeadIndicator"))
    own.note("BT-165-Organization-Company", organisation.size)
    return replace(
        won, supplier_name=organisation.name, supplier_identifier=organisation.identifier, fields=own.items()
    )


def _subcontractors(party: Tree | None, organisations: Mapping[str, _Organisation]) -> Iterator[StatedParty]:
    for node in every(party, "SubContractor"):
        organisation = organisations.get(said(node, "ID") or "")
        if organisation is not None:
            yield StatedParty("subcontractor", organisation.name, organisation.identifier)


def _labels(organisations: Iterable[_Organisation]) -> list[str]:
    return [f"{member.name} ({member.identifier})" for member in organisations]


def _stated_amount(payable: Tree | None, fields: Fields) -> Decimal | None:
    """An amount without a currency is none."""
    return fields.amount("BT-720-Tender", words(payable)) if attribute(payable, "currencyID") else None


def _money(node: Tree | None) -> str | None:
    """An amount with its currency as stated, a code alone."""
    return None if node is None else text(f"{words(node) or ''} {attribute(node, 'currencyID') or ''}")


def _in_french(node: Tree | None, path: str) -> str | None:
    return words(next(iter(in_french(every(node, path))), None))


def _public(value: str | None) -> str | None:
    """Names that the buyer withholds are published as "unpublished"."""
    return None if value == _WITHHELD else value
