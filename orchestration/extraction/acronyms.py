"""An acronym beside its long form: "Direction générale de la sécurité intérieure (DGSI)" and the other way round.

What belongs here: finding the pairs a document gives. What does not: deciding what the names are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orchestration import lexicon
from orchestration.extraction.clues import Passage
from orchestration.extraction.surface import fold

# Word spans of the long form and of the acronym.
WordSpan = tuple[int, int]
Pair = tuple[WordSpan, WordSpan]

_SMALL = frozenset(
    {
        "de",
        "d'",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l'",
        "et",
        "pour",
        "a",
        "au",
        "aux",
        "en",
        "sur",
        "of",
        "the",
        "and",
        "for",
        "contre",
        "sans",
    }
)
_BEFORE_ACRONYM = frozenset({"ex ", "le", "la", "l'"})
_LONGEST = 14
_BRACKET = re.compile(r"\s?\(\s?[«“\"]?\s?")


@lru_cache(maxsize=50_000)
def is_acronym(text: str) -> bool:
    """Whether a word looks like an acronym: 2 to 10 letters, mostly capitals ("DGSI", "UCLouvain" is none)."""
    letters = [ch for ch in text if ch.isalpha()]
    return 2 <= len(letters) <= 10 and sum(ch.isupper() for ch in letters) >= 0.75 * len(letters) and text[0].isupper()


def find_pairs(passage: Passage, long_names: dict[int, int]) -> Iterator[Pair]:
    """Pairs of word spans (long form, acronym): the letters agree, or the bracket follows the name of an organisation.

    `long_names` gives those names, from the word after each to its first word.
    """
    words = passage.words
    ends = {first: last for last, first in long_names.items()}
    for index, word in enumerate(words):
        if not (word.cap and is_acronym(word.text)):
            continue
        if (before := _opened(passage, index)) is not None:
            first = _long_form_start(passage, before, word.text)
            if first is None and word.text not in lexicon.words("fr", "organisations"):
                first = long_names.get(before)
            if first is not None:
                yield (first, before), (index, index + 1)
        if index + 2 < len(words) and _BRACKET.fullmatch(words[index + 1].gap) is not None:
            last = _long_form_end(passage, index + 1, word.text) or _whole_bracket(passage, ends.get(index + 1))
            if last is not None:
                yield (index + 1, last), (index, index + 1)


def _opened(passage: Passage, index: int) -> int | None:
    """Index of the first word after the long form when the acronym stands in brackets, "ex-", "le" set aside."""
    if index > 0 and passage.folded[index - 1] in _BEFORE_ACRONYM:
        index -= 1
    return index if index > 0 and _BRACKET.fullmatch(passage.words[index].gap) else None


def _whole_bracket(passage: Passage, last: int | None) -> int | None:
    """The end of an organisation's name that fills its bracket: "SEPAL (Société d'équipement public des Alpilles)"."""
    closes = last is not None and last < len(passage.words) and passage.words[last].gap.startswith(")")
    return last if closes else None


def _letters(acronym: str) -> str:
    return "".join(ch for ch in fold(acronym) if ch.isalnum())


def _long_form_start(passage: Passage, end: int, acronym: str) -> int | None:
    """First word of the long form that ends at `end`."""
    at = end - 1
    while at > 0 and end - at < _LONGEST and passage.joined(at):
        at -= 1
    window = list(range(end - 1, at - 1, -1))
    last = _spelt(passage, window, _letters(acronym)[::-1])
    return last if last is not None and end - last > 1 else None


def _long_form_end(passage: Passage, start: int, acronym: str) -> int | None:
    """End of the long form that starts at `start`."""
    at = start + 1
    while at - start < _LONGEST and passage.joined(at):
        at += 1
    last = _spelt(passage, list(range(start, at)), _letters(acronym))
    return last + 1 if last is not None else None


def _spelt(passage: Passage, window: list[int], letters: str) -> int | None:
    """The word whose initial completes the letters: small words left out, then counted; one other may be left out."""
    for counting in (False, True):
        position = skipped = 0
        for at in window:
            small = passage.folded[at] in _SMALL and not passage.cap(at)
            if passage.folded[at][0] == letters[position] and (counting or not small):
                position += 1
                if position == len(letters):
                    return at
            elif not small:
                skipped += 1
            if skipped > 1:
                break
    return None
