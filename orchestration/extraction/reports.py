"""The records of what reports speech: a reporting clause, and one that stands inside the speech.

What belongs here: the records and how a verb group makes one. What does not: finding them (`attribution`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import Cue
from orchestration.extraction.designations import Designation


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that report a passage: the cue as written (`cue_start:cue_end`), its class, and the designation.

    `start:end` are the characters of the reporting clause. `rule` says how it was found. `implied`: the form of the
    clause leaves its subject out ("avant d'ajouter"), so that it is the one being spoken of. `cue_lemma` and
    `cue_class` are those of the reporting verb; for a noun or a preposition `cue_details` looks them up.
    """

    rule: str
    start: int
    end: int
    cue_start: int
    cue_end: int
    designation: Designation | None
    uses: frozenset[str] = frozenset()
    goes_on: bool = False
    implied: bool = False
    cue_lemma: str | None = None
    cue_class: str | None = None


@dataclass(frozen=True, slots=True)
class Insertion:
    """A reporting clause inside speech: `start:end` is what is no speech, the comma before it included."""

    start: int
    end: int
    attribution: Attribution


def from_cue(rule: str, cue: Cue, words: Sequence[Word], designation: Designation | None) -> Attribution:
    """The attribution that a verb group and its subject make."""
    start = min(words[cue.first].start, designation.start if designation else words[cue.first].start)
    end = max(words[cue.last - 1].end, designation.end if designation else 0)
    implied = cue.form in ("present", "infinitive")
    return Attribution(
        rule,
        start,
        end,
        cue.cue_start,
        cue.cue_end,
        designation,
        cue.uses,
        cue.goes_on,
        implied,
        cue.lemma,
        cue.cue_class,
    )
