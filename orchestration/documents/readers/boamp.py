"""Notices of the BOAMP, the French State's bulletin of procurement, as XML files or as records of its open-data API.

What belongs here: the bulletin's frame (GESTION, fields of a record) and its national forms (the historical one, MAPA,
FNSimple, DSP). What does not: the European form inside it (`eforms`), how a value is read (`notice_values`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from orchestration.documents import eforms
from orchestration.documents.drafts import Contents
from orchestration.documents.encodings import decode
from orchestration.documents.notice_trees import (
    Tree,
    attribute,
    deep,
    every,
    first,
    from_json,
    leaves,
    names,
    no_endless_nesting,
    parse_json,
    said,
    words,
)
from orchestration.documents.notice_values import Fields, collected, identifier, months, text
from orchestration.documents.notice_values import amount as value_of
from orchestration.documents.readers import xml
from orchestration.documents.refusals import Limits
from orchestration.records import Notice, NoticeKind, StatedParty

# The bulletin's natures. An intention to conclude announces an award that is not signed yet.
_KINDS: Mapping[str, NoticeKind] = {
    "APPEL_OFFRE": "call",
    "ATTRIBUTION": "award",
    "MODIFICATION": "modification",
    "ANNULATION": "cancellation",
    "PRE-INFORMATION": "planned",
    "PERIODIQUE": "planned",
    "INTENTION_CONCLURE": "planned",
    "EX_ANTE_VOLONTAIRE": "planned",
}
_NO_WINNER = ("INFRUCTUEUX", "SANS_SUITE", "infructueux", "sansSuite")
# What of a record has a column, is taken apart here, or only repeats the rest for the site's own search.
_PLACED_OF_RECORD = frozenset(
    {"idweb", "id", "objet", "nomacheteur", "dateparution", "url_avis", "donnees", "gestion", "filename"}
)
# What of the forms has columns or rows of its own, and how to reach people.
_CONTACTS = frozenset(
    {"IDENTITE", "organisme", "adr", "coord", "ADRESSE", "ADRESSE_POSTALE", "COORDONNEES", "CORRESPONDANT"}
)
_NOT_OF_FORM = _CONTACTS | {"DECISION", "LOT", "resultat", "VALEUR_TOTALE", "DATE_DECISION", "REF_MARCHE"}
_NOT_OF_DECISION = frozenset({"NUM_LOT", "TITULAIRE", "RENSEIGNEMENT", *_NO_WINNER})
_NOT_OF_RESULT = frozenset({"numLot", "attribue", *_NO_WINNER})
_NOT_OF_INDEX = frozenset({"IDWEB", "NATURE", "FAMILLE", "ANNONCE_ANTERIEUR", "NOMORGANISME", "DATE_PUBLICATION"})


def read(data: bytes, limits: Limits) -> Contents:
    """The rows of every notice in the file. Raises Rejected: as `xml.parse`, or `empty`, `too_complex`."""
    del limits  # the size of the file bounds everything here
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return Contents(notices=collected(_of_announcement(xml.parse(data))))
    decoded = decode(data)
    with no_endless_nesting():
        records = _records(parse_json(decoded.text))
        notices = collected(notice for record in records for notice in _of_record(record))
    return Contents(notices=notices, encoding=decoded.encoding, warnings=decoded.notes)


def _records(package: Any) -> list[Mapping[str, Any]]:
    """The records of an answer or an export of the API, in any of its versions."""
    if isinstance(package, dict):
        package = package.get("results") or package.get("records") or [package]
    items = package if isinstance(package, list) else []
    records = [item.get("fields", item) for item in items if isinstance(item, dict)]
    return [record for record in records if isinstance(record, dict)]


def _of_announcement(root: Tree) -> Iterator[Notice]:
    index = first(root, "GESTION/INDEXATION")
    reference = first(root, "GESTION/REFERENCE")
    nature = names(every(reference, "TYPE_AVIS/NATURE/*"))
    fields = Fields()
    fields.note("NATURE", *nature)
    fields.note("FAMILLE", *names(every(reference, "TYPE_AVIS/FAMILLE/*")))
    fields.note("ANNONCE_ANTERIEUR", *(said(node, "REFERENCE/IDWEB") for node in deep(root, "ANNONCE_ANTERIEUR")))
    fields.gather(leaves(first(root, "GESTION"), _NOT_OF_INDEX))
    base = Notice(
        source="boamp",
        source_id=said(reference, "IDWEB") or "",
        kind=_KINDS.get(nature[0] if nature else "", "other"),
        notice_schema="boamp-historical",
        title=said(index, "RESUME_OBJET"),
        buyer_name=said(index, "NOMORGANISME"),
        published_on=fields.day("DATE_PUBLICATION", said(index, "DATE_PUBLICATION")),
    )
    yield from _of_data(base, first(root, "DONNEES"), fields)


def _of_record(record: Mapping[str, Any]) -> Iterator[Notice]:
    fields = Fields()
    for name, stated in record.items():
        if name not in _PLACED_OF_RECORD:
            fields.note(name, *(stated if isinstance(stated, list) else [stated]))
    base = Notice(
        source="boamp",
        source_id=text(record.get("idweb")) or text(record.get("id")) or "",
        kind=_KINDS.get(text(record.get("nature")) or "", "other"),
        notice_schema="boamp-historical",
        title=text(record.get("objet")),
        buyer_name=text(record.get("nomacheteur")),
        procedure=text(record.get("procedure_libelle")) or text(record.get("type_procedure")),
        published_on=fields.day("dateparution", record.get("dateparution")),
        url=text(record.get("url_avis")),
    )
    rows = list(_of_data(base, _data(record.get("donnees")), fields))
    suppliers = record.get("titulaire")
    named = [word for stated in (suppliers if isinstance(suppliers, list) else [suppliers]) if (word := text(stated))]
    # Which of several lots the bulletin's index means by its winners, it does not say.
    if len(rows) == 1 and rows[0].supplier_name is None and rows[0].kind != "cancellation" and named:
        rows = [replace(rows[0], supplier_name=supplier) for supplier in named]
    yield from rows


def _data(stated: object) -> Tree | None:
    """`donnees`: JSON inside JSON, or already taken apart; None when it is neither."""
    if isinstance(stated, str):
        try:
            stated = json.loads(stated)
        except ValueError:
            return None
    return from_json("DONNEES", stated) if isinstance(stated, dict) else None


def _of_data(base: Notice, data: Tree | None, fields: Fields) -> Iterator[Notice]:
    european = first(data, "EFORMS/ContractAwardNotice", "EFORMS/ContractNotice", "EFORMS/PriorInformationNotice")
    national = first(data, "MAPA", "FNSimple", "DSP", "DIVERS")
    if european is not None:
        yield from (_reprinted(row, base, fields) for row in eforms.notices(european))
    elif national is not None:
        yield from _of_national(base, national, fields)
    else:
        yield from _of_historical(base, data, fields)


def _reprinted(row: Notice, base: Notice, fields: Fields) -> Notice:
    """A European notice as the bulletin prints it: the bulletin's number, day and address, the notice's content."""
    known = Fields({**dict(fields.items()), **dict(row.fields)})
    return replace(
        row,
        source=base.source,
        source_id=base.source_id,
        kind="cancellation" if base.kind == "cancellation" else row.kind,
        title=row.title or base.title,
        buyer_name=row.buyer_name or base.buyer_name,
        published_on=base.published_on,
        url=base.url,
        fields=known.items(),
    )


def _of_national(base: Notice, form: Tree, fields: Fields) -> Iterator[Notice]:
    """MAPA, FNSimple, DSP. An attribution in running text is kept as such: it names nobody for sure."""
    buyer, *others = [
        _buyer(node, identifier(said(node, "codeIdentificationNational")), "nomOfficiel", "acheteurPublic", "nom")
        for node in every(form, "organisme")
    ] or [StatedParty("buyer")]
    notice = first(form, "initial", "attribution", "rectificatif", "annulation", "modification")
    fields.note("attributionMarche", said(notice, "attributionMarche"))
    fields.note("avisInitial", said(notice, "avisInitial/idWeb"))
    fields.gather(leaves(form, _NOT_OF_FORM))
    fields.note(names([form])[0], form.text)
    described = replace(
        base,
        notice_schema="boamp-national",
        title=said(notice, "natureMarche/intitule", "description/objet", "descriptionMarche/titreMarche") or base.title,
        buyer_name=buyer.name or base.buyer_name,
        buyer_identifier=buyer.identifier,
        other_parties=tuple(others),
        cpv=said(next(iter(deep(notice, "objetPrincipal")), None), "classPrincipale"),
        place=said(notice, "natureMarche/lieuExecution"),
        duration_months=months(said(notice, "natureMarche/dureeMois")),
    )
    rows = [row for result in deep(notice, "resultat") for row in _of_result(described, result, fields)]
    yield from rows or [replace(described, fields=fields.items())]


def _of_result(base: Notice, result: Tree, fields: Fields) -> Iterator[Notice]:
    """The rows of one lot: its winners, its end without one, or, where the notice is silent, the lot alone."""
    described = replace(base, lot=said(result, "numLot", "lot/numLot"))
    closed = [name for name in _NO_WINNER if first(result, name) is not None]
    known = fields.copy()
    known.gather(leaves(result, _NOT_OF_RESULT))
    rows = [row for won in every(result, "attribue") for row in _won(described, won, known)]
    known.note("resultat", *closed)
    yield from rows
    if closed or not rows:
        yield replace(described, kind="cancellation" if closed else base.kind, fields=known.items())


def _won(base: Notice, won: Tree, fields: Fields) -> Iterator[Notice]:
    """One row a supplier; what several share is nobody's amount."""
    suppliers = [(name, node) for node in every(won, "titulaire") if (name := _supplier_name(node))]
    stated = said(won, "montant/valeur", "montant")
    currency = attribute(first(won, "montant"), "devise")
    known = fields.copy()
    amount = known.amount("montant", stated) if len(suppliers) == 1 and currency else None
    if amount is None and stated:
        known.note("montant", f"{stated} {currency or ''}")
    known.gather(leaves(won, _CONTACTS | {"montant"}))
    for supplier, node in suppliers:
        yield replace(
            base,
            supplier_name=supplier,
            supplier_identifier=identifier(said(node, "codeIdentificationNational")),
            amount=amount,
            currency=currency if amount is not None else None,
            fields=known.items(),
        )


