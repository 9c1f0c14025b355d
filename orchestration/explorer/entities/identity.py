"""Why several names are held to be one: the resolution's reasons, each with names that it holds for.

What belongs here: grouping mentions by wording and reason, taking reasons apart. What does not: finding who is one
(`orchestration.resolution`), whose words reasons are: the model's, with what each weighs.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from orchestration.explorer.entities.bearer import Entity
from orchestration.explorer.release import OpenRelease, Row

MOST = 40
# One part of why a mention belongs where it does: its `kind` (alone, judged, listed, weighed, or other); `words`, those
# of the model; `weight`, how much they speak for both being one (below 0: against it); `facts`, what a judgement or a
# register's entry says (verdict, by, on, and `day` where that is one; register).
Reason = dict[str, Any]
ALONE = "only bearer of the name"
_WEIGHED = re.compile(r"(?P<words>.+) \((?P<weight>[+-]\d+(?:\.\d+)?)\)")
_JUDGED = re.compile(r"judged (?P<verdict>same|different) by (?P<by>.+) on (?P<on>\S+)")
_LISTED = re.compile(r"one entry of (?P<register>.+)")
_WORDINGS = """
    select
        wordings.surface_text, wordings.link_reason, wordings.mention_count, wordings.link_score, wordings.mention_id,
        mentions.document_id, documents.title, documents.published_on, mentions.matched_mention_id,
        matched.surface_text as matched_text, matched.document_id as matched_document_id,
        matched_documents.title as matched_title
    from wordings
    inner join mentions on wordings.mention_id = mentions.mention_id
    inner join documents on mentions.document_id = documents.document_id
    left join mentions as matched on mentions.matched_mention_id = matched.mention_id
    left join documents as matched_documents on matched.document_id = matched_documents.document_id
    where wordings.entity_id = ?
    order by wordings.mention_count desc, wordings.surface_text, wordings.link_reason
    limit ?
"""


def reasons_in(text: str | None) -> list[Reason]:
    """The parts of a `link_reason`, in their order."""
    return [_reason(part) for part in (text or "").split("; ") if part]


def reasons_of(release: OpenRelease, entity: Entity, most: int = MOST) -> list[Row]:
    """How the entity's mentions came to be its: by wording and reason, the most frequent first, at most `most`.

    Each row has the weakest mention of its group as the example, its `matched_` mention where one of a document is
    known, and the `reasons` taken apart; `is_judged` tells that people decided.
    """
    rows = release.rows(_WORDINGS, entity.entity_id, most)
    return [row | _explained(row) for row in rows]


def _explained(row: Row) -> dict[str, Any]:
    parts = reasons_in(row["link_reason"])
    matched = row["matched_mention_id"] or ""
    return {
        "reasons": parts,
        "is_judged": any(part["kind"] == "judged" for part in parts),
        "is_matched_in_notice": matched.startswith("npt-"),
        "is_matched_in_register": matched.startswith("ref-"),
    }


def _reason(part: str) -> Reason:
    told: Reason = {"kind": "other", "words": part, "weight": None, "facts": {}}
    if part == ALONE:
        return told | {"kind": "alone"}
    if weighed := _WEIGHED.fullmatch(part):
        return told | {"kind": "weighed", "words": weighed["words"], "weight": float(weighed["weight"])}
    for kind, pattern in (("judged", _JUDGED), ("listed", _LISTED)):
        if said := pattern.fullmatch(part):
            return told | {"kind": kind, "facts": said.groupdict() | {"day": _day(said.groupdict().get("on", ""))}}
    return told


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return ""
