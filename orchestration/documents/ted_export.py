"""European notices from before eForms (TED_EXPORT R2.0.8 and R2.0.9) to rows: lots, winners, what each gets.

What belongs here: where the standard forms of 2014 (F01 to F25) and those before them state a value. What does not:
eForms (`eforms`), files (`readers.ted`), how a value is read (`notice_values`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from orchestration.documents.notice_trees import Tree, attribute, deep, every, first, leaves, names, said, words
from orchestration.documents.notice_values import Fields, day, identifier, text
from orchestration.records import Notice, NoticeKind, NoticePartyRole, StatedParty

# The forms of 2014 by number. A transparency notice (F15) announces an award that is not signed yet.
_FORMS: Mapping[str, NoticeKind] = {
    "F01": "planned",
    "F02": "call",
    "F03": "award",
    "F04": "planned",
    "F05": "call",
    "F06": "award",
    "F12": "call",
    "F13": "award",
    "F15": "planned",
    "F20": "modification",
    "F24": "call",
    "F25": "award",
}
# Social services and the like use one form for all; its NOTICE says which notice it is.
_BY_NOTICE: Mapping[str, NoticeKind] = {"CONTRACT": "call", "PRI_ONLY": "planned", "AWARD_CONTRACT": "award"}
# The forms before 2014 by the name of their element, the longer beginnings first.
_OLDER_FORMS: tuple[tuple[str, NoticeKind], ...] = (
    ("CONTRACT_AWARD", "award"),
    ("CONTRACT", "call"),
    ("PRIOR_INFORMATION", "planned"),
    ("PERIODIC_INDICATIVE", "planned"),
    ("VOLUNTARY_EX_ANTE", "planned"),
)
_UUID = "NOTICE_UUID"
# Who held a contract before the change that the notice tells of.
_BEFORE = "AWARDED_CONTRACT/CONTRACTORS"
_BUYER_NAMES = ("OFFICIALNAME", "ORGANISATION/OFFICIALNAME", "ORGANISATION")
# What has columns, rows or a field of its own, and how to reach people: all the rest is kept under its path.
_CONTACTS = frozenset(
    {
        *("ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL", "ADDRESS_CONTRACTOR", "ADDRESS_PARTY"),
        *("ADDRESS_FURTHER_INFO", "ADDRESS_PARTICIPATION", "ADDRESS_REVIEW_BODY", "ADDRESS_REVIEW_INFO"),
        *("ADDRESS_MEDIATION_BODY", "CA_CE_CONCESSIONAIRE_PROFILE", "ECONOMIC_OPERATOR_NAME_ADDRESS"),
        *("CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME", "CONTACT_DATA_OTHER_BEHALF_CONTRACTING_AUTORITHY", "CONTACT_DATA"),
    }
)
_NOT_OF_AWARD = _CONTACTS | {"LOT_NO", "LOT_NUMBER", "CONTRACT_NO", "CONTRACT_NUMBER", "CONTRACT_AWARD_DATE"}
_NOT_OF_LOT = _CONTACTS | {"LOT_NO", "VAL_OBJECT"}
_NOT_OF_NOTICE = (
    _CONTACTS
    | {"OBJECT_DESCR", "AWARD_CONTRACT", "AWARD_OF_CONTRACT", "AWARD_OF_CONTRACT_DEFENCE"}
    | {"NO_DOC_OJS", "URI_LIST", "VAL_TOTAL_BEFORE", "VAL_TOTAL_AFTER", "REFERENCE_NUMBER", "FILE_REFERENCE_NUMBER"}
)
_MONTHS_OF_UNIT = {"MONTH": 1, "YEAR": 12}


@dataclass(frozen=True, slots=True)
class _Schema:
    """Where a generation of forms states what: names of elements at any depth, paths inside them, the first counts."""

    buyers: tuple[str, ...]
    title: str
    awards: tuple[str, ...]
    lot: str
    award_title: tuple[str, ...]
    supplier: str
    supplier_name: tuple[str, ...]
    supplier_identifier: tuple[str, ...]


_OF_2014 = _Schema(
    buyers=("ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL"),
    title="TITLE",
    awards=("AWARD_CONTRACT",),
    lot="LOT_NO",
    award_title=("TITLE",),
    supplier="CONTRACTOR",
    supplier_name=("ADDRESS_CONTRACTOR/OFFICIALNAME", "OFFICIALNAME"),
    supplier_identifier=("ADDRESS_CONTRACTOR/NATIONALID", "NATIONALID"),
)
_ADDRESS = "CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME"
_OLDER = _Schema(
    buyers=("CA_CE_CONCESSIONAIRE_PROFILE", "CONTACT_DATA_OTHER_BEHALF_CONTRACTING_AUTORITHY"),
    title="TITLE_CONTRACT",
    awards=("AWARD_OF_CONTRACT", "AWARD_OF_CONTRACT_DEFENCE"),
    lot="LOT_NUMBER",
    award_title=("CONTRACT_TITLE", "TITLE_CONTRACT"),
    supplier="ECONOMIC_OPERATOR_NAME_ADDRESS",
    supplier_name=(f"{_ADDRESS}/ORGANISATION/OFFICIALNAME", f"{_ADDRESS}/ORGANISATION"),
    supplier_identifier=(f"{_ADDRESS}/ORGANISATION/NATIONALID",),
)


def notices(root: Tree) -> Iterator[Notice]:
    """One row a lot and winner; a call has one row a lot, a notice without lots one row."""
    form = _form(root)
    schema = _OF_2014 if attribute(form, "FORM") else _OLDER
    fields = _fields(root, form)
    base = _base(root, form, schema)
    lots = deep(form, "OBJECT_DESCR")
    awards = deep(form, *schema.awards)
    if awards:
        by_number = {said(lot, "LOT_NO") or "": lot for lot in lots}
        for award in awards:
            number = said(award, schema.lot)
            described, known = _of_lot(base, by_number.get(number or ""), fields)
            titled = replace(described, lot=number, title=said(award, *schema.award_title) or described.title)
            yield from _awarded(titled, award, form, schema, known)
    else:
        for lot in lots or [None]:
            described, known = _of_lot(base, lot, fields)
            yield replace(described, fields=known.items())


def _form(root: Tree) -> Tree | None:
    """The form in French, else in the language in which it was written."""
    forms = [form for form in every(first(root, "FORM_SECTION"), "*") if names([form]) != [_UUID]]
    chosen = [form for form in forms if "FR" in (form.get("LG") or "").split()]
    original = [form for form in forms if form.get("CATEGORY") == "ORIGINAL"]
    return next(iter([*chosen, *original, *forms]), None)


def _fields(root: Tree, form: Tree | None) -> Fields:
    fields = Fields()
    notice = "CODED_DATA_SECTION/NOTICE_DATA"
    fields.note("NO_DOC_OJS", said(root, f"{notice}/NO_DOC_OJS"))
    fields.note("REF_NOTICE", said(root, f"{notice}/REF_NOTICE/NO_DOC_OJS"))
    fields.note("TD_DOCUMENT_TYPE", said(root, "CODED_DATA_SECTION/CODIF_DATA/TD_DOCUMENT_TYPE"))
    fields.note("FORM", attribute(form, "FORM"), *([] if form is None else names([form])))
    fields.note("REFERENCE_NUMBER", *(words(node) for node in deep(form, "REFERENCE_NUMBER", "FILE_REFERENCE_NUMBER")))
    for name in ("VAL_TOTAL_BEFORE", "VAL_TOTAL_AFTER"):
        fields.note(name, *(_money(node) for node in deep(form, name)))
    if deep(form, "FRAMEWORK"):
        fields.note("FRAMEWORK", "true")
    fields.gather(leaves(first(root, "CODED_DATA_SECTION"), _NOT_OF_NOTICE))
    fields.gather(leaves(form, _NOT_OF_NOTICE))
    return fields


def _base(root: Tree, form: Tree | None, schema: _Schema) -> Notice:
    coded = first(root, "CODED_DATA_SECTION")
    buyers = [_party("buyer", node, *_BUYER_NAMES) for node in deep(form, *schema.buyers)]
    buyer, *others = list(dict.fromkeys(found for found in buyers if found.name)) or [StatedParty("buyer")]
    title = next(iter(deep(form, schema.title)), None)
    return Notice(
        source="ted",
        source_id=attribute(root, "DOC_ID") or said(coded, "NOTICE_DATA/NO_DOC_OJS") or "",
        kind=_kind(form),
        notice_schema="ted-2014" if schema is _OF_2014 else "ted-older",
        title=words(title),
        buyer_name=buyer.name,
        buyer_identifier=buyer.identifier,
        procedure=said(coded, "CODIF_DATA/PR_PROC"),
        cpv=attribute(first(coded, "NOTICE_DATA/ORIGINAL_CPV"), "CODE"),
        place=said(coded, "NOTICE_DATA/PERFORMANCE_NUTS"),
        published_on=day(said(coded, "REF_OJS/DATE_PUB")),
        url=_url(first(coded, "NOTICE_DATA/URI_LIST")),
        other_parties=tuple(others),
    )


def _party(role: NoticePartyRole, node: Tree, *names_of: str) -> StatedParty:
    return StatedParty(role, said(node, *names_of), identifier(said(node, "NATIONALID", "ORGANISATION/NATIONALID")))


def _url(addresses: Tree | None) -> str | None:
    stated = every(addresses, "URI_DOC")
    french = [node for node in stated if node.get("LG") == "FR"]
    return words(next(iter([*french, *stated]), None))


def _kind(form: Tree | None) -> NoticeKind:
    if form is None:
        return "other"
    number = (attribute(form, "FORM") or "")[:3]
    notice = attribute(first(form, "NOTICE"), "TYPE") or ""
    if number:
        return _FORMS.get(number) or _BY_NOTICE.get(notice, "other")
    older = (kind for start, kind in _OLDER_FORMS if names([form])[0].startswith(start))
    return next(older, "other")


def _of_lot(base: Notice, lot: Tree | None, fields: Fields) -> tuple[Notice, Fields]:
    known = fields.copy()
    known.note("VAL_OBJECT", _money(first(lot, "VAL_OBJECT")))
    known.gather(leaves(lot, _NOT_OF_LOT))
    duration = first(lot, "DURATION")
    described = replace(
        base,
        lot=said(lot, "LOT_NO"),
        title=said(lot, "TITLE") or said(None if lot is None else lot.getparent(), "TITLE") or base.title,
        cpv=attribute(first(lot, "CPV_ADDITIONAL/CPV_CODE"), "CODE") or base.cpv,
        place=said(lot, "MAIN_SITE") or attribute(first(lot, "NUTS"), "CODE") or base.place,
        started_on=known.day("DATE_START", said(lot, "DATE_START")),
        duration_months=_duration(duration, known),
    )
    return described, known


def _duration(duration: Tree | None, fields: Fields) -> int | None:
    unit = attribute(duration, "TYPE") or ""
    factor = _MONTHS_OF_UNIT.get(unit)
    if duration is None or factor is None:
        fields.note("DURATION", f"{words(duration)} {unit}" if duration is not None else None)
        return None
    number = fields.months("DURATION", words(duration))
    return None if number is None else number * factor


def _awarded(base: Notice, award: Tree, form: Tree | None, schema: _Schema, fields: Fields) -> Iterator[Notice]:
    """The rows of one award. The amount belongs to a lone supplier: what several share is nobody's."""
    _note_award(award, fields)
    suppliers = _suppliers(award, form, base.kind, schema)
    if not suppliers:
        closed = first(award, "NO_AWARDED_CONTRACT") is not None
        yield replace(base, kind="cancellation" if closed else base.kind, fields=fields.items())
        return
    if base.kind == "modification":
        fields.note(_BEFORE, *(said(holder, *schema.supplier_name) for holder in deep(award, schema.supplier)))
    name, value = _value(award, form, base.kind)
    is_shared = len(suppliers) > 1
    is_stated = value is not None and _currency(value) is not None
    amount = fields.amount(name, _number(value)) if is_stated and not is_shared else None
    if amount is None:
        fields.note(name, _money(value))
    signed_on = fields.day(
        "DATE_CONCLUSION_CONTRACT", said(award, "AWARDED_CONTRACT/DATE_CONCLUSION_CONTRACT", "DATE_CONCLUSION_CONTRACT")
    )
    if is_shared:
        fields.note("CONTRACTORS", *(said(supplier, *schema.supplier_name) for supplier in suppliers))
    for supplier in suppliers:
        yield replace(
            base,
            supplier_name=said(supplier, *schema.supplier_name),
            supplier_identifier=identifier(said(supplier, *schema.supplier_identifier)),
            amount=amount,
            currency=_currency(value) if amount is not None else None,
            signed_on=signed_on,
            fields=fields.items(),
        )


