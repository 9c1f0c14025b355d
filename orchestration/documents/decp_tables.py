"""Flattened tables of essential data (DECP) back to contracts as the official schema nests them.

What belongs here: the columns by which publishers flatten the schema (acheteur.id, acheteur_id, titulaire_id_1…). What
does not: the schema itself (`readers.decp`), finding out that a file is such a table (`notice_types`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.documents.notice_types import column_name

Contract = dict[str, Any]

_NESTED = {
    "acheteur_id": ("acheteur", "id"),
    "acheteur_nom": ("acheteur", "nom"),
    "lieuexecution_code": ("lieuExecution", "code"),
    "lieuexecution_typecode": ("lieuExecution", "typeCode"),
    "lieuexecution_nom": ("lieuExecution", "nom"),
    "idmodification": ("modifications", "id"),
    "objetmodification": ("modifications", "objetModification"),
    "dureemoismodification": ("modifications", "dureeMois"),
    "montantmodification": ("modifications", "montant"),
    "valeurglobalemodification": ("modifications", "valeurGlobale"),
    "datenotificationmodification": ("modifications", "dateNotificationModification"),
    "datesignaturemodification": ("modifications", "dateSignatureModification"),
    "datepublicationdonneesmodification": ("modifications", "datePublicationDonneesModification"),
}
# The open-data portal writes the schema's names in small letters.
_SCHEMA = {
    name.lower(): name
    for name in (
        *("id", "uid", "nature", "objet", "procedure", "codeCPV", "formePrix", "montant", "valeurGlobale", "dureeMois"),
        *("dateNotification", "dateSignature", "datePublicationDonnees"),
    )
}
_SUPPLIER = re.compile(r"titulaire_(id|typeidentifiant|denominationsociale|nom)(?:_(\d{1,2}))?")
_SUPPLIER_NAMES = {"typeidentifiant": "typeIdentifiant", "denominationsociale": "denominationSociale"}


def contracts(records: Iterable[Mapping[Any, Any]]) -> list[Contract]:
    """The contracts of a table; rows that differ in nothing but their supplier are one contract."""
    found: dict[object, Contract] = {}
    for row, record in enumerate(records):
        contract, suppliers = _split(record)
        # A row with numbered suppliers names them all: its twin is the same contract once more, not more of it.
        key = row if "" not in suppliers else tuple((name, str(value)) for name, value in contract.items())
        found.setdefault(key, contract).setdefault("titulaires", []).extend(suppliers.values())
    return list(found.values())


def _split(record: Mapping[Any, Any]) -> tuple[Contract, dict[str, dict[str, Any]]]:
    """A row's contract, and its suppliers by their number: "" where a row names one only."""
    contract: Contract = {}
    suppliers: dict[str, dict[str, Any]] = defaultdict(dict)
    for column, value in record.items():
        # The standard library keeps the cells beyond the header under None.
        if value in (None, "") or not isinstance(column, str):
            continue
        name = column_name(column)
        if supplier := _SUPPLIER.fullmatch(name):
            part, number = supplier.groups()
            suppliers[number or ""][_SUPPLIER_NAMES.get(part, part)] = value
        elif name in _NESTED:
            outer, inner = _NESTED[name]
            contract.setdefault(outer, {})[inner] = value
        else:
            contract[_SCHEMA.get(name, column)] = value
    return contract, suppliers
