"""The labelled sets of data/samples/resolution as appearances, and how to score a grouping of them (B-cubed).

What belongs here: what the measuring (`resolution_accuracy.py`) and the tests both need. What does not: any rule.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import duckdb

from orchestration.records import MentionKind, OrganisationKind
from orchestration.resolution import Appearance, resolve
from orchestration.resolution.appearances import EVERYWHERE, Office

SETS = Path(__file__).parents[1] / "data" / "samples" / "resolution"


def labelled(name: str) -> tuple[list[Appearance], dict[str, str]]:
    """Appearances of a set (`development` or `mentions`), and the true entity of each by id."""
    lines = (SETS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    documents: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        documents[row["document"]].append(row)
    made = [(_appearance(place, row, documents[row["document"]]), row) for place, row in enumerate(rows)]
    return [appearance for appearance, _ in made], {a.appearance_id: f"{a.kind} {row['entity']}" for a, row in made}


def _appearance(place: int, row: Mapping[str, str], neighbours: Sequence[Mapping[str, str]]) -> Appearance:
    is_actor = row["kind"] == "actor"
    others = [other for other in neighbours if other["name"] != row["name"]]
    titles = [title.strip() for title in row["title"].split(";") if title.strip()]
    return Appearance(
        appearance_id=f"app-{place:04}",
        document_id=row["document"],
        kind=cast(MentionKind, row["kind"]),
        name=row["name"],
        year=int(row["published_on"][:4]) if row["published_on"] else None,
        offices=tuple(Office(title, row["organisation"] or None) for title in titles) if is_actor else (),
        people=tuple(sorted({other["name"] for other in others if other["kind"] == "actor"})),
        firms=tuple(
            sorted(
                other["name"]
                for other in others
                if other["kind"] == "organisation" and (other["organisation_kind"] or None) not in EVERYWHERE
            )
        ),
        officers=() if is_actor else tuple(sorted({o["name"] for o in others if o["organisation"] == row["name"]})),
        acronym=row["acronym"] or None,
        organisation_kind=cast(OrganisationKind | None, row["organisation_kind"] or None),
        mention_ids=(f"men-{place:04}",),
    )


def by_document(appearances: Sequence[Appearance]) -> Callable[[Collection[str]], list[Appearance]]:
    """How `resolve` asks for appearances: those of some documents."""
    found: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in appearances:
        found[appearance.document_id].append(appearance)
    return lambda documents: [appearance for document in documents for appearance in found[document]]


def resolved(
    appearances: Sequence[Appearance],
    connection: duckdb.DuckDBPyConnection | None = None,
    documents: Collection[str] | None = None,
    **premises: Any,
) -> dict[str, str]:
    """The entity of each appearance by id, after one night over all (or some) documents."""
    connection = connection or duckdb.connect()
    chosen = documents if documents is not None else {appearance.document_id for appearance in appearances}
    resolve(connection, dict.fromkeys(chosen, "1"), by_document(appearances), **premises)
    entity_of = dict(connection.execute("select mention_id, entity_id from resolution.clusters").fetchall())
    return {a.appearance_id: entity_of[a.mention_ids[0]] for a in appearances if a.document_id in chosen}


def b_cubed(found: Mapping[str, str], true: Mapping[str, str]) -> tuple[float, float]:
    """Precision and recall of a grouping, averaged over its members.

    Source: A. Bagga, B. Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space Model", ACL 1998.
    """
    together: dict[str, set[str]] = defaultdict(set)
    truly: dict[str, set[str]] = defaultdict(set)
    for member, group in found.items():
        together[group].add(member)
        truly[true[member]].add(member)
    right = {member: len(together[found[member]] & truly[true[member]]) for member in found}
    precision = sum(right[member] / len(together[found[member]]) for member in found) / len(found)
    recall = sum(right[member] / len(truly[true[member]]) for member in found) / len(found)
    return precision, recall