def _note_award(award: Tree, fields: Fields) -> None:
    fields.note("CONTRACT_NO", said(award, "CONTRACT_NO", "CONTRACT_NUMBER"))
    fields.note("AWARDED_TO_GROUP", "true" if deep(award, "AWARDED_TO_GROUP") else None)
    fields.note("NO_AWARDED_CONTRACT", *names(every(award, "NO_AWARDED_CONTRACT/*")))
    # The day of the decision: contracts are signed after it.
    fields.note("CONTRACT_AWARD_DATE", *(_split_day(node) for node in every(award, "CONTRACT_AWARD_DATE")))
    for costs in deep(award, "COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE"):
        if first(costs, "INCLUDING_VAT") is not None:
            fields.note("INCLUDING_VAT", _money(first(costs, "VALUE_COST")))
    for bounds in deep(award, "VAL_RANGE_TOTAL", "RANGE_VALUE_COST"):
        if _is_withheld(bounds) or first(bounds.getparent(), "INCLUDING_VAT") is not None:
            continue
        bound = f"{said(bounds, 'LOW', 'LOW_VALUE')} – {said(bounds, 'HIGH', 'HIGH_VALUE')}"
        fields.note(names([bounds])[0], f"{bound} {_currency(bounds) or ''}")
    fields.gather(leaves(award, _NOT_OF_AWARD))


