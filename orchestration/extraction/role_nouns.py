"""The nouns of function and the small words around them, as the lexicon lists them.

What belongs here: which nouns may begin with a word, their plural, compounds and prefixes. What does not: the phrases
that they head (`role_titles`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from orchestration import lexicon
from orchestration.extraction.word_row import split


class Noun(NamedTuple):
    """One entry of `role_titles`, singular or plural."""

    words: tuple[str, ...]
    singular: str
    gender: str
    kind: str
    is_plural: bool


@cache
def vocabulary(language: str, *kinds: str) -> frozenset[str]:
    """The small words of these classes of `role_words`."""
    return frozenset(row[0] for row in lexicon.rows(language, "role_words") if row[1] in kinds)


@cache
def nouns(language: str) -> dict[str, tuple[Noun, ...]]:
    """The nouns of function by their first word in lower case, longest first."""
    found: dict[str, list[Noun]] = {}
    for singular, _, gender, kind, plural in lexicon.rows(language, "role_titles"):
        for form in dict.fromkeys((singular, plural)):
            words = tuple(word.text if is_acronym(word.text) else word.lower for word in split(form))
            is_plural = form != singular
            found.setdefault(words[0].lower(), []).append(Noun(words, singular, gender, kind, is_plural))
    return {first: tuple(sorted(forms, key=lambda noun: -len(noun.words))) for first, forms in found.items()}


def without_prefix(lower: str) -> tuple[str, int]:
    """The word without "ex-", and how many characters that prefix has."""
    return (lower[3:], 3) if lower.startswith("ex-") else (lower, 0)


def nouns_from(language: str, lower: str) -> tuple[Noun, ...]:
    """The nouns of function whose first word is this one."""
    return nouns(language).get(lower) or nouns(language).get(accented(lower), ())


def compound(language: str, lower: str) -> Noun | None:
    """Read "président-directeur", "vice-doyen": the first element is a noun of function, or a known prefix."""
    first, hyphen, rest = lower.partition("-")
    if not hyphen:
        return None
    element = rest if first in vocabulary(language, "prefix") else first
    simple = next((noun for noun in nouns(language).get(element, ()) if len(noun.words) == 1), None)
    return simple._replace(words=(lower,), singular=lower) if simple and not simple.is_plural else None


@lru_cache(maxsize=50_000)
def opens_noun(language: str, lower: str) -> bool:
    """Whether a noun of function may begin with this word: few words do, and only those need be looked at."""
    word = without_prefix(lower)[0]
    return bool(nouns_from(language, word)) or compound(language, word) is not None


def accented(word: str, expected: str = "é") -> str:
    """The word with the accent that French capitals often go without ("Echevin")."""
    return "é" + word[1:] if word[:1] == "e" and expected[:1] == "é" else word


def is_acronym(word: str) -> bool:
    """Whether a word of a title is written in capitals ("PDG")."""
    return len(word) > 1 and word.isupper()
