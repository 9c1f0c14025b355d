"""When two annotations mean the same: persons, organisations, stretches of text; and who pairs with whom.

What belongs here: comparison and one-to-one pairing. What does not: which rows are compared (`scoring`).
Comparison is lenient where annotators differ (honorifics, articles, legal forms, punctuation) and strict elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

import yaml

SAME_ORGANISATION_SHARE = 0.75

Gold = TypeVar("Gold")
Found = TypeVar("Found")


@cache
def forgiven(what: str) -> frozenset[str]:
    """The words of one kind (honorifics, articles, legal_forms) that make no difference."""
    text = files(__package__).joinpath("forgiven.yml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(text)[what])


def words(text: str | None) -> list[str]:
    """Words of a text in lower case without accents."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    return re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def same_person(left: str, right: str) -> bool:
    """Whether two names may be one human being: one family name, and no given name that the other form excludes."""
    first, second = (
        tuple(word for word in words(name) if word not in forgiven("honorifics")) for name in (left, right)
    )
    if not first or not second:
        return False
    return first == second or (first[-1] == second[-1] and (set(first) <= set(second) or set(second) <= set(first)))


def same_organisation(left: str, right: str) -> bool:
    """Whether two names are one organisation: equal but for articles and legal form, or nearly so."""
    first, second = _organisation_words(left), _organisation_words(right)
    if not first or not second:
        return False
    shared = len(set(first) & set(second)) / len(set(first) | set(second))
    return first == second or shared >= SAME_ORGANISATION_SHARE


def _organisation_words(name: str) -> tuple[str, ...]:
    found = words(name)
    while found and found[0] in forgiven("articles"):
        found = found[1:]
    while len(found) > 1 and found[-1] in forgiven("legal_forms"):
        found = found[:-1]
    return tuple(word for word in found if word not in forgiven("articles"))


def any_same(left: Iterable[str], right: Sequence[str], same: Callable[[str, str], bool]) -> bool:
    """Whether any name of one side is the same as any of the other."""
    return any(same(a, b) for a in left for b in right)


def overlap(left: str | None, right: str | None) -> float:
    """Share of common words of two texts: F1 over their words with repetition, from 0 to 1."""
    first, second = Counter(words(left)), Counter(words(right))
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def pair_up(
    gold: Sequence[Gold], found: Sequence[Found], score: Callable[[Gold, Found], float], threshold: float
) -> list[tuple[int, int]]:
    """Pair gold with found rows one to one, best score first, none under `threshold`; return pairs of positions."""
    candidates = [(score(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    free_gold, free_found = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for value, i, j in sorted(candidates, key=lambda candidate: -candidate[0]):
        if value >= threshold and i in free_gold and j in free_found:
            free_gold.remove(i)
            free_found.remove(j)
            pairs.append((i, j))
    return pairs