def _suppliers(award: Tree, form: Tree | None, kind: NoticeKind, schema: _Schema) -> list[Tree]:
    """After a modification the contract is with those whom the modification names, if it names any."""
    changed = deep(first(form, "MODIFICATIONS_CONTRACT"), schema.supplier) if kind == "modification" else []
    found = changed or deep(award, schema.supplier)
    return [supplier for supplier in found if said(supplier, *schema.supplier_name) and not _is_withheld(supplier)]


def _value(award: Tree, form: Tree | None, kind: NoticeKind) -> tuple[str, Tree | None]:
    """The element that states the contract's value without tax, and the name of its field."""
    if kind == "modification":
        after = deep(form, "VAL_TOTAL_AFTER")
        return "VAL_TOTAL_AFTER", after[0] if len(after) == 1 else None
    for value in deep(first(award, "AWARDED_CONTRACT"), "VAL_TOTAL"):
        return "VAL_TOTAL", None if _is_withheld(value) else value
    for costs in every(award, "CONTRACT_VALUE_INFORMATION/COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE"):
        return "VALUE_COST", None if first(costs, "INCLUDING_VAT") is not None else first(costs, "VALUE_COST")
    return "VAL_TOTAL", None


def _is_withheld(value: Tree) -> bool:
    """Whether the buyer asked for it, or what it stands in, not to be published."""
    return "NO" in (value.get("PUBLICATION"), value.getparent().get("PUBLICATION"))


def _number(value: Tree) -> str | None:
    """An amount as a number: the older forms write it twice, once for machines (FMTVAL)."""
    return attribute(value, "FMTVAL") or words(value)


def _currency(value: Tree | None) -> str | None:
    return attribute(value, "CURRENCY") or attribute(value.getparent() if value is not None else None, "CURRENCY")


def _money(value: Tree | None) -> str | None:
    return None if value is None else text(f"{_number(value) or ''} {_currency(value) or ''}")


def _split_day(node: Tree) -> str | None:
    parts = [said(node, name) for name in ("YEAR", "MONTH", "DAY")]
    return "-".join(part.zfill(2) for part in parts if part) or words(node)
