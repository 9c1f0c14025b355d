"""The parts of an organisation's written name: the key under which it is compared, its core, a former name in brackets.

What belongs here: taking one name apart. What does not: comparing two names (`organisations.yml`) and what a corpus
declares of acronyms (`profiles`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from orchestration.resolution.names import folded, legal_forms

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_BRACKETS = re.compile(r"\([^)]*\)")
_FORMER = re.compile(r"\(\s*(?:ex|anciennement|ancien|ancienne|formerly)\b[\s-]*([^)]+)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """`key` names the body; `core` holds the words that tell which body it is, sorted; `former` is a former name's key.

    "Banque Mistrel" and "Mistrel Construction" have one core and two keys.
    """

    key: str
    core: tuple[str, ...]
    former: str = ""


def organisation_name(written: str, expansions: Mapping[str, str] | None = None) -> OrganisationName:
    """Take a name apart; `expansions` are acronyms (keys) with the key of the one long form that a corpus gives them.

    >>> organisation_name("SAS Groupe Kertal").key, organisation_name("Mairie de Brivet").key
    ('kertal', 'commune brivet')
    >>> organisation_name("CHU de Brivet").key
    'centre hospitalier universitaire brivet'
    """
    key = organisation_key(written, expansions)
    former = _FORMER.search(written)
    return OrganisationName(key, _core(key), organisation_key(former[1], expansions) if former else "")


def organisation_key(written: str, expansions: Mapping[str, str] | None = None) -> str:
    """The key of a name: no articles, legal forms and empty words, one word for a commune, abbreviations spelt out."""
    words = plain_words(written)
    if len(words) > 1 and expansions:
        words = tuple(expansions.get(word, word) for word in words)
    key = " ".join(words)
    return _translations().get(key, key)


@lru_cache(maxsize=500_000)
def plain_words(written: str) -> tuple[str, ...]:
    """The words of a name's key before any corpus says what an acronym stands for."""
    return _plain_words(_words(_BRACKETS.sub(" ", written)) or _words(written))


def _plain_words(words: list[str]) -> tuple[str, ...]:
    kept = [word for word in words if word not in _class("article")] or words
    while len(kept) > 1 and kept[-1] in legal_forms():
        kept = kept[:-1]
    while len(kept) > 1 and (kept[0] in legal_forms() or kept[0] in _class("firm")):
        kept = kept[1:]
    if len(kept) < 2:
        return tuple(kept)
    if kept[0] in _class("commune"):
        kept = ["commune", *kept[1:]]
    return tuple(spelt for word in kept for spelt in _short().get(word, word).split())


def _core(key: str) -> tuple[str, ...]:
    words = key.split()
    telling = [word for word in words if word not in _class("kind") | _class("branch")]
    return tuple(sorted(telling or words))


def _words(written: str) -> list[str]:
    closed = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), written.replace("’", "'"))
    return re.findall(r"\w+", folded(closed))


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in lines)


@cache
def _class(name: str) -> frozenset[str]:
    return frozenset(folded(row[0]) for row in _rows("organisation_words") if row[1] == name)


@cache
def _short() -> dict[str, str]:
    return {row[0]: folded(row[2]) for row in _rows("organisation_words") if row[1] == "short"}


@cache
def _translations() -> dict[str, str]:
    return {" ".join(plain_words(other)): " ".join(plain_words(french)) for other, french in _rows("same_bodies")}
