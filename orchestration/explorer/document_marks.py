"""The marks of one document: names, and the words behind every fact; the words that somebody looked for.

What belongs here: out of which rows a mark is made, and its address. What does not: cutting the text (`highlight`).
Addresses: `e=<evidence>`, `m=<mention>`, `f=<fact>` (its first words here), `w=<number>` for what was looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from markupsafe import Markup

from orchestration.explorer.highlight import Mark, marked
from orchestration.explorer.paragraphs import paragraphs
from orchestration.explorer.release import OpenRelease, Row
from orchestration.explorer.rendering import entity_url
from orchestration.explorer.search.folding import finder
from orchestration.explorer.search.query import parse

KINDS = {
    "quotes": "quote",
    "roles": "role",
    "contracts": "contract",
    "organisation_relations": "relation",
    "organisation_facts": "relation",
}
MOST_FOUND = 500
MENTIONS = """
    select mention_id, start_char, end_char, coalesce(mentions.actor_id, mentions.organisation_id) as entity_id,
        entities.name, entities.entity_kind
    from mentions left join entities on entities.entity_id = coalesce(mentions.actor_id, mentions.organisation_id)
    where document_id = ? order by start_char, end_char
"""
EVIDENCE = """
    select evidence_id, fact_table, fact_id, document_id, start_char, end_char, surface_text, extractor,
        pipeline_version, confidence
    from evidence where document_id = ? and start_char is not null order by start_char, end_char, evidence_id
"""


def marks_of(release: OpenRelease, document_id: str, about: str) -> tuple[list[Mark], list[Row]]:
    """The marks of a document, and its rows of `evidence`. Names of the entity `about` are of a kind of their own."""
    mentions, evidence = release.rows(MENTIONS, document_id), release.rows(EVIDENCE, document_id)
    return [*_names(mentions, about), *_facts(evidence)], evidence


def _names(mentions: Iterable[Row], about: str) -> Iterator[Mark]:
    for row in mentions:
        entity = row["entity_id"]
        kind = f"name {row['entity_kind'] or ''}{' about' if entity == about else ''}"
        href = entity_url(entity) if row["name"] else None
        yield Mark(row["start_char"], row["end_char"], kind, (f"m={row['mention_id']}",), href, row["name"] or "")


def _facts(evidence: Iterable[Row]) -> Iterator[Mark]:
    seen: set[str] = set()
    for row in evidence:
        anchors: tuple[str, ...] = (f"e={row['evidence_id']}",)
        if row["fact_id"] not in seen:
            seen.add(row["fact_id"])
            anchors += (f"f={row['fact_id']}",)
        yield Mark(row["start_char"], row["end_char"], KINDS.get(row["fact_table"], "relation"), anchors)


def marks_of_words(text: str, typed: str) -> list[Mark]:
    """Where the words that somebody searched for stand, the way the search takes them; the first 500 places."""
    pattern = finder(parse(typed).marked())
    found = islice(pattern.finditer(text), MOST_FOUND) if pattern else ()
    return [Mark(match.start(), match.end(), "found", (f"w={n}",)) for n, match in enumerate(found, start=1)]


def in_paragraphs(text: str, marks: Sequence[Mark]) -> list[Markup]:
    """The paragraphs of the text as HTML, with their marks."""
    waiting = sorted(marks, key=lambda mark: mark.start_char, reverse=True)
    touching: list[Mark] = []
    found = []
    for paragraph in paragraphs(text):
        touching = [mark for mark in touching if mark.end_char > paragraph.start_char]
        while waiting and waiting[-1].start_char < paragraph.end_char:
            touching.append(waiting.pop())
        found.append(marked(text, paragraph.start_char, paragraph.end_char, touching))
    return found
