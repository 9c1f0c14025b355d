"""Whether the characters of a page are words, or the numbers of glyphs that only look like text.

What belongs here: the measures of that. What does not: what becomes of such a page (`pdf`).
"""

from __future__ import annotations

import re
import unicodedata

_MOST_UNMAPPED = 0.3
_LEAST_PLAUSIBLE = 0.5
_FEWEST_TOKENS = 5
_LONGEST_WORD = 40
_LETTERS_OF_A_WORD = 0.6
_LETTERS_TO_JUDGE = 100
_LEAST_VOWELS = 0.25
_LAST_LATIN = "\u024f"
_VOWELS = frozenset("aeiouy")
_FIGURES = re.compile(r"(?=.*\d)[\w.,:;/%€$£°'’()+×=-]+")
_SIGNS = re.compile(r"[«»“”\"'’.,;:!?…()\[\]|/–—•*&€%°-]+")
_WRONG_CASE = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]")


def is_garbled(text: str, characters: int = 0, unmapped: int = 0) -> bool:
    """Whether `text` is no text in any language; `unmapped` of its `characters` have a font that names no letters."""
    return unmapped > _MOST_UNMAPPED * characters or not _has_words(text) or not _has_vowels(text)


def _has_words(text: str) -> bool:
    tokens = [token for token in text.split() if not _SIGNS.fullmatch(token)]
    return len(tokens) < _FEWEST_TOKENS or sum(map(_is_plausible, tokens)) >= _LEAST_PLAUSIBLE * len(tokens)


def _is_plausible(token: str) -> bool:
    """A number with its signs, or mostly letters without a capital inside; other scripts have no such rules."""
    if _FIGURES.fullmatch(token):
        return True
    letters = [char for char in token if char.isalpha() and char not in "ªºµ"]
    if len(letters) < _LETTERS_OF_A_WORD * len(token):
        return False
    return letters[0] > _LAST_LATIN or (len(token) <= _LONGEST_WORD and not _WRONG_CASE.search(token))


def _has_vowels(text: str) -> bool:
    """A quarter of all Latin letters at least: in every language that is written in them it is more."""
    letters = [char for char in text.lower() if char.isalpha() and char <= _LAST_LATIN]
    vowels = sum(unicodedata.normalize("NFD", char)[0] in _VOWELS or char in "œæø" for char in letters)
    return len(letters) < _LETTERS_TO_JUDGE or vowels >= _LEAST_VOWELS * len(letters)
