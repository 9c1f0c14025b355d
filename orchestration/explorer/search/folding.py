"""Words as they are compared: without accents, case and ligatures, and how to find such words in a text as written.

What belongs here: what counts as the same word. What does not: the query language (`query`) and the index (`index`),
whose tokeniser folds accents and case itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

# The index folds accents by itself, but has each of these for a letter of its own.
LIGATURES = {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ß": "ss",
}
_LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")
# What may stand within a word and is not seen: soft hyphens, joiners, marks of direction.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
WORD = re.compile(r"[^\W_]+")


def spelt_out(text: str) -> str:
    """A text without ligatures and invisible characters, as it is put into the index."""
    return _LIGATURE.sub(lambda found: LIGATURES[found[0]], _INVISIBLE.sub("", text))


def folded(text: str) -> str:
    """A text without accents, case, ligatures and invisible characters."""
    letters = unicodedata.normalize("NFD", spelt_out(text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return WORD.findall(folded(text))


def name_key(text: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(words_of(text))


@cache
def _spellings() -> dict[str, str]:
    """By letter without accent all that a text may have in its place."""
    found: dict[str, str] = defaultdict(str)
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        letter = chr(code)
        if len(plain := folded(letter)) == 1 and letter != plain:
            found[plain] += letter
    return dict(found)


def finder(phrases: Iterable[tuple[tuple[str, ...], bool]]) -> re.Pattern[str] | None:
    """What finds phrases of folded words in a text as written; the last word may be only a beginning. None of none."""
    patterns = [_phrase(words, is_prefix=is_prefix) for words, is_prefix in phrases if words]
    if not patterns:
        return None
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})", re.IGNORECASE)


def _phrase(words: tuple[str, ...], *, is_prefix: bool) -> str:
    written = r"[\W_]{1,4}".join(map(_word, words))
    return rf"{written}[^\W_]*" if is_prefix else rf"{written}(?![^\W_])"


def _word(word: str) -> str:
    """A folded word as it may be written. A ligature goes before its letters, an accent may follow its letter."""
    unseen = f"[\u0300-\u036f{_UNSEEN}]*"
    pieces = re.findall("ffi|ffl|oe|ae|fi|fl|ff|ss|.", word, re.DOTALL)
    joined = {plain.lower(): ligature for ligature, plain in LIGATURES.items()}
    return "".join(
        f"(?:{joined[piece]}|{unseen.join(map(_letter, piece))}){unseen}"
        if piece in joined
        else _letter(piece) + unseen
        for piece in pieces
    )


def _letter(letter: str) -> str:
    others = _spellings().get(letter, "")
    return f"[{re.escape(letter)}{others}]" if others else re.escape(letter)
