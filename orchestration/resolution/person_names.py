"""The parts of a person's written name: given names, family names, and what tells father from son.

What belongs here: taking one name apart, whatever its order, capitals, hyphens and particles. What does not: comparing
two names (`actors.yml`). Particles are joined to the name that they open: "Le Flochmoal", "LeFlochmoal" are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from orchestration import lexicon
from orchestration.resolution.names import folded

_HYPHENS = re.compile(r"[-‐‑–]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """Parts in the order of the name, folded (no case, accents or punctuation), particles glued to what follows.

    A bare surname has no given name. A given name of one letter is an initial. `generation` is "fils", "père"… or "".
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    is_capitals: bool


@lru_cache(maxsize=500_000)
def person_name(written: str) -> PersonName:
    """Take a name apart.

    >>> person_name("LE FLOCHMOAL Yannick")
    PersonName(given=('yannick',), family=('leflochmoal',), generation='')
    >>> person_name("J.-M. Oudinet").given, person_name("Jean Le Gallo-Riou fils").generation
    (('j', 'm'), 'fils')
    """
    tokens, generation = _without_generation(_without_honorific(written.replace("’", "'").split()))
    words = [word for token in tokens for word in _words(token)]
    capitals = [word.is_capitals for word in words if len(word.text) > 1]
    if any(capitals) and not all(capitals):
        # Only one part in capitals: that part is the surname, wherever it stands.
        given = [word.text for word in words if not word.is_capitals]
        family = [word.text for word in words if word.is_capitals]
    else:
        texts = _given_first([word.text for word in words])
        count = _given_count(texts)
        given, family = texts[:count], texts[count:]
    return PersonName(tuple(given), tuple(_glued(family)), generation)


def _without_honorific(tokens: list[str]) -> list[str]:
    # "M. Coadou" is Michel Coadou as well as a gentleman: one letter before one word stays an initial.
    if len(tokens) > 1 and tokens[0] in _honorifics() and (len(tokens) > 2 or len(tokens[0].strip(".")) > 1):
        return tokens[1:]
    return tokens


def _without_generation(tokens: list[str]) -> tuple[list[str], str]:
    last = folded(tokens[-1]).strip(".,") if len(tokens) > 2 else ""
    return (tokens[:-1], last) if last in _generations() else (tokens, "")


def _words(token: str) -> list[_Word]:
    found = []
    for part in _HYPHENS.split(token):
        letters = re.sub(r"\W", "", part)
        if letters:
            found.append(_Word(folded(letters), len(letters) > 1 and letters.isupper()))
    return found


def _given_first(texts: list[str]) -> list[str]:
    """The surname comes first in lists and forms: seen where only the second word is a given name."""
    if len(texts) == 2 and texts[1] in given_names() and texts[0] not in given_names() and len(texts[0]) > 1:
        return texts[::-1]
    return texts


def _given_count(texts: list[str]) -> int:
    """How many words open the name as given names: initials, or a given name and the given names after it."""
    last = len(texts) - 1
    count = 0
    while count < last and len(texts[count]) == 1:
        count += 1
    if count or last < 1:
        return count
    if texts[0] in _particles():
        return 0
    count = 1
    while count < last and texts[0] in given_names() and texts[count] in given_names() - _particles():
        count += 1
    return count


def _glued(family: list[str]) -> list[str]:
    parts: list[str] = []
    held = ""
    for index, text in enumerate(family):
        held += text
        if index == len(family) - 1 or text not in _particles():
            parts.append(held)
            held = ""
    return parts


@cache
def given_names() -> frozenset[str]:
    """Given names, folded."""
    return frozenset(folded(name) for name in lexicon.words("fr", "first_names"))


@cache
def gender_of(given: str) -> str:
    """The gender that a folded given name tells: "m", "f", or "" where it tells none."""
    return _genders().get(given, "")


@cache
def _genders() -> dict[str, str]:
    return {folded(name): gender for name, gender in lexicon.table("fr", "given_name_gender").items()}


@cache
def _particles() -> frozenset[str]:
    return frozenset(re.sub(r"\W", "", folded(word)) for word in lexicon.words("fr", "joined_particles"))


@cache
def _honorifics() -> frozenset[str]:
    return lexicon.words("fr", "honorifics")


@cache
def _generations() -> frozenset[str]:
    return lexicon.words("fr", "generation_words")
