"""European notices since 2022 (eForms, UBL 2.3) to rows: lots, winners, what each gets.

What belongs here: where eForms states a value (business terms BT-…, technical ones OPT-…). What does not: the schema
before it (`ted_export`), files (`readers.ted`), how a value is read (`notice_values`).
Source of the terms: the eForms SDK of the Publications Office of the European Union.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.documents.notice_trees import Tree, attribute, every, first, said, words
from orchestration.documents.notice_values import Fields, day, identifier, text
from orchestration.records import Notice, NoticeKind

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
_FRAMEWORK = "ContractingSystemTypeCode[@listName='framework-agreement']"
_CANCELLED = frozenset({"cancel", "cancel-intent"})
_CLOSED_WITHOUT_WINNER = "clos-nw"
_WITHHELD = "unpublished"
_MONTHS_OF_UNIT = {"MONTH": 1, "YEAR": 12}


@dataclass(frozen=True, slots=True)
class _Organisation:
    name: str | None
    identifier: str | None


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
    lots = {said(lot, "ID") or "": lot for lot in every(root, "ProcurementProjectLot")}
    outcomes = every(extension, "NoticeResult/LotResult")
    for outcome in outcomes:
        lot = said(outcome, "TenderLot/ID")
        described, known = _of_lot(base, lot, lots.get(lot or ""), fields)
        yield from _outcome(described, outcome, results, known)
    if not outcomes:
        for node in list(lots.values()) or [None]:
            described, known = _of_lot(base, said(node, "ID"), node, fields)
            yield replace(described, fields=known.items())


def _fields(root: Tree, extension: Tree | None) -> Fields:
    fields = Fields()
    fields.note("BT-701-notice", said(root, "ID"))
    fields.note("BT-757-notice", said(root, "VersionID"))
    fields.note("BT-04-notice", said(root, "ContractFolderID"))
    fields.note("BT-02-notice", said(root, "NoticeTypeCode"))
    fields.note("BT-05-notice", said(root, "IssueDate"))
    fields.note("BT-21-Procedure", _in_french(root, "ProcurementProject/Name"))
    fields.note("BT-161-NoticeResult", _money(first(extension, "NoticeResult/TotalAmount")))
    fields.note("BT-118-NoticeResult", _money(first(extension, "NoticeResult/OverallMaximumFrameworkContractsAmount")))
    fields.note("BT-758-notice", said(extension, "Changes/ChangedNoticeIdentifier"))
    fields.note("BT-140-notice", said(extension, "Changes/ChangeReason/ReasonCode"))
    fields.note("BT-1501(n)-Contract", said(extension, "ContractModification/ChangedNoticeIdentifier"))
    fields.note("BT-200-Contract", said(extension, "ContractModification/ChangeReason/ReasonCode"))
    return fields


def _base(root: Tree, extension: Tree | None, results: _Results, fields: Fields) -> Notice:
    buyers = [results.organisations.get(words(node) or "") for node in every(root, f"ContractingParty/{_PARTY}")]
    named = [buyer for buyer in buyers if buyer is not None]
    if len(named) > 1:
        fields.note("OPT-300-Procedure-Buyer", *(f"{buyer.name} ({buyer.identifier})" for buyer in named))
    buyer = named[0] if named else _Organisation(None, None)
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
        published_on=day(said(extension, "Publication/PublicationDate")),
    )


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
        )
        for key in (*every(node, "Company/PartyIdentification/ID"), *every(node, "TouchPoint/PartyIdentification/ID")):
            found[words(key) or ""] = organisation
    return found


def _of_lot(base: Notice, lot: str | None, node: Tree | None, fields: Fields) -> tuple[Notice, Fields]:
    """The row of a lot, its own values before those of the whole procedure."""
    known = fields.copy()
    project = first(node, "ProcurementProject")
    known.note("BT-765-Lot", said(node, f"TenderingProcess/ContractingSystem/{_FRAMEWORK}"))
    known.note("BT-27-Lot", _money(first(project, "RequestedTenderTotal/EstimatedOverallContractAmount")))
    described = replace(
        base,
        lot=lot,
        title=_in_french(project, "Name") or base.title,
        cpv=said(project, _CPV) or base.cpv,
        place=said(project, *_PLACES) or base.place,
        duration_months=_duration(first(project, "PlannedPeriod/DurationMeasure"), known),
    )
    return described, known


def _duration(measure: Tree | None, fields: Fields) -> int | None:
    unit = attribute(measure, "unitCode") or ""
    factor = _MONTHS_OF_UNIT.get(unit)
    if factor is None:
        fields.note("BT-36-Lot", f"{words(measure)} {unit}" if measure is not None else None)
        return None
    number = fields.months("BT-36-Lot", words(measure))
    return None if number is None else number * factor


def _outcome(base: Notice, outcome: Tree, results: _Results, fields: Fields) -> Iterator[Notice]:
    """The rows of one lot's result."""
    status = said(outcome, "TenderResultCode")
    fields.note("BT-142-LotResult", status)
    fields.note("BT-144-LotResult", said(outcome, "DecisionReason/DecisionReasonCode"))
    fields.note("BT-709-LotResult", _money(first(outcome, "FrameworkAgreementValues/MaximumValueAmount")))
    fields.note("BT-660-LotResult", _money(first(outcome, "FrameworkAgreementValues/ReestimatedValueAmount")))
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
    """One row a member of the winning party: subcontractors are none. What several share is nobody's amount."""
    party = results.parties.get(said(win.tender, "TenderingParty/ID") or "")
    members = every(party, "Tenderer")
    known = _contract_fields(win, fields)
    payable = first(win.tender, "LegalMonetaryTotal/PayableAmount")
    is_alone = len(members) == 1
    stated = _stated_amount(payable, known) if is_alone else None
    if stated is None:
        known.note("BT-720-Tender", _money(payable))
    signed_on = known.day("BT-145-Contract", said(win.contract, "IssueDate"))
    organisations = [results.organisations.get(said(member, "ID") or "") for member in members]
    if not is_alone:
        known.note("OPT-300-Tenderer", *_labels(organisations))
    for member, organisation in zip(members, organisations, strict=True):
        if organisation is None:
            continue
        own = known.copy()
        own.note("OPT-170-Tenderer", said(member, "GroupLeadIndicator"))
        yield replace(
            base,
            supplier_name=organisation.name,
            supplier_identifier=organisation.identifier,
            amount=stated,
            currency=attribute(payable, "currencyID") if stated is not None else None,
            signed_on=signed_on,
            fields=own.items(),
        )


