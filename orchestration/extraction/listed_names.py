"""Lists of organisations that a plural noun announces: "des clients comme X, Y et Z", "les groupes X et Y".

What belongs here: finding the members of such a list. What does not: one name behind one noun (`organisations`),
people in a list (`persons`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.capital_runs import demonyms, name_start, run_end
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.persons import is_given_name, is_honorific
from orchestration.extraction.surface import WordTrie, fold_words
from orchestration.records import OrganisationKind

_LINKS = frozenset({"et", "ou"})
_ARTICLES = frozenset({"le", "la", "l'", "les"})
_COMMAS = frozenset({", ", ","})
_OPENINGS = frozenset({"", " ", ", ", " (", " : ", ": "})
_MOST_WORDS_BETWEEN = 6


@cache
def _nouns() -> WordTrie[OrganisationKind | None]:
    """Plural nouns that announce organisations, with the kind."""
    trie: WordTrie[OrganisationKind | None] = WordTrie()
    for noun, kind in lexicon.rows("fr", "listed_nouns"):
        trie.add(fold_words(noun), None if kind == "-" else cast(OrganisationKind, kind))
    for noun, kind, *use in lexicon.rows("fr", "organisation_labels"):
        if "singular" not in use:
            trie.add(_plural(fold_words(noun)), cast(OrganisationKind, kind))
    return trie


def _plural(words: tuple[str, ...]) -> tuple[str, ...]:
    """The plural of a noun and its adjectives, complements left alone."""
    head = next((at for at, word in enumerate(words) if word in {"de", "d'", "a"}), len(words))
    return (*(word if word.endswith(("s", "x")) else f"{word}s" for word in words[:head]), *words[head:])


def find_listed_clues(passage: Passage) -> Iterator[Clue]:
    """Every member of a list of organisations."""
    nouns = _nouns()
    for index in passage.where(nouns.openings):
        hit = nouns.longest(passage.folded, index, passage.joined)
        if hit is None or passage.cap(index + (hit[0] - index > 1)):
            continue
        first = _list_start(passage, hit[0])
        if first is not None:
            for start, last in _members(passage, first):
                # Towns and people are partners too.
                yield Clue(start, last, "organisation", 2.5 if hit[1] else 2.0, "listed", hit[1])


def _list_start(passage: Passage, index: int) -> int | None:
    """The first name behind the noun, adjectives and the words that introduce a list set aside."""
    for at in range(index, min(index + _MOST_WORDS_BETWEEN, len(passage.words))):
        if passage.words[at].gap not in _OPENINGS:
            return None
        if passage.cap(at):
            return at
        introduces = passage.folded[at] in folded_words("fr", "listing_words") | _ARTICLES
        describes = at < index + 2 and (passage.pos(at) == "ADJ" or passage.folded[at] in demonyms())
        if not (introduces or describes):
            return None
    return None


def _members(passage: Passage, first: int) -> Iterator[tuple[int, int]]:
    """The names of the list; a person ends it."""
    at: int | None = first
    while at is not None and not is_honorific(passage.words[at].text):
        start = name_start(passage, at)
        last = max(run_end(passage, start), start + 1)
        if is_given_name(passage.words[start].text):
            return
        yield start, last
        at = _next_member(passage, last)


def _next_member(passage: Passage, index: int) -> int | None:
    """The name behind a comma or behind "et", its article set aside."""
    if index >= len(passage.words):
        return None
    is_link = passage.joined(index) and passage.words[index].text in _LINKS
    if not is_link and passage.words[index].gap not in _COMMAS:
        return None
    at = index + is_link
    at += at + 1 < len(passage.words) and passage.folded[at] in _ARTICLES
    return at if passage.cap(at) and (at == index or passage.joined(at)) else None
