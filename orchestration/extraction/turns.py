"""A stretch of speech that the layout shows, and the words in it that are no speech.

What belongs here: the record that every layout gives, and cutting stage directions out. What does not: the layouts
(`speech_layout`, `labelled_turns`, `interviews`, `dialogue`, `posts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.extraction.clauses import word_class, words_between
from orchestration.extraction.designations import Designation, Names
from orchestration.records import Mention

Block = tuple[int, int]
BRACKETS = re.compile(r"[(\[]\s*(\w+)[^()\[\]\n]{0,120}[)\]]\s*\.?")


@dataclass(frozen=True, slots=True)
class Turn:
    """Speech by layout: its pieces in order, the words that designate its speaker, the speaker where they name him."""

    pieces: tuple[Block, ...]
    rule: str
    designation: Designation | None
    speaker: Mention | None = None

    @property
    def start(self) -> int:
        """First character of speech."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Character after the speech."""
        return self.pieces[-1][1]


def spoken_pieces(text: str, start: int, end: int, names: Names) -> tuple[Block, ...]:
    """The stretches of `text[start:end]` that are speech: stage directions ("(Applaudissements.)") left out."""
    directions = word_class(names.language, "stage_direction")
    found = BRACKETS.finditer(text, start, end)
    return pieces_between(text, start, end, (m.span() for m in found if m[1].lower() in directions))


def pieces_between(text: str, start: int, end: int, holes: Iterable[Block]) -> tuple[Block, ...]:
    """What is left of `text[start:end]` between the holes (in order), white space and commas at the edges left out."""
    pieces, at = [], start
    for hole_start, hole_end in (*holes, (end, end)):
        first, last = at, hole_start
        while first < last and (text[first].isspace() or text[first] in ",."):
            first += 1
        while last > first and (text[last - 1].isspace() or text[last - 1] == ","):
            last -= 1
        if first < last:
            pieces.append((first, last))
        at = hole_end
    return tuple(pieces)


def has_word(text: str, block: Block, category: str, names: Names) -> bool:
    """Whether a block holds a word of a closed class."""
    words = word_class(names.language, category)
    return any(word.lower in words for word in words_between(text, *block, names.language))
