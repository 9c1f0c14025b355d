"""Who is who across the corpus: entities, and the mentions that belong to them.

What belongs here: plain values. What does not: what a document says (`claims`).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.records.claims import MentionKind, OrganisationKind


@dataclass(frozen=True, slots=True)
class Entity:
    """A human being or an organisation of the whole corpus, with every form of its name.

    `is_judged`: people decided on one of its names or pairs.
    """

    entity_id: str
    kind: MentionKind
    name: str
    aliases: tuple[str, ...]
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None
    is_judged: bool = False


@dataclass(frozen=True, slots=True)
class ClusterLink:
    """A mention belongs to an entity, with the score and the reason of that decision.

    `matched_mention_id` is a mention of the name that it was matched with; empty for the only bearer of a name.
    """

    mention_id: str
    entity_id: str
    score: float
    reason: str
    matched_mention_id: str | None = None
