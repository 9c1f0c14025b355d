"""A sentence as a row of pieces in which every name is one piece: on it relations and facts of organisations are read.

What belongs here: cutting the sentences around given characters into pieces, and what may be stepped over (dates, sums,
adverbs). What does not: noun phrases (`relation_phrases`) and any meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from orchestration import lexicon
from orchestration.extraction.amounts import Amount, find_amounts
from orchestration.extraction.dates import DateMention, find_dates
from orchestration.extraction.party_grammar import ABBREVIATION, SENTENCE_END
from orchestration.extraction.reading import Reading
from orchestration.records import Mention

PIECE = re.compile(
    r"aujourd'hui|[^\W\d_]+'|\d{1,3}(?:\s\d{3})+(?:,\d+)?(?!\w)|\d+(?:[.,]\d+)?"
    r"|[^\W\d_][\w]*(?:-\w+)*|-t-\w+|-(?:ils?|elles?)\b|[^\w\s]"
)
QUOTE_SIGNS = frozenset('«»"“”‹›')
# Longer "sentences" are tables or broken text; cutting them keeps the work linear.
LONGEST_SENTENCE = 1200


class Piece(NamedTuple):
    """A word, a number, a sign, or a whole name (`name` is then its mention). `text` is as written, `lower` folded."""

    lower: str
    start: int
    end: int
    text: str
    name: Mention | None = None


NOTHING = Piece("", 0, 0, "")


@cache
def words_of(category: str) -> frozenset[str]:
    """The words of one category of `relation_words`."""
    return frozenset(word for word, kind in lexicon.rows("fr", "relation_words") if kind == category)


@dataclass(frozen=True)
class Row:
    """The pieces of the sentence `start:end`; quotation marks and asides without a name of their own are left out."""

    reading: Reading
    start: int
    end: int
    pieces: tuple[Piece, ...]

    def at(self, index: int) -> Piece:
        """The piece at `index`; an empty one outside the sentence."""
        return self.pieces[index] if 0 <= index < len(self.pieces) else NOTHING

    def lower(self, index: int) -> str:
        """The folded form of the piece at `index`; empty for a name and outside the sentence."""
        return self.pieces[index].lower if 0 <= index < len(self.pieces) else ""

    def lowers(self, first: int, last: int) -> list[str]:
        """The folded forms of the pieces `first:last`, as far as the sentence goes."""
        return [piece.lower for piece in self.pieces[max(0, first) : max(0, last)]]

    def index_at(self, char: int) -> int:
        """Index of the first piece that begins at or after a character."""
        return bisect_left(self.pieces, char, key=lambda piece: piece.start)

    @cached_property
    def text(self) -> str:
        """The sentence as the model reads it."""
        return self.reading.text[self.start : self.end]

    @cached_property
    def amounts(self) -> list[Amount]:
        """The sums of money of the sentence, offsets from its beginning."""
        return (
            find_amounts(self.text) if any(piece.lower[:1].isdigit() for piece in self.pieces) or self._counts else []
        )

    @cached_property
    def _counts(self) -> bool:
        return not lexicon.words("fr", "magnitudes").isdisjoint(piece.lower for piece in self.pieces)

    @cached_property
    def dates(self) -> list[DateMention]:
        """The dates of the sentence, offsets from its beginning."""
        return find_dates(self.text, self.reading.document.published_on)

    @cached_property
    def is_question(self) -> bool:
        """Whether the sentence asks instead of stating."""
        return self.text.rstrip(' "»”)').endswith("?")

    @cached_property
    def _passable(self) -> dict[int, int]:
        """Index of the first piece of each date, sum and share, with the index after its last one; asides have none."""
        spans = [(found.start_char, found.end_char) for found in self.dates]
        spans += [(found.start_char, found.end_char) for found in self.amounts]
        spans += [match.span() for match in SHARE.finditer(self.text)]
        found = ((self.index_at(self.start + first), self.index_at(self.start + end)) for first, end in sorted(spans))
        return {first: end for first, end in found if first < end}

    def skip(self, index: int) -> int:
        """Step over adverbs, dates, sums and shares with what leads to them ("en 2020 pour 3 millions d'euros")."""
        passable = self._passable
        while True:
            ahead = index
            while ahead not in passable and self.lower(ahead) in words_of("lead"):
                ahead += 1
            if ahead in passable:
                index = passable[ahead]
            elif self.lower(index) in words_of("adverb") or is_manner(self.lower(index)):
                index += 1
            else:
                return index


SHARE = re.compile(r"\b(?P<share>\d{1,3}(?:[.,]\d{1,3})?)\s?(?:%|pour\s?cent\b)")


def is_manner(word: str) -> bool:
    """Whether a word is an adverb in "-ment" ("définitivement")."""
    return len(word) > 6 and word.endswith("ment") and word not in words_of("noun in -ment")


class Rows:
    """The sentences of one document, each cut into pieces when somebody asks for it."""

    def __init__(self, reading: Reading, mentions: Sequence[Mention]) -> None:
        self.reading = reading
        self.mentions = sorted(mentions, key=lambda m: (m.start_char, -m.end_char))
        self._starts = [mention.start_char for mention in self.mentions]
        self._cut: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._rows: dict[tuple[int, int], Row] = {}

    def around(self, chars: Iterable[int], reach: int = 0) -> list[tuple[Row, list[int]]]:
        """The sentences that hold these characters (in order), with the indices of the pieces.

        Only those with a name of their own, or in one of the `reach` sentences before.
        """
        found: dict[tuple[int, int], list[int]] = {}
        for char in chars:
            span = self._span_at(char)
            if span is not None and self._names_in((self._reach_start(span, reach), span[1])):
                found.setdefault(span, []).append(char)
        return [
            (self._row(span), [self._row(span).index_at(char) for char in inside]) for span, inside in found.items()
        ]

    def _reach_start(self, span: tuple[int, int], reach: int) -> int:
        spans = self._spans_of(span[0])
        return spans[max(0, bisect_left(spans, span) - reach)][0] if reach else span[0]

    def before(self, row: Row, count: int) -> list[Row]:
        """The sentences before a row in its section, nearest first, at most `count`."""
        spans = self._spans_of(row.start)
        at = bisect_left(spans, (row.start, row.end))
        return [self._row(span) for span in reversed(spans[max(0, at - count) : at])]

    def _span_at(self, char: int) -> tuple[int, int] | None:
        spans = self._spans_of(char)
        at = bisect_right(spans, char, key=lambda span: span[0]) - 1
        return spans[at] if at >= 0 and char < spans[at][1] else None

    def _spans_of(self, char: int) -> list[tuple[int, int]]:
        at = bisect_right(self._sections, char, key=lambda span: span[0]) - 1
        if at < 0 or char >= self._sections[at][1]:
            return []
        section = self._sections[at]
        if section not in self._cut:
            self._cut[section] = list(_sentences(self.reading.text, *section))
        return self._cut[section]

    @cached_property
    def _sections(self) -> list[tuple[int, int]]:
        return [(section.start_char, section.end_char) for section in self.reading.content_sections]

    def _names_in(self, span: tuple[int, int]) -> Sequence[Mention]:
        return self.mentions[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]

    def _row(self, span: tuple[int, int]) -> Row:
        if span not in self._rows:
            pieces = tuple(_without_asides(_pieces(self.reading.text, span, self._names_in(span))))
            self._rows[span] = Row(self.reading, *span, pieces)
        return self._rows[span]


def _sentences(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    at = start
    for match in SENTENCE_END.finditer(text, start, end):
        if not ABBREVIATION.search(text, max(at, match.end() - 8), match.end()):
            yield from _bounded(at, match.end())
            at = match.end()
    if at < end:
        yield from _bounded(at, end)


def _bounded(start: int, end: int) -> Iterable[tuple[int, int]]:
    for at in range(start, end, LONGEST_SENTENCE):
        yield at, min(end, at + LONGEST_SENTENCE)


def _pieces(text: str, span: tuple[int, int], names: Sequence[Mention]) -> list[Piece]:
    found: list[Piece] = []
    at = span[0]
    for name in names:
        if name.start_char < at or name.end_char > span[1]:
            continue
        found += _words(text, at, name.start_char)
        found.append(Piece("", name.start_char, name.end_char, text[name.start_char : name.end_char], name))
        at = name.end_char
    return found + _words(text, at, span[1])


def _words(text: str, start: int, end: int) -> list[Piece]:
    return [
        Piece(match.group().lower(), match.start(), match.end(), match.group())
        for match in PIECE.finditer(text, start, end)
        if match.group() not in QUOTE_SIGNS
    ]


def _without_asides(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without brackets that hold no name but that of the one before them ("(Lyon)", "(ONF)")."""
    kept: list[Piece] = []
    index = 0
    while index < len(pieces):
        closing = _closing(pieces, index) if pieces[index].lower == "(" and kept else index
        inside = {piece.name.name for piece in pieces[index:closing] if piece.name is not None}
        before = {kept[-1].name.name} if kept and kept[-1].name is not None else set()
        if closing > index and inside <= before:
            index = closing + 1
        else:
            kept.append(pieces[index])
            index += 1
    return kept


def _closing(pieces: Sequence[Piece], opening: int) -> int:
    """Index of the bracket that closes the one at `opening`, that one itself where none is near."""
    reach = range(opening + 1, min(len(pieces), opening + 16))
    return next((at for at in reach if pieces[at].lower == ")"), opening)
