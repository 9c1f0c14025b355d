"""Which language a text is in, told by its letters where they tell, else by its function words.

What belongs here: the tests over `lists/scripts.tsv` and `lists/function_words.tsv`. What does not: anything that needs
a model.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from orchestration.documents.lists import rows

# ISO 639-2 "undetermined": enough text to be sure that it is none of the languages with a profile.
UNDETERMINED = "und"
# Letters beside digits, + or / are encoded data, not words.
_WORD = re.compile(r"(?<![\w+/=])[^\W\d_]+(?![\w+/=])")
_SAMPLE_CHARS = 20_000
_LEAST_HITS = 6
_LEAST_SHARE = 0.12
_LEAST_LEAD = 1.25
_LETTERS_TO_REFUSE = 300
_CHARS_A_WORD = 6
_LETTERS_TO_TELL_BY = 20


@cache
def _profiles() -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[1].split()) for row in rows("function_words")}


@cache
def _scripts() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((code, float(share), re.compile(letter)) for code, share, letter in rows("scripts"))


def _by_letters(sample: str, letters: int) -> str | None:
    """The language whose letters these are; None for the Latin script, and for a few foreign words."""
    foreign = sum(char > "\u036f" and char.isalpha() for char in sample)
    if foreign < max(_LETTERS_TO_TELL_BY, letters / 2):
        return None
    return next((code for code, share, letter in _scripts() if len(letter.findall(sample)) >= share * letters), None)


def detect(text: str) -> str | None:
    """ISO 639-1 code of the language of `text`, "und" for one without a profile, None when there is too little to say.

    >>> detect("Le maire a présenté le budget de la ville devant les élus, qui ne l'ont pas encore voté.")
    'fr'
    """
    sample = text[:_SAMPLE_CHARS].lower()
    letters = sum(map(str.isalpha, sample))
    if by_letters := _by_letters(sample, letters):
        return by_letters
    words = _WORD.findall(sample)
    counts = Counter(words)
    hits = {code: sum(counts[word] for word in profile) for code, profile in _profiles().items()}
    (best, most), (_, second) = sorted(hits.items(), key=lambda item: (-item[1], item[0]))[:2]
    share = most / max(len(words), letters / _CHARS_A_WORD, 1)
    if most >= _LEAST_HITS and share >= _LEAST_SHARE and most >= _LEAST_LEAD * second:
        return best
    return UNDETERMINED if letters >= _LETTERS_TO_REFUSE and share < _LEAST_SHARE / 4 else None
