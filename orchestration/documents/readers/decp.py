"""Essential data of French public contracts (DECP): the official JSON, old and new, and tables flattened from it.

What belongs here: where the official schema states a value. What does not: flattened columns (`decp_tables`), how a
value is read (`notice_values`). A contract is one row a supplier, each of its modifications as many again.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from orchestration.documents import decp_tables
from orchestration.documents.drafts import Contents
from orchestration.documents.encodings import decode
from orchestration.documents.notice_trees import no_endless_nesting, parse_json
from orchestration.documents.notice_types import delimiter_of
from orchestration.documents.notice_values import Fields, collected, day, identifier, text
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import Notice, NoticePartyRole, StatedParty

_Values = Mapping[str, Any]

_PACKAGES = ("marche", "contrat-concession")
_BUYERS = ("acheteur", "autoriteConcedante")
_SUPPLIERS = (("titulaires", "titulaire"), ("concessionnaires", "concessionnaire"))
_AMOUNTS = ("montant", "valeurGlobale")
_SIGNED = ("dateNotification", "dateSignature")
# What has a column, or rows of its own: all the rest is kept in `fields`.
_PLACED = frozenset(
    {*_BUYERS, *(group for group, _ in _SUPPLIERS), *_AMOUNTS, *_SIGNED, "id", "objet", "procedure", "codeCPV"}
    | {"dureeMois", "datePublicationDonnees", "dateDebutExecution", "modifications"}
)
_PLACED_OF_MODIFICATION = (_PLACED - {"id"}) | {f"{name}Modification" for name in (*_SIGNED, "datePublicationDonnees")}
_NESTED = frozenset({*_BUYERS, *(group for group, _ in _SUPPLIERS), "modifications"})
_OF_CONCESSION = ("autoriteConcedante", "concessionnaires", "valeurGlobale")
_EURO = "EUR"


def read(data: bytes, limits: Limits) -> Contents:
    """The rows of every contract in the file. Raises Rejected: `parse_error`, `too_deep`, `empty`, `too_complex`."""
    del limits  # the size of the file bounds everything here
    decoded = decode(data)
    is_json = decoded.text.lstrip()[:1] in ("{", "[")
    with no_endless_nesting():
        contracts = _of_json(decoded.text) if is_json else _of_csv(decoded.text)
        notices = collected(row for contract in contracts for row in _of_contract(contract))
    anonymous = sum(_number(contract) is None for contract in contracts)
    notes = (*decoded.notes, f"without_id={anonymous}") if anonymous else decoded.notes
    return Contents(notices=notices, encoding=decoded.encoding, warnings=notes)


def _of_json(source: str) -> Sequence[_Values]:
    package = parse_json(source)
    packed = package.get("marches") if isinstance(package, dict) else None
    if isinstance(packed, dict):
        return [contract for name in _PACKAGES for contract in _dicts(packed.get(name))]
    if packed is not None:
        return _dicts(packed)
    records = (package.get("results") or package.get("records")) if isinstance(package, dict) else package
    return decp_tables.contracts(_inner(records, "fields"))


def _of_csv(source: str) -> Sequence[_Values]:
    header = source.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(source, newline=""), delimiter=delimiter_of(header))
    try:
        return decp_tables.contracts(rows)
    except csv.Error as error:
        raise Rejected("parse_error", f"no well-formed CSV, line {rows.line_num}") from error


def _dicts(value: object) -> list[dict[str, Any]]:
    """The mappings of a list, or the one in place of a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _inner(value: object, name: str) -> list[dict[str, Any]]:
    """Mappings, each in a wrapping of its own as the schema of 2022 has it, or bare as before."""
    return [inner for item in _dicts(value) for inner in _dicts(item.get(name, item))]


def _first(values: _Values, *names: str) -> tuple[str, Any]:
    """The first name that has a value; the last one, without, when none has."""
    return next(((name, values[name]) for name in names if text(values.get(name))), (names[-1], None))


def _number(contract: _Values) -> str | None:
    return text(contract.get("id")) or text(contract.get("uid"))