def _supplier_name(supplier: Tree) -> str | None:
    stated = said(supplier, "PersonneMorale", "PersonnePhysique", "denomination", "nom")
    return stated or (words(supplier) if len(supplier) == 0 else None)


def _money(node: Tree | None) -> str | None:
    return None if node is None else text(f"{words(node) or ''} {attribute(node, 'DEVISE') or ''}")


def _of_historical(base: Notice, data: Tree | None, fields: Fields) -> Iterator[Notice]:
    subject = first(data, "OBJET")
    buyer, *others = [_buyer(node, _number(node), "DENOMINATION") for node in every(data, "IDENTITE")] or [
        StatedParty("buyer")
    ]
    awarded = first(data, "ATTRIBUTION")
    fields.note("VALEUR_TOTALE", _money(first(awarded, "VALEUR_TOTALE")))
    fields.note("DATE_DECISION", said(awarded, "DATE_DECISION"))
    fields.note("REF_MARCHE", said(subject, "REF_MARCHE"))
    fields.gather(leaves(data, _NOT_OF_FORM))
    described = replace(
        base,
        title=said(subject, "TITRE_MARCHE", "OBJET_COMPLET") or base.title,
        buyer_name=buyer.name or base.buyer_name,
        buyer_identifier=buyer.identifier,
        other_parties=tuple(others),
        procedure=base.procedure or next(iter(names(every(data, "PROCEDURE/TYPE_PROCEDURE/*"))), None),
        cpv=said(subject, "CPV/PRINCIPAL"),
        place=said(subject, "LIEU_EXEC_LIVR", "LIEU_EXECUTION"),
        duration_months=months(said(subject, "DUREE_DELAI/DUREE_MOIS")),
    )
    decisions = every(awarded, "DECISION")
    lots = every(subject, "LOTS/LOT")
    if decisions:
        yield from (row for decision in decisions for row in _decided(described, decision, fields))
    elif lots:
        yield from (_lot(described, lot, fields) for lot in lots)
    else:
        yield replace(described, fields=fields.items())


