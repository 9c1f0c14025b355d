"""What speaks for a stretch of words being the name of somebody: the clue, and the text that clues are looked for in.

What belongs here: the vocabulary shared by the detectors of persons and of organisations. What does not: a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from spacy.tokens import Token

from orchestration.extraction import lexicon
from orchestration.extraction.reading import Reading
from orchestration.extraction.surface import Word, fold, read_words
from orchestration.records import OrganisationKind

Sense = Literal["actor", "organisation", "neither"]


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


class Passage:
    """A document's words with what the detectors ask of them all the time."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words: list[Word] = read_words(reading)
        self.folded = [fold(word.text) for word in self.words]

    @cached_property
    def _tokens(self) -> dict[int, Token]:
        return {token.idx: token for token in self.reading.doc}

    def token(self, index: int) -> Token | None:
        """The spaCy token that starts where the word starts, if the two agree."""
        return self._tokens.get(self.words[index].start) if 0 <= index < len(self.words) else None

    def pos(self, index: int) -> str:
        """Part of speech of a word, empty when the tokenizer saw something else there."""
        token = self.token(index)
        return token.pos_ if token is not None else ""

    def joined(self, index: int) -> bool:
        """Whether the word exists and only spaces stand between it and the one before."""
        return 0 < index < len(self.words) and self.words[index].joined

    def cap(self, index: int) -> bool:
        """Whether the word exists and is capitalised."""
        return 0 <= index < len(self.words) and self.words[index].cap

    def key(self, first: int, last: int) -> tuple[str, ...]:
        """The words as names compare: folded."""
        return tuple(self.folded[first:last])


@cache
def folded_words(language: str, name: str) -> frozenset[str]:
    """First column of a lexicon, folded."""
    return frozenset(fold(word) for word in lexicon.words(language, name))
