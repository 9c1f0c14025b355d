"""What is shown of a result: its words with the searched ones marked, where it is from, where it leads.

What belongs here: from numbers of entries to results. What does not: which entries (`searching`), HTML (templates).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from orchestration.explorer.release import OpenRelease
from orchestration.explorer.rendering import entity_url, evidence_url
from orchestration.explorer.search.folding import finder, folded
from orchestration.explorer.search.marking import Pattern, Piece, marked, passage
from orchestration.explorer.search.query import Query

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A result. `about` holds what only its type has."""

    type: str
    item_id: str
    url: str
    title: list[Piece]
    passage: list[Piece]
    day: str | None = None
    precision: str | None = None
    publisher: str | None = None
    confidence: float | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> Row:
        """The result as a row of a table."""
        shared = {
            "type": self.type,
            "id": self.item_id,
            "title": _plain(self.title),
            "passage": _plain(self.passage),
            "day": self.day,
            "day_precision": self.precision,
            "publisher": self.publisher,
            "confidence": self.confidence,
        }
        more = ("speaker_id", "speaker_name", "document_id", "evidence_id")
        return shared | {name: self.about.get(name) for name in more} | {"address": self.url}


def hits(release: OpenRelease, entries: Sequence[int], query: Query) -> list[Hit]:
    """The results of entries, in their order."""
    rows = release.rows(
        "select entry_id, item_id from search_items where entry_id in (select value from json_each(?))",
        json.dumps(list(entries)),
    )
    items = {row["entry_id"]: row["item_id"] for row in rows}
    pattern = finder(query.marked())
    found: dict[str, Hit] = {}
    for read in (_entities, _contracts, _documents, _quotes):
        found |= {hit.item_id: hit for hit in read(release, json.dumps(list(items.values())), pattern, query)}
    return [found[items[entry]] for entry in entries if items.get(entry) in found]


def _plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _entities(release: OpenRelease, ids: str, pattern: Pattern, _query: Query) -> Iterable[Hit]:
    rows = release.rows(
        """
        select entities.*, coalesce(actors.aliases, organisations.aliases) as aliases
        from entities
        left join actors on entities.entity_id = actors.actor_id
        left join organisations on entities.entity_id = organisations.organisation_id
        where entities.entity_id in (select value from json_each(?))""",
        ids,
    )
    for row in rows:
        others = [name for name in (row["acronym"], *json.loads(row["aliases"] or "[]")) if name]
        yield Hit(
            row["entity_kind"],
            row["entity_id"],
            entity_url(row["entity_id"]),
            marked(row["name"], pattern),
            marked(_told_by(row["name"], others, pattern), pattern),
            confidence=row["confidence"],
            about=row,
        )


def _told_by(name: str, others: Sequence[str], pattern: Pattern) -> str:
    """The other name by which somebody was found; empty where the one that is shown holds as many of the words."""

    def reach(text: str) -> int:
        return len({folded(match[0]) for match in pattern.finditer(text)}) if pattern else 0

    best = max(others, key=reach, default="")
    return best if reach(best) > reach(name) else ""


def _contracts(release: OpenRelease, ids: str, pattern: Pattern, _query: Query) -> Iterable[Hit]:
    rows = release.rows("select * from contracts where contract_id in (select value from json_each(?))", ids)
    parties = release.rows(
        """
        select contract_parties.contract_id, contract_parties.party_role, entities.name
        from contract_parties
        inner join entities
            on entities.entity_id = coalesce(contract_parties.organisation_id, contract_parties.actor_id)
        where contract_parties.contract_id in (select value from json_each(?))
        order by entities.name""",
        ids,
    )
    for row in rows:
        own = [party for party in parties if party["contract_id"] == row["contract_id"]]
        sides = {
            role: [marked(party["name"], pattern) for party in own if party["party_role"] == role]
            for role in ("buyer", "supplier")
        }
        yield Hit(
            "contract",
            row["contract_id"],
            f"/contracts/{quote(row['contract_id'], safe='')}",
            marked(row["subject"] or "", pattern),
            marked(row["amount_text"] or "", pattern),
            row["signed_on"],
            row["signed_on_precision"],
            confidence=row["confidence"],
            about=row | {"buyers": sides["buyer"], "suppliers": sides["supplier"]},
        )


def _documents(release: OpenRelease, ids: str, pattern: Pattern, query: Query) -> Iterable[Hit]:
    rows = release.rows(
        """
        select document_id, title, source_path, publisher, published_on, author, language, character_count, text
        from documents where document_id in (select value from json_each(?))""",
        ids,
    )
    find = f"?{urlencode({'find': query.plain})}" if query.plain else ""
    for row in rows:
        yield Hit(
            "document",
            row["document_id"],
            f"/documents/{quote(row['document_id'], safe='')}{find}",
            marked(row["title"] or row["source_path"], pattern),
            passage(_body(row.pop("text") or "", row["title"] or ""), pattern),
            row["published_on"],
            "day",
            row["publisher"],
            about=row,
        )


def _body(text: str, title: str) -> str:
    """A text without the title that it begins with: that stands above the passage anyhow."""
    return text.removeprefix(title).lstrip() or text


def _quotes(release: OpenRelease, ids: str, pattern: Pattern, _query: Query) -> Iterable[Hit]:
    rows = release.rows(
        """
        select
            quotes.*, documents.title, documents.source_path, documents.publisher, documents.published_on,
            speakers.entity_id as speaker_id, speakers.name as speaker_name,
            (
                select evidence.evidence_id from evidence
                where
                    evidence.fact_id = quotes.quote_id and evidence.fact_table = 'quotes'
                    and evidence.document_id = quotes.document_id
                order by evidence.confidence desc, evidence.evidence_id limit 1
            ) as evidence_id
        from quotes
        inner join documents on quotes.document_id = documents.document_id
        left join entities as speakers
            on speakers.entity_id = coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id)
        where quotes.quote_id in (select value from json_each(?))""",
        ids,
    )
    for row in rows:
        address = f"/documents/{quote(row['document_id'], safe='')}"
        yield Hit(
            "quote",
            row["quote_id"],
            evidence_url(row["document_id"], row["evidence_id"]) if row["evidence_id"] else address,
            marked(row["speaker_name"] or row["speaker_text"] or "", pattern),
            passage(row["content"], pattern),
            row["said_on"] or row["published_on"],
            row["said_on_precision"] if row["said_on"] else "day",
            row["publisher"],
            row["confidence"],
            row,
        )
