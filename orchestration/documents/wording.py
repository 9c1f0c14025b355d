"""A text as the words that two printings of it have in common, and which of them name or count something.

What belongs here: cutting into words, marking names and figures, equality up to typography. What does not: comparing
two texts (`differences`) or many (`duplicates`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from orchestration.documents import metadata
from orchestration.documents.lists import rows

_TYPOGRAPHY = dict.fromkeys("’‘‛ʼ′", "'") | dict.fromkeys("«»“”„‟", '"') | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
_INSIDE_QUOTES = re.compile(r"(?<=«)\s+|\s+(?=»)")
_WORD = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d+|[^\W\d_]+")
_NO_DIGIT = re.compile(r"\D")
_LONGEST_LABEL = 60


# A "figure" is a number or a month. A capital that opens its line may be a name or not.
Kind = Literal["plain", "opening", "name", "figure"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text in lower case without punctuation; figures are written alike ("12 000", "12.000": "12000").

    Of word i, `kinds[i]` says what it may be, and `lines[i]` is the line that it stands on.
    """

    words: tuple[str, ...]
    kinds: tuple[Kind, ...]
    lines: tuple[int, ...]
    vocabulary: frozenset[str]


def same_typography(text: str) -> str:
    """The text with white space, quotation marks, apostrophes and the encoding of accents made alike; case is kept."""
    composed = unicodedata.normalize("NFC", _INSIDE_QUOTES.sub("", text))
    # Most of these stand in no text at all: a search each costs a tenth of `str.translate`.
    for character, plain in _TYPOGRAPHY.items():
        composed = composed.replace(character, plain)
    return " ".join(composed.split())


def words_of(text: str) -> list[str]:
    """The words of the whole text, in lower case and without punctuation."""
    return [_folded(word) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def wording(text: str) -> Wording:
    """The words of the text without bylines and date lines, which say who printed it and not what it says."""
    words: list[str] = []
    kinds: list[Kind] = []
    lines: list[int] = []
    number = 0
    for line in unicodedata.normalize("NFC", text).splitlines():
        if _is_label(line):
            continue
        found = _WORD.findall(line)
        folded = [_folded(word) for word in found]
        opens = found[1:2] != [] and found[1].islower()
        words += folded
        kinds += [_kind(found[i], folded[i], opens and i == 0) for i in range(len(found))]
        lines += [number] * len(found)
        # "Titulaire :" belongs to the value below it.
        number += not line.rstrip().endswith(":")
    return Wording(tuple(words), tuple(kinds), tuple(lines), frozenset(words))


@cache
def function_words() -> frozenset[str]:
    """Words without meaning of their own, of every language that can be told."""
    return frozenset(word for row in rows("function_words") for word in row[1].split())


@cache
def _numerals() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("numerals")}


@cache
def _months() -> frozenset[str]:
    return frozenset(row[0] for row in rows("months"))


# A few words make up most of every text.
@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    low = word.casefold()
    return _NO_DIGIT.sub("", word) if word[0].isdigit() else _numerals().get(low, low)


def _kind(word: str, low: str, opens: bool) -> Kind:
    if low[0].isdigit() or low in _months():
        return "figure"
    if low in function_words() or not word[0].isupper():
        return "plain"
    return "opening" if opens else "name"


def _is_label(line: str) -> bool:
    line = line.strip()
    return len(line) <= _LONGEST_LABEL and not line.endswith((".", ":", ";", ",")) and metadata.is_label(line)
