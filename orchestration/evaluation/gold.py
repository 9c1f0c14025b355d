"""Both sides of an evaluation as plain rows: gold annotations from JSON, a release's facts from its Parquet.

What belongs here: reading. What does not: comparing (`matching`) and counting (`scoring`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
TABLES = {
    "documents": "document_id, source_path",
    "actors": "actor_id as entity_id, name, aliases",
    "organisations": "organisation_id as entity_id, name, aliases, kind",
    "mentions": "document_id, actor_id, organisation_id",
    "evidence": "fact_table, fact_id, document_id",
    "roles": "role_id as fact_id, actor_id, organisation_id, title, is_former",
    "contracts": "contract_id as fact_id, subject, status, amount",
    "contract_parties": "contract_id as fact_id, coalesce(organisation_id, actor_id) as entity_id, party_role",
    "organisation_relations": "relation_id as fact_id, kind, subject_organisation_id, object_organisation_id,"
    " object_actor_id",
    "organisation_facts": "organisation_fact_id as fact_id, organisation_id, attribute, value_text",
    "quotes": "document_id, content, kind, speaker_actor_id, speaker_organisation_id, speaker_text, rule, confidence",
}


ATTRIBUTES = ("founding_year", "headquarters", "head_count", "valuation")


class EvaluationError(ValueError):
    """Gold or release cannot be read; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release as an evaluation needs it: tables as rows, the names of each entity, the kind of each organisation."""

    tables: dict[str, list[Row]]
    names: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def document_ids(self, file_name: str) -> set[str]:
        """The documents that came out of a file of that name."""
        return {d["document_id"] for d in self.tables["documents"] if Path(d["source_path"]).name == file_name}

    def fact_ids(self, table: str, documents: set[str]) -> set[str]:
        """The facts of a table for which one of the documents is evidence."""
        return {
            e["fact_id"] for e in self.tables["evidence"] if e["fact_table"] == table and e["document_id"] in documents
        }


def read_gold(folder: Path) -> dict[str, Row]:
    """Gold annotations by file stem. Raises EvaluationError when there are none or one cannot be read."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise EvaluationError(f"{path}: not readable as JSON ({error}).") from error
    if not found:
        raise EvaluationError(f"{folder}: there are no gold annotations (*.json) in this folder.")
    return found


def read_kinds(folder: Path) -> dict[str, str]:
    """Kinds of organisations by name, from `kinds.tsv` beside the folder of annotations; empty when there is none."""
    path = folder.resolve().parent / "kinds.tsv"
    labelled = _lines(path)
    if any(len(row) != 2 for row in labelled):
        raise EvaluationError(f"{path}: each line must hold a name, a tab and a kind.")
    return {name: kind.strip() for name, kind in labelled}


def read_ties(folder: Path) -> dict[str, dict[str, list[Row]]]:
    """`relations` and `facts` by file stem, from `relations.tsv` beside the folder of annotations; empty without it.

    Only the documents that it names were read for ties; one that states none is named with "-".
    """
    path = folder.resolve().parent / "relations.tsv"
    ties: dict[str, dict[str, list[Row]]] = {}
    for line in _lines(path):
        if len(line) not in (4, 5) or line[4:] not in ([], ["optional"]):
            raise EvaluationError(f"{path}: a line must hold document, kind, subject and object, perhaps optional.")
        stem, kind, subject, value = line[:4]
        stated = ties.setdefault(stem, {"relations": [], "facts": []})
        if kind != "-":
            row = {"kind": kind, "subject": subject, "value": value, "optional": len(line) == 5}
            stated["facts" if kind in ATTRIBUTES else "relations"].append(row)
    return ties


def _lines(path: Path) -> list[list[str]]:
    """The columns of each line of a table that may be missing."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def read_release(folder: Path) -> Published:
    """The tables of a release. Raises EvaluationError when the folder holds none."""
    folder = folder.resolve()
    if not (folder / "documents.parquet").is_file():
        raise EvaluationError(f"{folder}: there is no release here. Run `greffier run` first, or name one (--release).")
    with duckdb.connect() as connection:
        tables = {table: _rows(connection, folder / f"{table}.parquet", columns) for table, columns in TABLES.items()}
    names = {e["entity_id"]: [e["name"], *(e["aliases"] or [])] for e in tables["actors"] + tables["organisations"]}
    return Published(tables, names, {e["entity_id"]: e["kind"] for e in tables["organisations"]})


def contract_rows(published: Published) -> dict[str, list[Row]]:
    """Contracts by id, one row per pair of buyer and supplier; a side that nobody names is None."""
    parties: dict[tuple[str, str], list[str]] = defaultdict(list)
    for party in published.tables["contract_parties"]:
        parties[party["fact_id"], party["party_role"]].append(party["entity_id"])
    return {
        contract["fact_id"]: [
            {**contract, "buyer": buyer, "supplier": supplier}
            for buyer in parties.get((contract["fact_id"], "buyer"), [None])
            for supplier in parties.get((contract["fact_id"], "supplier"), [None])
        ]
        for contract in published.tables["contracts"]
    }


def _rows(connection: duckdb.DuckDBPyConnection, path: Path, columns: str) -> list[Row]:
    cursor = connection.execute(f"select {columns} from read_parquet(?)", [str(path)])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
