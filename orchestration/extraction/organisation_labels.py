"""Nouns that announce an organisation's name without belonging to it: "la start-up X", "X, une start-up", "Le Relais".

What belongs here: such a noun before the name or across a comma, and where the name then ends. What does not: nouns
that open the name (`organisation_phrases`), nouns whose complement it is (`organisations`), lists (`listed_names`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.capital_runs import demonyms, name_start, prepositions, run_end
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.known_organisations import known_names
from orchestration.extraction.persons import is_honorific, is_person_noun
from orchestration.extraction.surface import WordTrie, fold_words
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

_ARTICLES = frozenset({"l'", "le", "la", "les"})
_DEFINITE = _ARTICLES | {"du", "au", "cet", "cette", "ce"}
_OPENING_QUOTES = frozenset({"«", '"', "“"})
_CLOSING_QUOTES = frozenset({"»", '"', "”"})
_LINKS = frozenset({"de", "d'", "du", "des", "en"})
_LONGEST_QUOTED = 8
_LONGEST_LABEL = 5
DETERMINERS = frozenset(
    {"l'", "le", "la", "les", "des", "un", "une", "son", "sa", "cette", "ce", "jeune", "ancien", "ancienne"}
)
# Kinds whose names are often phrases of ordinary words.
_WORDY: frozenset[OrganisationKind] = frozenset({"association", "media", "party", "school"})


@cache
def _labels() -> WordTrie[OrganisationKind]:
    trie: WordTrie[OrganisationKind] = WordTrie()
    for name, kind, *_ in lexicon.rows("fr", "organisation_labels"):
        trie.add(fold_words(name), cast(OrganisationKind, kind))
    return trie


@cache
def _definite_labels() -> frozenset[tuple[str, ...]]:
    """Labels that announce a name only behind "le", "la", and right before it: "l'hôtel X", no "un restaurant X"."""
    return frozenset(fold_words(row[0]) for row in lexicon.rows("fr", "organisation_labels") if "definite" in row[2:])


def find_label_clues(passage: Passage) -> Iterator[Clue]:
    """Every name that a noun announces."""
    labels = _labels()
    for index in passage.where(labels.openings):
        hit = labels.longest(passage.folded, index)
        if hit is not None and _announces(passage, index, hit[0]):
            yield from _announced(passage, hit[0], hit[1], is_trade=is_person_noun(passage.folded[index]))


def _announces(passage: Passage, first: int, after: int) -> bool:
    """Whether the noun `first:after` announces a name: capitalised, it is part of it ("la Banque Arvane")."""
    if passage.cap(after - 1) or _is_inside_name(passage, first):
        return False
    if passage.key(first, after) not in _definite_labels():
        return True
    is_definite = first > 0 and passage.folded[first - 1] in _DEFINITE
    return is_definite and after < len(passage.words) and (passage.cap(after) or passage.words[after].gap != " ")


def _is_inside_name(passage: Passage, index: int) -> bool:
    """Whether a word goes on with a name: "la Banque centrale européenne" has no "centrale" that announces."""
    return any(passage.cap(at) and not passage.words[at].opens for at in (index, index - passage.joined(index)))


def _announced(passage: Passage, after: int, kind: OrganisationKind, *, is_trade: bool) -> Iterator[Clue]:
    """The name behind an announcing noun; one of a trade ("le chimiste X Y") may well announce a human being."""
    named = _after_complement(passage, after)
    quoted = quoted_end(passage, named)
    if quoted is not None:
        yield Clue(named, quoted, "organisation", 3.5, "announced", kind)
        return
    first = after_adjectives(passage, after)
    if first is None or is_honorific(passage.words[first].text):
        return
    first = name_start(passage, first)
    if passage.folded[first] in _dates():
        return
    last = _announced_end(passage, first)
    if kind in _WORDY and last - first - (passage.folded[first] in _ARTICLES) == 1:
        last = _wordy_end(passage, last - 1)
    yield Clue(first, last, "organisation", 1.5 if is_trade and last - first > 1 else 3.0, "announced", kind)


def after_adjectives(passage: Passage, index: int) -> int | None:
    """Skip adjectives and one complement ("de vaccins") after an announcing noun; None when no capital follows."""
    begin = index
    while index - begin <= 4 and passage.joined(index) and not passage.cap(index):
        pos = passage.pos(index)
        if pos == "ADJ" or passage.folded[index] in demonyms():
            index += 1
        elif passage.folded[index] in {"de", "d'"} and passage.joined(index + 1) and not passage.cap(index + 1):
            index += 2
        else:
            return None
    if not (passage.joined(index) and passage.cap(index)):
        return None
    return index


def _after_complement(passage: Passage, index: int) -> int:
    """Step over "de pêche", "sportive": what describes a body before its name in quotes."""
    begin = index
    while index - begin <= 2 and passage.joined(index) and not passage.cap(index):
        if passage.pos(index) == "ADJ":
            index += 1
        elif passage.folded[index] in {"de", "d'"} and passage.joined(index + 1) and passage.pos(index + 1) == "NOUN":
            index += 2
        else:
            break
    return min(index, len(passage.words) - 1)


@cache
def _dates() -> frozenset[str]:
    return folded_words("fr", "weekdays") | folded_words("fr", "months")


def _wordy_end(passage: Passage, first: int) -> int:
    """End of a name whose first word alone is capitalised: "Graines de partage", "Mémoires vives du Plateau"."""
    last = first + 1
    if not is_common(passage.words[first].text) or _is_known(passage, first):
        return last
    while passage.joined(last) and not passage.cap(last) and passage.pos(last) == "ADJ":
        last += 1
    link = passage.words[last].text if passage.joined(last) else ""
    if link in _LINKS:
        following = last + 2 if passage.folded[last + 1 : last + 2] == ["la"] else last + 1
        if passage.joined(following) and passage.cap(following):
            return run_end(passage, following)
    if link in {"de", "d'", "sans", "pour"} and passage.joined(last + 1) and passage.pos(last + 1) == "NOUN":
        return last + 2
    return last


def _is_known(passage: Passage, first: int) -> bool:
    hit = known_names().longest(passage.folded, first, passage.joined)
    return hit is not None


def _announced_end(passage: Passage, first: int) -> int:
    """End of an announced name: one of ordinary words goes on over "du", "en" ("La Sentinelle du Léman")."""
    last = run_end(passage, first)
    while is_common(passage.words[last - 1].text) and passage.joined(last) and passage.words[last].text in _LINKS:
        following = last + 2 if passage.folded[last + 1 : last + 2] == ["la"] else last + 1
        if not (passage.joined(following) and passage.cap(following)):
            break
        last = run_end(passage, following)
    return last


def quoted_end(passage: Passage, first: int) -> int | None:
    """End of a name that stands whole in quotes ("l'association « Les Jardins de Mai »"); None if no such name does."""
    if not (passage.cap(first) and passage.words[first].gap.strip() in _OPENING_QUOTES):
        return None
    for last in range(first + 1, min(first + _LONGEST_QUOTED, len(passage.words))):
        if not passage.joined(last):
            return last if passage.words[last].gap.lstrip()[:1] in _CLOSING_QUOTES else None
    return None


def find_apposed_label(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """The announcing noun stands across a comma: "X, une start-up lilloise", "une jeune pousse, X"."""
    words = passage.words
    if last < len(words) and words[last].gap.strip() in {",", "(", ", «"} and not _is_located(passage, first, last):
        at = last
        while at - last < 4 and (at == last or passage.joined(at)):
            hit = _labels().longest(passage.folded, at, passage.joined)
            # "la SEPAL (Société d'équipement …)" has its own name there, no noun that tells what it is.
            if hit is not None and passage.cap(hit[0] - 1) and not passage.words[at].opens:
                break
            if hit is not None:
                weight = 2.0 if is_person_noun(passage.folded[at]) or _is_governed(passage, first) else 2.5
                yield Clue(first, last, "organisation", weight, "apposed_label", hit[1])
                return
            if passage.folded[at] not in DETERMINERS and passage.pos(at) != "ADJ":
                break
            at += 1
    # "Racheté par un fonds américain, X exporte …" tells nothing of X.
    is_inserted = words[first].gap.strip() == "," and not passage.joined(last)
    if is_inserted and (kind := _label_before(passage, first)) is not None:
        is_word = last - first == 1 and is_common(words[first].text)
        yield Clue(first, last, "organisation", 2.0 if is_word else 2.5, "apposed_label", kind)


def _is_part_of_name(passage: Passage, index: int) -> bool:
    """Whether a noun that might announce is capitalised for a name's sake; "PME" always is."""
    return passage.cap(index) and not passage.words[index].text.isupper()