def _labels(organisations: Sequence[_Organisation | None]) -> list[str]:
    return [f"{member.name} ({member.identifier})" for member in organisations if member is not None]


def _contract_fields(win: _Win, fields: Fields) -> Fields:
    known = fields.copy()
    known.note("OPT-321-Tender", said(win.tender, "ID"))
    known.note("OPT-316-Contract", said(win.contract, "ID"))
    known.note("BT-150-Contract", said(win.contract, "ContractReference/ID"))
    known.note("BT-721-Contract", _in_french(win.contract, "Title"))
    known.note("BT-1451-Contract", said(win.contract, "AwardDate"))
    return known


def _stated_amount(payable: Tree | None, fields: Fields) -> Decimal | None:
    """An amount without a currency is none."""
    return fields.amount("BT-720-Tender", words(payable)) if attribute(payable, "currencyID") else None


def _money(node: Tree | None) -> str | None:
    """An amount with its currency as stated, a code alone."""
    return None if node is None else text(f"{words(node) or ''} {attribute(node, 'currencyID') or ''}")


def _in_french(node: Tree | None, path: str) -> str | None:
    stated = every(node, path)
    french = next((found for found in stated if found.get("languageID") == "FRA"), None)
    return words(french if french is not None else first(node, path))


def _public(value: str | None) -> str | None:
    """Names that the buyer withholds are published as "unpublished"."""
    return None if value == _WITHHELD else value
