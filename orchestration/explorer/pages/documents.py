"""A document: its text with everything that was found in it marked, what is known of it, and its neighbours.

What belongs here: `/documents/<id>`; with `?find=` the words looked for are marked, with `?about=` one entity's names.
What does not: where marks come from (`document_marks`) and how they are drawn (`highlight`).
"""

from __future__ import annotations

import json
from typing import Any

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.document_marks import KINDS, in_paragraphs, marks_of, marks_of_words
from orchestration.explorer.facts import told
from orchestration.explorer.pages import Page
from orchestration.explorer.release import OpenRelease, Row

# Of each kind; a sitting states thousands. The text itself marks all of them.
MOST_LISTED = 100
MOST_NEIGHBOURS = 10
# An entity that is named all over the place says little about which documents belong together.
COMMON = 200
ENTITIES = """
    select entities.entity_id, entities.name, entities.entity_kind, appearances.mention_count, entities.is_supported
    from appearances join entities using (entity_id)
    where appearances.document_id = ? order by appearances.mention_count desc, appearances.first_char limit ?
"""
SAME_TEXT = """
    select document_id, title, source_path, publisher, published_on from documents
    where (leading_document_id = ?1 or document_id = ?1) and document_id <> ?2
    order by published_on, document_id limit ?3
"""
ON_THE_SAME = """
    with shared as (
        select entity_id, 1.0 / document_count as weight from entities
        where entity_id in (
            select entity_id from appearances where document_id = ?1 order by mention_count desc limit 12
        ) and document_count between 2 and ?2
    )
    select documents.document_id, title, source_path, publisher, published_on,
        group_concat(entities.name, ' · ') as names
    from shared
    join appearances using (entity_id)
    join entities using (entity_id)
    join documents on documents.document_id = appearances.document_id
    where appearances.document_id <> ?1
        and coalesce(documents.leading_document_id, documents.document_id) <> ?3
    group by documents.document_id
    order by sum(weight) desc, documents.document_id limit ?4
"""
SAME_FILE = """
    select document_id, title, section_index from documents
    where file_sha256 = ?1 and source_path = ?2 and section_index in (?3 - 1, ?3 + 1) order by section_index
"""


def document(asked: Asked) -> Answer:
    """The page of one document."""
    release = asked.release
    about = release.row("select * from documents where document_id = ?", asked.path["document_id"])
    if about is None:
        raise NotFound(asked.path["document_id"])
    text = about.pop("text")
    marks, evidence = marks_of(release, about["document_id"], asked.text("about"))
    found = marks_of_words(text, asked.text("find"))
    facts = told(release, _first_of_each(evidence))
    context = {
        "document": about | {"other_source_paths": json.loads(about["other_source_paths"] or "[]")},
        "paragraphs": in_paragraphs(text, [*marks, *found]),
        "entities": release.rows(ENTITIES, about["document_id"], MOST_LISTED),
        "facts": {
            kind: [row for row in facts if KINDS[row["fact_table"]] == kind] for kind in dict.fromkeys(KINDS.values())
        },
        "counts": _counts(evidence),
        "found": len(found),
        **_neighbours(release, about),
    }
    return Answer("document.html", context, {"evidence": evidence, "entities": context["entities"]})


def _first_of_each(evidence: list[Row]) -> list[Row]:
    """The first words of each fact, so many of a kind as are listed."""
    firsts = {row["fact_id"]: row for row in reversed(evidence) if row["fact_table"] in KINDS}
    listed: dict[str, int] = {}
    kept = []
    for row in sorted(firsts.values(), key=lambda row: (row["start_char"], row["evidence_id"])):
        kind = KINDS[row["fact_table"]]
        listed[kind] = listed.get(kind, 0) + 1
        if listed[kind] <= MOST_LISTED:
            kept.append(row)
    return kept


def _counts(evidence: list[Row]) -> dict[str, int]:
    counts = dict.fromkeys(KINDS.values(), 0)
    for table, _ in {(row["fact_table"], row["fact_id"]) for row in evidence}:
        if table in KINDS:
            counts[KINDS[table]] += 1
    return counts


def _neighbours(release: OpenRelease, about: Row) -> dict[str, Any]:
    leading = about["leading_document_id"] or about["document_id"]
    own = about["document_id"]
    return {
        "same_text": release.rows(SAME_TEXT, leading, own, MOST_NEIGHBOURS),
        "on_the_same": release.rows(ON_THE_SAME, own, COMMON, leading, MOST_NEIGHBOURS),
        "same_file": release.rows(SAME_FILE, about["file_sha256"], about["source_path"], about["section_index"]),
    }


ROUTES = (Page("/documents/{document_id}", document),)
