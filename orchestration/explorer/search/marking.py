"""The words that were searched for, marked in what was found; of a long text the passage with most of them.

What belongs here: cutting and marking. What does not: HTML: pieces are plain text, which templates escape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

PASSAGE_CHARS = 260
# How many matches of a long text are looked at for the best passage.
MOST_LOOKED_AT = 200
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, marked or not."""

    text: str
    is_marked: bool = False


Pattern = re.Pattern[str] | None


def marked(text: str, pattern: Pattern) -> list[Piece]:
    """A whole text in pieces."""
    if pattern is None:
        return [Piece(text)] if text else []
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[end : match.start()]), Piece(match[0], is_marked=True)]
        end = match.end()
    return [piece for piece in (*pieces, Piece(text[end:])) if piece.text]


def passage(text: str, pattern: Pattern) -> list[Piece]:
    """The passage of a text with most different words of those searched for, else its beginning, in pieces."""
    start = _best_start(text, pattern)
    first = _word_start(text, max(0, start - _BEFORE)) if start > _BEFORE else 0
    last = _word_end(text, first + PASSAGE_CHARS)
    cut = re.sub(r"\s+", " ", text[first:last]).strip()
    return marked(f"{'… ' if first else ''}{cut}{' …' if last < len(text) else ''}", pattern)


def _best_start(text: str, pattern: Pattern) -> int:
    if pattern is None:
        return 0
    found = [(match.start(), match[0].casefold()) for match in islice(pattern.finditer(text), MOST_LOOKED_AT)]
    best, most = 0, 0
    for place, (start, _) in enumerate(found):
        near = {word for begin, word in found[place : place + 12] if begin < start + PASSAGE_CHARS - 2 * _BEFORE}
        if len(near) > most:
            best, most = start, len(near)
    return best


def _word_start(text: str, place: int) -> int:
    blank = text.find(" ", place, place + 30)
    return blank + 1 if blank >= 0 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    blank = text.rfind(" ", place - 30, place)
    return blank if blank >= 0 else place
