"""What speaks for a stretch of words being the name of somebody: the clue, and the text that clues are looked for in.

What belongs here: the vocabulary shared by the detectors of persons and of organisations. What does not: a rule.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import Literal

from orchestration import lexicon
from orchestration.extraction.reading import Reading
from orchestration.extraction.surface import Word, fold, read_words
from orchestration.records import OrganisationKind, ThingKind

Sense = Literal["actor", "organisation", "neither"]
_JOINING = frozenset({"", " ", " & "})


@dataclass(frozen=True, slots=True)
class Clue:
    """The words `first:last` are a name in that sense, says the rule, with that weight (2 is enough alone)."""

    first: int
    last: int
    sense: Sense
    weight: float
    rule: str
    organisation_kind: OrganisationKind | None = None
    acronym: str | None = None
    thing_kind: ThingKind | None = None


class Passage:
    """A document's words with what the detectors ask of them all the time."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words: list[Word] = read_words(reading)
        self.folded = [fold(word.text) for word in self.words]
        self._places: dict[str, list[int]] = {}
        for index, folded in enumerate(self.folded):
            self._places.setdefault(folded, []).append(index)
        self._joined = [word.gap in _JOINING for word in self.words]
        self.aside: set[int] = set()

    def where(self, forms: Set[str]) -> list[int]:
        """Indices of the words whose folded form is one of `forms`, in order: what a detector need look at."""
        return sorted(index for form in self._places.keys() & forms for index in self._places[form])

    def reword(self, index: int, text: str) -> None:
        """Read a word as if it were written otherwise."""
        self._places[self.folded[index]].remove(index)
        self.words[index].text = text
        self.folded[index] = fold(text)
        self._places.setdefault(self.folded[index], []).append(index)

    def _token(self, index: int) -> int | None:
        """Index of the spaCy token that starts where the word starts, if the two agree."""
        return self.reading.token_at.get(self.words[index].start) if 0 <= index < len(self.words) else None

    def pos(self, index: int) -> str:
        """Part of speech of a word, empty when the tokenizer saw something else there."""
        token = self._token(index)
        return self.reading.tags[token] if token is not None else ""

    def lemma(self, index: int) -> str:
        """Dictionary form of a word, empty when the tokenizer saw something else there."""
        token = self._token(index)
        return self.reading.lemmas[token] if token is not None else ""

    def joined(self, index: int) -> bool:
        """Whether the word exists and only a space or an ampersand stands between it and the one before."""
        return 0 < index < len(self._joined) and self._joined[index]

    def cap(self, index: int) -> bool:
        """Whether the word exists and is capitalised."""
        return 0 <= index < len(self.words) and self.words[index].cap

    def shouts(self, index: int) -> bool:
        """Whether the word exists and stands in a heading all in capitals, where a capital proves nothing."""
        return 0 <= index < len(self.words) and self.words[index].shouts

    def join(self, index: int) -> None:
        """Let a name run on from the word before, whatever stands between."""
        self._joined[index] = True

    def set_aside(self, index: int) -> None:
        """Let a name run over a word that is no part of it: a nickname."""
        self.aside.add(index)
        self._joined[index] = True

    def key(self, first: int, last: int) -> tuple[str, ...]:
        """The words as names compare: folded, without those set aside."""
        if self.aside:
            return tuple(self.folded[at] for at in range(first, last) if at not in self.aside)
        return tuple(self.folded[first:last])

    def written(self, first: int, last: int) -> str:
        """The words as written, without those set aside, single spaces for other white space."""
        if self.aside.isdisjoint(range(first, last)):
            return " ".join(self.reading.surface(self.words[first].start, self.words[last - 1].end).split())
        kept = (word for at, word in enumerate(self.words[first:last], first) if at not in self.aside)
        return " ".join(self.reading.surface(word.start, word.end) for word in kept)


@cache
def folded_words(language: str, name: str) -> frozenset[str]:
    """First column of a lexicon, folded."""
    return frozenset(fold(word) for word in lexicon.words(language, name))
