"""The words of a clause that reports speech, before and after its cue, from which its details are read.

What belongs here: where such a clause begins and ends. What does not: what its words tell (`cue_details`, `said_on`,
`addressees`) and how it was found (`attribution`). Words of the speech never belong to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from orchestration import lexicon
from orchestration.extraction.clauses import TERMINATORS, Word, word_class
from orchestration.extraction.designations import Designation
from orchestration.extraction.quote_marks import FAMILIES
from orchestration.extraction.reading import Reading
from orchestration.extraction.reports import Attribution

ENDS = TERMINATORS | frozenset(FAMILIES)
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class ReportingClause:
    """The words of a reporting clause, its cue at `first:last`, and the phrase that designates the speaker."""

    words: Sequence[Word]
    first: int
    last: int
    designation: Designation | None
    language: str

    def in_designation(self, index: int) -> bool:
        """Whether a word belongs to the phrase that designates the speaker."""
        designation, word = self.designation, self.words[index]
        return designation is not None and designation.start < word.end and word.start < designation.end

    def segment_start(self, index: int) -> int:
        """Index of the first word behind the last comma before word `index`, or of the clause."""
        while index > 0 and self.words[index - 1].lower != ",":
            index -= 1
        return index


class ReportingClauses:
    """The reporting clauses of one document, cut from its words once."""

    def __init__(self, reading: Reading, words: Sequence[Word]) -> None:
        self._words = words
        self._language = reading.language
        self._starts = [section.start_char for section in reading.content_sections]
        self._ends = [section.end_char for section in reading.content_sections]

    def around(self, attribution: Attribution, pieces: Sequence[tuple[int, int]]) -> ReportingClause:
        """The clause of an attribution: the words of its sentence around the cue, those of the speech left out."""
        words = self._words
        low, high = self._bounds(attribution, pieces)
        cue = bisect_left(words, attribution.cue_start, key=lambda word: word.start)
        after_cue = bisect_left(words, attribution.cue_end, key=lambda word: word.start)
        first, last = cue, after_cue
        while first > 0 and cue - first < MOST_WORDS and words[first - 1].start >= low and not _ends(words[first - 1]):
            first -= 1
        while (
            last < len(words)
            and last - after_cue < MOST_WORDS
            and words[last].end <= high
            and not _ends_after(words[last], self._language)
        ):
            last += 1
        return ReportingClause(
            words[first:last], cue - first, after_cue - first, attribution.designation, self._language
        )

    def _bounds(self, attribution: Attribution, pieces: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The section that holds the cue, cut at the speech before it and at the speech after it."""
        section = bisect_right(self._starts, attribution.cue_start) - 1
        low, high = (self._starts[section], self._ends[section]) if section >= 0 else (0, attribution.cue_end)
        low = max([low, *(end for _, end in pieces if end <= attribution.cue_start)])
        high = min([high, *(start for start, _ in pieces if start >= attribution.cue_end)])
        return low, high


def _ends(word: Word) -> bool:
    return word.lower in ENDS


def _ends_after(word: Word, language: str) -> bool:
    """Behind the cue a colon or "que" opens the speech, a relative clause another fact."""
    return (
        _ends(word)
        or word.lower == ":"
        or word.lower in word_class(language, "complementiser")
        or word.lower in word_class(language, "relative")
    )


@cache
def statement_words(language: str, category: str) -> frozenset[str]:
    """The words of one category of the list `statement_words` ("occasion", "to"…)."""
    return frozenset(row[0] for row in lexicon.rows(language, "statement_words") if row[1] == category)


def begins_like(word: Word, language: str, category: str) -> bool:
    """Whether a word begins like one of a category whose entries are beginnings ("diffus": diffusée)."""
    return word.lower.startswith(tuple(statement_words(language, category)))
