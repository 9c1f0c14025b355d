"""Organisations that everybody knows, and when their names, often ordinary words or places, are meant.

What belongs here: finding the names of the list in a text. What does not: the list (lexicon), organisations that only
the text tells of (`organisations`, `organisation_labels`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.clues import Clue, Passage
from orchestration.extraction.surface import WordTrie, fold, fold_words
from orchestration.records import OrganisationKind

_ARTICLES = frozenset({"l'", "le", "la", "les"})
_QUOTES = ("« ", "«", " »", "»", '"', "“", "”")
# A document that names so many newspapers is a press review: there "l'Union" is one more.
_PRESS_REVIEW = 3


@dataclass(frozen=True, slots=True)
class KnownName:
    """A reviewed organisation; `use` says when the words alone do not prove that it is meant."""

    name: str
    kind: OrganisationKind
    acronym: str | None
    use: str


@cache
def known_names() -> WordTrie[KnownName]:
    """Known organisations and their acronyms by folded words."""
    trie: WordTrie[KnownName] = WordTrie()
    acronyms = []
    for row in lexicon.rows("fr", "organisations"):
        name, kind, acronym, use = (*row, "", "")[:4]
        trie.add(fold_words(name), KnownName(name, cast(OrganisationKind, kind), acronym or None, use))
        if acronym:
            acronyms.append(KnownName(acronym, cast(OrganisationKind, kind), acronym, ""))
    for known in acronyms:
        trie.add(fold_words(known.name), known)
    return trie


@cache
def _lower_case_names() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.words("fr", "organisations") if name.islower())


def find_known_clues(passage: Passage) -> Iterator[Clue]:
    """Every known organisation that the text names."""
    found = []
    for index in passage.where(known_names().openings):
        folded = passage.folded[index]
        if passage.cap(index) or folded in _ARTICLES or folded in _lower_case_names():
            hit = known_names().longest(passage.folded, index, passage.joined)
            if hit is None or _is_inside_place(passage, index, hit[0]):
                continue
            if _written_alike(passage, index, hit[0], hit[1].name):
                found.append((index, *hit))
    media = {known.name for _, _, known in found if known.kind == "media" and not known.use}
    for first, last, known in found:
        weight = 4.0 if not known.use else 1.0
        if known.use and _stands_as_name(passage, first, last):
            weight = 2.5 if known.use == "common" or len(media) >= _PRESS_REVIEW else 0.0
        if weight:
            yield Clue(first, last, "organisation", weight, "known_name", known.kind, known.acronym)


@cache
def _places() -> WordTrie[str]:
    trie: WordTrie[str] = WordTrie()
    for place in lexicon.words("fr", "places"):
        trie.add(fold_words(place), place)
    return trie


def _is_inside_place(passage: Passage, first: int, last: int) -> bool:
    """Whether a place runs on over the name: "la Côte d'Ivoire" is not the newspaper La Côte."""
    start = first + (passage.folded[first] in _ARTICLES)
    hit = _places().longest(passage.folded, start, passage.joined) if start < len(passage.words) else None
    return hit is not None and hit[0] > last


def _written_alike(passage: Passage, first: int, last: int, name: str) -> bool:
    """Capitals agree: acronyms and inner capitals exactly, one capital at least after the article otherwise."""
    if last - first == 1:
        text = passage.words[first].text
        return text == name if name.islower() or sum(map(str.isupper, name)) > 1 else text[0].isupper()
    return any(passage.cap(at) for at in range(first + (passage.folded[first] in _ARTICLES), last))


def _stands_as_name(passage: Passage, first: int, last: int) -> bool:
    """Whether an ordinary word is written as a name: capitalised inside a sentence or alone in quotes."""
    name = first + (passage.folded[first] in _ARTICLES)
    if name == first and passage.joined(first) and passage.folded[first - 1] in _ARTICLES:
        return False
    quoted = (
        passage.words[first].gap.endswith(_QUOTES)
        and last < len(passage.words)
        and passage.words[last].gap.startswith(_QUOTES)
    )
    if (passage.words[name].opens and not quoted) or (passage.joined(first) and passage.cap(first - 1)):
        return False
    return not (passage.joined(last) and passage.cap(last))
