"""The citation of a piece of evidence: the words, who says them, and where they stand, to be copied into an article.

What belongs here: `/citations/<evidence>`, a page and, for the button that copies, JSON. What does not: documents.
"""

from __future__ import annotations

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.facts import told
from orchestration.explorer.pages import Page
from orchestration.explorer.release import Row
from orchestration.explorer.rendering import Writing, translations

EVIDENCE = """
    select evidence.evidence_id, fact_table, fact_id, evidence.document_id, start_char, end_char, surface_text,
        field_path, extractor, evidence.pipeline_version, evidence.confidence, documents.title, documents.author,
        documents.publisher, documents.published_on, documents.url,
        coalesce(documents.source_path, notices.source_path) as source_path
    from evidence
    left join documents on documents.document_id = evidence.document_id
    left join notices
        on notices.file_sha256 = evidence.file_sha256 and notices.notice_index = evidence.notice_index
    where evidence_id = ?
"""
OTHERS = """
    select evidence_id, evidence.document_id, surface_text, extractor, evidence.confidence, field_path, title,
        source_path, published_on
    from evidence left join documents on documents.document_id = evidence.document_id
    where fact_id = ? and fact_table = ? and evidence_id <> ?
    order by published_on, evidence_id limit 50
"""


def citation(asked: Asked) -> Answer:
    """The words of one piece of evidence with their source, and all else that says the same."""
    found = asked.release.row(EVIDENCE, asked.path["evidence_id"])
    if found is None:
        raise NotFound(asked.path["evidence_id"])
    facts = told(asked.release, [found])
    row = facts[0] if facts else found | {"fact": None}
    others = asked.release.rows(OTHERS, row["fact_id"], row["fact_table"], row["evidence_id"])
    text = in_words(row, asked.language, asked.release.release_id)
    return Answer(
        "citation.html",
        {"row": row, "others": others, "text": text},
        {
            "citation": [{"text": text} | {name: value for name, value in row.items() if name != "fact"}],
            "others": others,
        },
    )


def in_words(row: Row, language: str, release_id: str) -> str:
    """One line: words, speaker, title, publisher, date, file and characters, release."""
    writing, _ = Writing(language), translations(language).ugettext
    fact = row["fact"] or {}
    words = fact.get("words") if row["fact_table"] == "quotes" else row["surface_text"]
    where = row["field_path"] or _("characters %(first)s–%(last)s") % {
        "first": row["start_char"],
        "last": row["end_char"],
    }
    parts = [
        f"« {words or row['surface_text']} »",
        fact.get("subject_name") if row["fact_table"] == "quotes" else None,
        row["title"],
        row["publisher"],
        writing.day(row["published_on"]),
        f"{row['source_path']}, {where}",
        f"Greffier {release_id}",
    ]
    return ", ".join(filter(None, parts)) + "."


ROUTES = (Page("/citations/{evidence_id}", citation),)
