"""A fact of an organisation as one sentence states it, and what its readers share.

What belongs here: the shape of a fact, the words of `fact_words`, the day for which a value is told. What does not: any
wording of an attribute (`organisation_facts`, `organisation_staff`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration import lexicon
from orchestration.extraction.relation_rows import Row
from orchestration.records import Mention, OrganisationAttribute


@dataclass(frozen=True, slots=True)
class Fact:
    """An attribute of an organisation as one sentence states it; `start:end` are the characters of its value."""

    organisation: Mention
    attribute: OrganisationAttribute
    start: int
    end: int
    row: Row
    trigger: int
    number: float | None = None
    currency: str | None = None
    as_of: date | None = None


@cache
def fact_words(category: str) -> frozenset[str]:
    """The words of one category of `fact_words`."""
    return frozenset(word for word, kind in lexicon.rows("fr", "fact_words") if kind == category)


def as_of(row: Row, index: int) -> date | None:
    """The day for which a value is stated: the date right after it or at the opening of the sentence."""
    after, opening = row.at(index).end - row.start, 4
    for found in row.dates:
        if 0 <= found.start_char - after <= 3 or found.start_char < opening:
            return found.value
    return None


def is_only_name(row: Row) -> bool:
    """Whether the sentence names nobody else."""
    return len({piece.name.name for piece in row.pieces if piece.name is not None}) == 1