def _of_contract(contract: _Values) -> Iterator[Notice]:
    number = _number(contract)
    if number is None:
        return
    fields = _fields(contract, _PLACED, Fields())
    buyer, *others = [found for name in _BUYERS for found in _dicts(contract.get(name))] or [{}]
    place = next(iter(_dicts(contract.get("lieuExecution"))), {})
    base = Notice(
        source="decp",
        source_id=number,
        # Tables of states of a contract number them from 0, the contract as signed.
        kind="award" if text(contract.get("modification_id")) in (None, "0") else "modification",
        notice_schema="decp-concession" if any(contract.get(name) for name in _OF_CONCESSION) else "decp",
        title=text(contract.get("objet")),
        buyer_name=text(buyer.get("nom")) or text(contract.get("identificationAcheteur")),
        buyer_identifier=identifier(buyer.get("id")) or identifier(buyer.get("siret")),
        other_parties=(*(_party("buyer", other) for other in others), *_subcontractors(contract)),
        currency=_EURO,
        procedure=text(contract.get("procedure")),
        cpv=text(contract.get("codeCPV")),
        place=text(place.get("nom")) or text(place.get("code")),
        started_on=fields.day("dateDebutExecution", contract.get("dateDebutExecution")),
    )
    suppliers = _suppliers(contract)
    yield from _rows(base, contract, "", suppliers, fields)
    for change in sorted(_inner(contract.get("modifications"), "modification"), key=_order):
        known = _fields(change, _PLACED_OF_MODIFICATION, fields, "modification.")
        changed = replace(base, kind="modification", title=text(change.get("objet")) or base.title)
        # Who holds the contract after a change holds it until another change says otherwise.
        suppliers = _suppliers(change) or suppliers
        yield from _rows(changed, change, "Modification", suppliers, known)


def _order(change: _Values) -> date:
    """Changes in the order of their dates; those without one first, as they stand."""
    _, stated = _first(change, *(f"{name}Modification" for name in _SIGNED))
    return day(stated) or date.min


def _party(role: NoticePartyRole, stated: _Values) -> StatedParty:
    return StatedParty(role, _name(stated), identifier(stated.get("id")))


def _subcontractors(contract: _Values) -> tuple[StatedParty, ...]:
    """Each subcontractor once, however many acts name it."""
    acts = _inner(contract.get("actesSousTraitance"), "acteSousTraitance")
    stated = (_party("subcontractor", found) for act in acts for found in _dicts(act.get("sousTraitant")))
    return tuple(dict.fromkeys(party for party in stated if party.name or party.identifier))


def _rows(base: Notice, values: _Values, suffix: str, suppliers: Sequence[_Values], fields: Fields) -> Iterator[Notice]:
    """One row a supplier, or one without. What several share is nobody's amount."""
    known = fields.copy()
    name, stated = _first(values, *_AMOUNTS)
    amount = known.amount(name, stated) if len(suppliers) == 1 else None
    if len(suppliers) != 1:
        known.note(name, stated)
    if len(suppliers) > 1:
        known.note("titulaires", *(f"{_name(supplier)} ({text(supplier.get('id'))})" for supplier in suppliers))
    described = replace(
        base,
        amount=amount,
        currency=base.currency if amount is not None else None,
        published_on=_day(values, known, f"datePublicationDonnees{suffix}", "datePublicationDonnees"),
        signed_on=_day(values, known, *(f"{name}{suffix}" for name in _SIGNED)),
        duration_months=known.months("dureeMois", values.get("dureeMois")),
    )
    for supplier in suppliers or [{}]:
        own = known.copy()
        own.note("titulaire.typeIdentifiant", supplier.get("typeIdentifiant"))
        yield replace(
            described,
            supplier_name=_name(supplier),
            supplier_identifier=identifier(supplier.get("id")),
            fields=own.items(),
        )


def _day(values: _Values, fields: Fields, *names: str) -> Any:
    return fields.day(*_first(values, *names))


def _name(supplier: _Values) -> str | None:
    return text(supplier.get("denominationSociale")) or text(supplier.get("nom"))


def _suppliers(values: _Values) -> list[dict[str, Any]]:
    """Each supplier once; those without number and name are none."""
    found: dict[object, dict[str, Any]] = {}
    for group, single in _SUPPLIERS:
        for supplier in _inner(values.get(group), single):
            key = (identifier(supplier.get("id")), _name(supplier))
            if key != (None, None):
                found.setdefault(key, supplier)
    return list(found.values())


def _fields(values: _Values, placed: Iterable[str], known: Fields, prefix: str = "") -> Fields:
    leaves: dict[str, list[object]] = defaultdict(list)
    for name, value in values.items():
        if name not in placed:
            _gather(f"{prefix}{name}", value, leaves)
    fields = known.copy()
    for name in sorted(_NESTED.intersection(values)):
        # Words where the schema nests values: no column takes them.
        fields.note(f"{prefix}{name}", values[name])
    for name, stated in leaves.items():
        fields.note(name, *stated)
    return fields


def _gather(name: str, value: object, leaves: dict[str, list[object]]) -> None:
    """Values nested under a name, by their path; those of a list stand together."""
    if isinstance(value, dict):
        for inner, stated in value.items():
            _gather(f"{name}.{inner}", stated, leaves)
    elif isinstance(value, list):
        for item in value:
            _gather(name, item, leaves)
    else:
        leaves[name].append(value)
