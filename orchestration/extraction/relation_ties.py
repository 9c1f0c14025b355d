"""A tie that a sentence states between two names, and which names may stand on which side of which kind.

What belongs here: the shape of a tie and who may own, found or buy whom. What does not: the wordings that state one
(`relation_verbs`, `relation_nouns`, `relation_events`) and what is published of it (`relations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.extraction.relation_rows import Row
from orchestration.extraction.relation_truth import Holding
from orchestration.records import Mention, RelationKind

# Nobody owns a court or a state; what only firms do to each other, authorities do in another sense.
NEVER_OWNED = frozenset({"court", "international", "party"})
NOT_FIRMS = NEVER_OWNED | {"public_body"}
# A person may stand on the side of the owner.
OF_PERSONS = frozenset({"shareholder", "founder", "investor", "acquisition"})
FIRM_KINDS = frozenset({"parent", "shareholder", "investor", "acquisition", "merger"})
STATES = frozenset({"parent", "shareholder", "member", "partner", "supplier", "owns"})


@dataclass(frozen=True, slots=True)
class Tie:
    """`other` is the parent, shareholder, acquirer… of `subject`; `trigger` is the piece of `row` that says so."""

    row: Row
    trigger: int
    kind: RelationKind
    subject: Mention
    other: Mention
    holding: Holding
    rule: str
    confidence: float


def ties(
    row: Row,
    trigger: int,
    kind: str,
    sides: tuple[Iterable[Mention], Iterable[Mention]],
    holding: Holding,
    rule: str,
    confidence: float,
    between_firms: bool = False,
) -> Iterator[Tie]:
    """Every pair of (subject, other) that may be tied so; "owns" becomes the kind that the owner allows."""
    subjects, others = (tuple(side) for side in sides)
    for subject in subjects:
        for other in others:
            own = _owning(other, len(others)) if kind == "owns" else kind
            if _may_be_tied(subject, other, own, between_firms):
                yield Tie(row, trigger, own, subject, other, holding, rule, confidence)  # type: ignore[arg-type]


def _owning(owner: Mention, count: int) -> str:
    """A lone firm that owns another is its parent; persons, and firms that share it, are shareholders."""
    return "shareholder" if owner.kind == "actor" or count > 1 else "parent"


def _may_be_tied(subject: Mention, other: Mention, kind: str, between_firms: bool) -> bool:
    if subject.kind == "actor" or _same(subject, other):
        return False
    if other.kind == "actor":
        return kind in OF_PERSONS
    if kind in FIRM_KINDS and subject.organisation_kind in NEVER_OWNED:
        return False
    if kind == "merger" and other.organisation_kind in NEVER_OWNED:
        return False
    kinds = {subject.organisation_kind, other.organisation_kind}
    return not between_firms or kinds.isdisjoint(NOT_FIRMS)


def _same(one: Mention, other: Mention) -> bool:
    names = {one.name.casefold(), (one.acronym or one.name).casefold()}
    return not names.isdisjoint({other.name.casefold(), (other.acronym or other.name).casefold()})
