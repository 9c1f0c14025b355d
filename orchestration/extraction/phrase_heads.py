"""Which word of a noun phrase tells who it is: "[directrice] générale du port", "the union's regional [secretary]".

What belongs here: the head of a phrase whose bounds are known. What does not: finding the phrase (`designations`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import Word, grammar, word_class
from orchestration.extraction.human_words import Gender, human, organisation_kinds

FIRST_WORDS = 3


def human_heads(words: Sequence[Word], at: int, end: int, language: str) -> list[Word]:
    """The nouns for a human being in the phrase `words[at:end]` that an article opens, the likeliest head first."""
    if grammar(language, "head_last"):
        noun = words[at + 1 : _noun_end(words, at, end, language)]
        return [word for word in reversed(noun) if human(word.lower, language)]
    epithets = word_class(language, "epithet")
    counted = is_counted(words, at, end, language)
    near = words[at + 1 : end if counted else min(end, at + 1 + FIRST_WORDS)]
    return [word for word in near if word.lower not in epithets and human(word.lower, language)]


def is_counted(words: Sequence[Word], at: int, end: int, language: str) -> bool:
    """Whether the phrase counts people: "la majeure [partie] des éditorialistes", "une [poignée] d'élus"."""
    near = words[at + 1 : min(end, at + 1 + FIRST_WORDS)]
    return any(word.lower in word_class(language, "quantity") for word in near)


def common_head(words: Sequence[Word], at: int, end: int, language: str) -> str:
    """The noun of a phrase that names no human being: "[autorité]" in "la haute autorité du port"."""
    last = _noun_end(words, at, end, language)
    if grammar(language, "head_last"):
        return words[max(last - 1, at + 1)].lower
    near = (word.lower for word in words[at + 1 : min(last, at + 1 + FIRST_WORDS)])
    return next((word for word in near if organisation_kinds(word, language)), words[at + 1].lower)


def _noun_end(words: Sequence[Word], at: int, end: int, language: str) -> int:
    """Where the noun of a phrase ends and its complement begins: "the chief executive [of the port]"."""
    return next((i for i in range(at + 1, end) if words[i].lower in word_class(language, "of")), end)


def article_gender(word: Word, language: str) -> Gender:
    """The gender that an article or a demonstrative shows."""
    if word.lower in word_class(language, "feminine_article"):
        return "f"
    return "m" if word.lower in word_class(language, "masculine_article") else ""