def _is_located(passage: Passage, first: int, last: int) -> bool:
    """Whether the name says where: "À Dole, une entreprise recrute" does not call Dole a firm."""
    if passage.folded[last] not in DETERMINERS:
        return False
    before = first - 1 - (first > 1 and passage.joined(first) and passage.folded[first - 1] in _ARTICLES)
    return passage.joined(before + 1) and passage.folded[before] in folded_words("fr", "locative_words")


def _is_governed(passage: Passage, first: int) -> bool:
    """Whether a preposition leads to the name: "près de Dole, une entreprise recrute"."""
    return passage.joined(first) and passage.folded[first - 1] in prepositions()


def _label_before(passage: Passage, first: int) -> OrganisationKind | None:
    """The kind of the noun that ends before a comma, its adjectives set aside: "une jeune pousse lilloise, X"."""
    for at in range(first - 1, max(first - _LONGEST_LABEL, -1), -1):
        hit = _labels().longest(passage.folded, at, passage.joined)
        if (
            hit is not None
            and not _is_part_of_name(passage, hit[0] - 1)
            and all(passage.pos(after) == "ADJ" for after in range(hit[0], first))
        ):
            return hit[1]
        if not passage.joined(at):
            return None
    return None


def label_kind(passage: Passage, first: int) -> OrganisationKind | None:
    """Kind of organisation that the noun at a word announces ("association": an association); None for other nouns."""
    hit = _labels().longest(passage.folded, first, passage.joined)
    return hit[1] if hit is not None else None


def is_label(passage: Passage, first: int, after: int) -> bool:
    """Whether the words only announce a name ("association X")."""
    hit = _labels().longest(passage.folded, first, passage.joined)
    return hit is not None and hit[0] == after