def _buyer(node: Tree, number: str | None, *names_of: str) -> StatedParty:
    return StatedParty("buyer", said(node, *names_of), number)


def _number(node: Tree) -> str | None:
    return identifier(said(node, "CODE_IDENT_NATIONAL", "TYPE_IDENT_NATIONAL/SIRET", "TYPE_IDENT_NATIONAL/SIREN"))


def _lot(base: Notice, lot: Tree, fields: Fields) -> Notice:
    known = fields.copy()
    known.gather(leaves(lot, {"NUM"}))
    return replace(
        base,
        lot=said(lot, "NUM"),
        title=said(lot, "INTITULE", "DESCRIPTION") or base.title,
        cpv=said(lot, "CPV/PRINCIPAL") or base.cpv,
        place=said(lot, "LIEU_PRINCIPAL", "CODE_NUTS") or base.place,
        duration_months=months(said(lot, "DUREE_MOIS")) or base.duration_months,
        fields=known.items(),
    )


def _decided(base: Notice, decision: Tree, fields: Fields) -> Iterator[Notice]:
    """One decision: as many RENSEIGNEMENT, with what is known of an award, as TITULAIRE."""
    described = replace(base, lot=said(decision, "NUM_LOT"), title=said(decision, "INTITULE") or base.title)
    fields = fields.copy()
    fields.gather(leaves(decision, _NOT_OF_DECISION))
    closed = [name for name in _NO_WINNER if first(decision, name) is not None]
    winners = [node for node in every(decision, "TITULAIRE") if said(node, "DENOMINATION")]
    if not winners or closed:
        known = fields.copy()
        known.note("DECISION", *closed)
        yield replace(described, kind="cancellation" if closed else base.kind, fields=known.items())
        return
    details = _paired(winners, every(decision, "RENSEIGNEMENT"))
    known = fields.copy()
    known.note("MONTANT", *(_money(first(node, "MONTANT")) for node in details))
    # Partners of one group have a TITULAIRE each, and only the first an amount: that of the group.
    are_separate = all(first(node, "MONTANT") is not None for node in details)
    for winner, node in zip(winners, details, strict=True):
        yield _decided_for(described, winner, node, known, are_separate)


def _paired(winners: list[Tree], details: list[Tree]) -> list[Tree | None]:
    """What is known of each winner's award, by order; nothing when the order tells nothing."""
    return list(details) if len(details) == len(winners) else [None] * len(winners)


def _decided_for(base: Notice, winner: Tree, details: Tree | None, fields: Fields, is_own_amount: bool) -> Notice:
    known = fields.copy()
    money = first(details, "MONTANT")
    currency = attribute(money, "DEVISE")
    amount = value_of(words(money)) if is_own_amount and currency else None
    known.gather(leaves(details))
    return replace(
        base,
        supplier_name=said(winner, "DENOMINATION"),
        supplier_identifier=_number(winner),
        amount=amount,
        currency=currency if amount is not None else None,
        fields=known.items(),
    )
