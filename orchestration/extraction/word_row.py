"""A document as a row of words, with the names that begin and end at each of them.

What belongs here: cutting text into words and sentences, lining mentions up with them. What does not: any rule.
The model's tokens are not used for that: they split "P-DG" and "start-up" one way or another by context; its tags are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from functools import cached_property
from typing import NamedTuple

from orchestration.extraction.reading import Reading
from orchestration.records import Mention

# A line break is a word of its own: most patterns must not run over it.
WORD = re.compile(r"[^\W\d_]++'|\w+(?:-\w+)*|\n|[^\w\s]")


class Word(NamedTuple):
    """A word, a punctuation mark or a line break, with its offsets and its lower-case form."""

    start_char: int
    end_char: int
    text: str
    lower: str


NOTHING = Word(0, 0, "", "")
SENTENCE_MARKS = frozenset({"!", "?", "\n"})
LONGEST_SENTENCE = 120


def split(text: str) -> list[Word]:
    """Cut a text (plain apostrophes) into words.

    >>> [word.text for word in split("l'ex-chef d'état-major.")]
    ["l'", 'ex-chef', "d'", 'état-major', '.']
    """
    return [Word(m.start(), m.end(), m.group(), m.group().lower()) for m in WORD.finditer(text)]


class Words:
    """The words of one document. Mentions in boilerplate and mentions that cut a word are left out."""

    def __init__(self, reading: Reading, mentions: Sequence[Mention]) -> None:
        self.reading = reading
        text = reading.text
        spans = [match.span() for match in WORD.finditer(text)]
        self.starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self.texts = [text[start:end] for start, end in spans]
        self.lowers = [word.lower() for word in self.texts]
        self.begins: dict[int, Mention] = {}
        self.ends: dict[int, Mention] = {}
        self._place(mentions)

    def _place(self, mentions: Sequence[Mention]) -> None:
        for mention in sorted(mentions, key=lambda m: m.end_char - m.start_char):
            first, last = bisect_left(self.starts, mention.start_char), bisect_left(self._ends, mention.end_char)
            if self.at(first).start_char == mention.start_char and self.at(last).end_char == mention.end_char:
                self.begins[first] = mention
                self.ends[last + 1] = mention

    def at(self, index: int) -> Word:
        """The word at `index`; an empty one before the beginning and after the end."""
        if not 0 <= index < len(self.starts):
            return NOTHING
        return Word(self.starts[index], self._ends[index], self.texts[index], self.lowers[index])

    def lower(self, index: int) -> str:
        """The lower-case form of the word at `index`; empty before the beginning and after the end."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def where(self, forms: Set[str]) -> list[int]:
        """Indices of the words whose lower-case form is one of `forms`, in order."""
        return [index for index, lower in enumerate(self.lowers) if lower in forms]

    def index_of(self, char: int) -> int:
        """Index of the last word that begins at or before the character `char`."""
        return max(0, bisect_right(self.starts, char) - 1)

    def after(self, mention: Mention) -> int:
        """Index of the first word after a mention that `begins` holds."""
        return self.index_of(mention.end_char - 1) + 1

    def begin(self, mention: Mention) -> int:
        """Index of the first word of a mention that `begins` or `ends` holds."""
        return self.index_of(mention.start_char)

    def named(self, first: int, last: int) -> list[Mention]:
        """The mentions that begin at the words `first:last`, in order."""
        return [self.begins[at] for at in range(max(0, first), last) if at in self.begins]

    def sentence_start(self, index: int) -> int:
        """Index of the first word of the sentence that holds the word `index`."""
        limit = max(0, index - LONGEST_SENTENCE)
        while index > limit and not self._ends_sentence(index - 1):
            index -= 1
        return max(0, index)

    def _ends_sentence(self, index: int) -> bool:
        """A full stop after one or two letters rather ends an abbreviation ("M.", "Me.")."""
        lower = self.lowers[index]
        return lower in SENTENCE_MARKS or (lower == "." and len(self.lower(index - 1)) > 2)

    def paragraph_start(self, index: int) -> int:
        """Index of the first word of the section that holds the word `index`."""
        at = bisect_right(self._sections, self.at(index).start_char) - 1
        return bisect_left(self.starts, self._sections[at]) if at >= 0 else 0

    def tag(self, index: int) -> str:
        """The model's part of speech of the word at `index` ("" where it has none)."""
        token = self.reading.token_at.get(self.at(index).start_char)
        return self.reading.tags[token] if token is not None else ""

    @cached_property
    def _sections(self) -> list[int]:
        return [section.start_char for section in self.reading.document.sections]
