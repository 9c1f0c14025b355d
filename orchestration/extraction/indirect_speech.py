"""Reported speech without quotation marks: "X a annoncé que …", "…, a indiqué X", "Selon X, …".

What belongs here: the few constructions in which a sentence plainly is somebody's statement. What does not: opinions,
negated or conditional reports, and sentences that hold quotation marks (`quotes`). Precision comes before volume.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from orchestration.extraction.attribution import inverted_clause, source_clause, subject_of
from orchestration.extraction.clauses import TERMINATORS, Sentence
from orchestration.extraction.cues import Cue, cues_in
from orchestration.extraction.designations import Names
from orchestration.extraction.reports import Attribution, from_cue

REPORTED_CLASSES = frozenset({"assertion", "denial"})
FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Reported:
    """What is reported, at `start:end`, and the words that report it."""

    start: int
    end: int
    attribution: Attribution


def reported_speech(sentence: Sentence, names: Names) -> Iterator[Reported]:
    """The statements that one sentence without quotation marks reports."""
    found = _source_first(sentence, names) or _clause_last(sentence, names)
    if found is not None:
        yield found
    for cue in cues_in(sentence.words, names.language):
        stated = _that_clause(sentence, cue, names, found)
        if stated is not None:
            yield stated
            return


def _source_first(sentence: Sentence, names: Names) -> Reported | None:
    """As in "Selon X, [la hausse atteindra 3 %]."""
    clause = source_clause(sentence.words, 0, names, "indirect-source")
    if clause is None or names.is_word_of(sentence.words[0], "preposition"):
        return None
    first = next((i for i, word in enumerate(sentence.words) if word.start >= clause.end), len(sentence.words))
    if first >= len(sentence.words) or sentence.words[first].lower != ",":
        return None
    return _reported(sentence, first + 1, len(sentence.words), clause)


def _clause_last(sentence: Sentence, names: Names) -> Reported | None:
    """As in "[La hausse atteindra 3 %], a indiqué X", "…, selon X"."""
    words = sentence.words
    for index in range(FEWEST_WORDS, len(words) - 1):
        if words[index].lower != ",":
            continue
        clause = inverted_clause(words, index + 1, names, "indirect-clause")
        if clause is None or "clause" not in clause.uses:
            following = words[index + 1]
            clause = None
            if names.is_word_of(following, "attribution") and not names.is_word_of(following, "preposition"):
                clause = source_clause(words, index + 1, names, "indirect-source")
        if clause is not None and _ends_near(sentence, clause):
            return _reported(sentence, 0, index, clause)
    return None


def _ends_near(sentence: Sentence, clause: Attribution) -> bool:
    """Whether the reporting clause closes its sentence: a sign or a short complement follows the speaker."""
    rest = [word for word in sentence.words if word.start >= clause.end]
    return not rest or rest[0].is_sign or len(rest) <= FEWEST_WORDS


def _that_clause(sentence: Sentence, cue: Cue, names: Names, found: Reported | None) -> Reported | None:
    """As in "X a annoncé que [la hausse atteindra 3 %]"; "…, ajoutant que […]" after a statement."""
    words = sentence.words
    if cue.cue_class not in REPORTED_CLASSES or "clause" not in cue.uses or cue.form == "infinitive":
        return None
    if cue.last >= len(words) or words[cue.last].lower not in ("que", "qu'"):
        return None
    if _negated_or_supposed([word.lower for word in words[: cue.last]]):
        return None
    designation = subject_of(words, cue, names, found.attribution.designation if found else None)
    if designation is None or (designation.kind == "pronoun" and not designation.gender):
        return None
    return _reported(sentence, cue.last + 1, len(words), from_cue("indirect-that", cue, words, designation))


def _negated_or_supposed(before: list[str]) -> bool:
    """Whether "ne", "si" or "s'il" stands before: nobody is said to have stated what follows."""
    supposed = any(pair in (("s'", "il"), ("s'", "ils")) for pair in pairwise(before))
    return supposed or any(word in ("si", "ne", "n'") for word in before)


def _reported(sentence: Sentence, first: int, last: int, clause: Attribution) -> Reported | None:
    words = sentence.words[first:last]
    while words and words[-1].lower in TERMINATORS:
        words = words[:-1]
    if sum(1 for word in words if not word.is_sign) < FEWEST_WORDS:
        return None
    return Reported(words[0].start, words[-1].end, clause)
