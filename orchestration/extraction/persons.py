"""Where the text says that somebody is a human being: honorifics, given names, functions, ages, speech.

What belongs here: rules that yield clues about persons. What does not: weighing the clues (`decisions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from orchestration import lexicon
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.surface import fold
from orchestration.extraction.vocabulary import is_common

_MOST_WORDS = 5
# Shorter words in capitals before a given name are acronyms ("CGT", "AFP").
_SHORTEST_CAPITALS = 5
_FAMILY_PARTICLES = frozenset(
    {
        "von",
        "van",
        "zu",
        "der",
        "den",
        "ten",
        "ter",
        "ben",
        "bin",
        "al",
        "el",
        "ibn",
        "ould",
        "abu",
        "di",
        "da",
        "del",
        "della",
        "dos",
    }
)
_OF_THE = frozenset({"du", "la", "l'", "le"})
_FARTHEST_FUNCTION = 6
_PLURAL_HONORIFICS = frozenset({"MM.", "MM", "Mmes", "Messieurs", "Mesdames", "Mes"})


@dataclass(frozen=True, slots=True)
class PartOfName:
    """The words `first:last` are a part of a person's name that is written in several places; `name` is the whole."""

    first: int
    last: int
    name: str


@cache
def _honorifics() -> frozenset[str]:
    """Titles of address as written, and without their full stop; a bare "M" is a letter."""
    listed = lexicon.words("fr", "honorifics")
    return listed | {word[:-1] for word in listed if len(word) > 2 and word.endswith(".")}


@cache
def _whole_titles() -> frozenset[str]:
    """Titles of address that are not shortened: a full stop behind one is the sentence's."""
    return frozenset(row[0] for row in lexicon.rows("fr", "honorifics") if "whole" in row[1:])


@cache
def given_names() -> frozenset[str]:
    """Folded given names."""
    return folded_words("fr", "first_names")


@cache
def _particles() -> frozenset[str]:
    return lexicon.words("fr", "name_particles")


@cache
def _person_nouns() -> frozenset[str]:
    """Functions, trades and ranks, folded, singular and plural."""
    nouns = folded_words("fr", "person_nouns") | folded_words("fr", "ranks")
    return nouns | {f"{noun}s" for noun in nouns}


@cache
def _ranks() -> frozenset[str]:
    return folded_words("fr", "ranks")


@cache
def _eponym_heads() -> frozenset[str]:
    return folded_words("fr", "eponym_heads")


@lru_cache(maxsize=50_000)
def is_given_name(word: str) -> bool:
    """Whether a capitalised word is a given name, simple or double ("Anne-Laure").

    >>> is_given_name("Anne-Laure"), is_given_name("Saint-Denis")
    (True, False)
    """
    parts = fold(word).split()
    return bool(parts) and parts[0] in given_names() and (len(parts) == 1 or parts[-1] in given_names())


def is_honorific(word: str) -> bool:
    """Whether the word is a title of address ("Mme", "M.", "MM"); a bare "M" is a letter."""
    return word in _honorifics()


def is_plural_honorific(word: str) -> bool:
    """Whether the title of address announces several people ("MM.")."""
    return word in _PLURAL_HONORIFICS


def is_person_noun(folded: str) -> bool:
    """Whether a folded word is a function, a trade or a rank, singular or plural."""
    return folded in _person_nouns()


def person_end(passage: Passage, first: int) -> int:
    """Where the personal name that starts at `first` ends: given names, initials, particles, family names."""
    words, index = passage.words, first
    given = 0
    while index < len(words) and index - first < _MOST_WORDS and (index == first or passage.joined(index)):
        word = words[index]
        if index > first and (word.gap == " & " or (word.cap and is_honorific(word.text))):
            break
        if index in passage.aside:
            index += 1
        elif word.cap:
            is_given = is_given_name(word.text) or _is_initial(word.text)
            given += is_given and index - first == given
            index += 1
        elif _leads_to_family_name(passage, index, given == index - first):
            index += 1
        else:
            return index + _is_of_a_country(passage, first, index)
    return index


def _is_of_a_country(passage: Passage, first: int, index: int) -> bool:
    """Whether the adjective goes on with a country's name in a prince's: "Fahd d'Arabie saoudite"."""
    if index - first <= 2 or not passage.joined(index) or passage.folded[index - 2] not in {"d'", "de"}:
        return False
    named = " ".join(passage.folded[index - 1 : index + 1])
    return named in folded_words("fr", "places")


def given_name_end(passage: Passage, first: int) -> int:
    """Where the given names and initials that open a name end."""
    index = first
    while passage.cap(index) and (index == first or passage.joined(index)):
        text = passage.words[index].text
        if not (is_given_name(text) or _is_initial(text)):
            break
        index += 1
    return index


def _is_initial(word: str) -> bool:
    return word.endswith(".") and word[0].isupper()


def _leads_to_family_name(passage: Passage, index: int, only_given_names: bool) -> bool:
    """Whether a lower-case particle is followed by a capital: "de" only after given names, "von" anywhere."""
    word = passage.words[index].text
    allowed = _particles() if only_given_names else _FAMILY_PARTICLES
    if word not in allowed:
        return False
    following = index + 1
    if following < len(passage.words) and passage.words[following].text in _particles():
        following += 1
    return passage.joined(index + 1) and passage.joined(following) and passage.cap(following)


def find_person_clues(passage: Passage) -> Iterator[Clue]:
    """Every clue that some words name a human being, in the order of the text."""
    honorifics, nouns = _honorifics(), _person_nouns()
    for index, (word, folded) in enumerate(zip(passage.words, passage.folded, strict=True)):
        if word.text in honorifics:
            yield from _after_honorific(passage, index)
        elif word.cap:
            yield from _given_name(passage, index)
            yield from _surname_first(passage, index)
        elif folded in nouns:
            yield from _after_person_noun(passage, index)


def _follows(passage: Passage, index: int) -> bool:
    return index < len(passage.words) and passage.words[index].gap in {"", " ", ". ", "."}


def _after_honorific(passage: Passage, index: int) -> Iterator[Clue]:
    first = index + 1
    if _follows(passage, first) and "." in passage.words[first].gap and passage.words[index].text in _whole_titles():
        return
    while _follows(passage, first) and (is_honorific(passage.words[first].text) or passage.folded[first] in _ranks()):
        first += 1
    while first < len(passage.words) and _follows(passage, first):
        if not passage.cap(first) and not _leads_to_family_name(passage, first, True):
            return
        # "M. le Maire" is a function; "M. Le Maire" is a name; "M. le Maire Castaing" has both.
        if not passage.cap(first) and is_person_noun(passage.folded[min(first + 1, len(passage.words) - 1)]):
            first = _after_functions(passage, first + 1)
            if not (passage.joined(first) and passage.cap(first)):
                return
        last = person_end(passage, first)
        if last == first:
            return
        yield Clue(first, last, "actor", 4.0, "honorific")
        plural = is_plural_honorific(passage.words[index].text)
        if not plural or last >= len(passage.words) or passage.words[last].text != "et":
            return
        first = last + 1


def _after_functions(passage: Passage, index: int) -> int:
    """Step over functions and their adjectives: "le Vice-président délégué"."""
    while passage.joined(index) and (
        is_person_noun(passage.folded[index]) or (passage.pos(index) == "ADJ" and not passage.cap(index))
    ):
        index += 1
    return index


def follows_eponym_head(passage: Passage, first: int) -> bool:
    """Whether a noun just before turns the name into that of a street, a prize, a law ("avenue", "prix", "loi")."""
    before = first - 1
    while before >= 0 and first - before <= 2 and passage.joined(before + 1):
        folded = passage.folded[before]
        if folded == "affaires" and passage.folded[before - 1] == "d'":
            return False  # "l'homme d'affaires X" is a person, "l'affaire X" is not
        if folded in _eponym_heads() or folded.removesuffix("s") in _eponym_heads():
            return True
        if folded not in {"du", "general", "president", "marechal", "docteur", "saint", "abbe"}:
            return False
        before -= 1
    return False


def _given_name(passage: Passage, index: int) -> Iterator[Clue]:
    word = passage.words[index]
    if not (is_given_name(word.text) or _is_initial(word.text)) or is_honorific(word.text):
        return
    goes_on = passage.joined(index) and word.gap != " & "
    if goes_on and passage.cap(index - 1) and is_given_name(passage.words[index - 1].text):
        return
    last = person_end(passage, index)
    if follows_eponym_head(passage, index):
        yield Clue(index, last, "neither", 4.0, "eponym")
    elif last - index >= 2:
        yield Clue(index, last, "actor", 1.0 if _is_initial(word.text) else 3.0, "given_name")
    elif not _is_initial(word.text):
        yield Clue(index, last, "actor", 1.0, "given_name_alone")


def _surname_first(passage: Passage, index: int) -> Iterator[Clue]:
    """A register's order: a surname in capitals, then the given name ("LAMBRECHT Sylvie"), no acronym before a name."""
    word, after = passage.words[index], index + 1
    if not (word.text.isupper() and len(word.text) >= _SHORTEST_CAPITALS and word.text.isalpha()):
        return
    if is_given_name(word.text) or (passage.joined(index) and passage.cap(index - 1)):
        return
    named = passage.joined(after) and passage.cap(after) and is_given_name(passage.words[after].text)
    if named and not (passage.joined(after + 1) and passage.cap(after + 1)):
        yield Clue(index, after + 1, "actor", 3.0, "surname_first")


def _after_person_noun(passage: Passage, index: int) -> Iterator[Clue]:
    """A function, what describes it, a name: "le président égyptien Abdel …", "l'avocate Léa …"."""
    first = _after_description(passage, index + 1)
    complement = _after_bare_complement(passage, first)
    first = complement or first
    if not (passage.joined(first) and passage.cap(first)) or is_honorific(passage.words[first].text):
        return
    first += _is_acronym_before_name(passage, first)
    last = person_end(passage, first)
    if last > first + (complement is not None):
        yield Clue(first, last, "actor", 2.0 if last - first > 1 else 1.5, "person_noun")


def _after_description(passage: Passage, first: int) -> int:
    """Step over at most two adjectives or nouns of function."""
    begin = first
    while (
        first - begin <= 2
        and passage.joined(first)
        and not passage.cap(first)
        and (passage.pos(first) == "ADJ" or is_person_noun(passage.folded[first]))
    ):
        first += 1
    return first


def _after_bare_complement(passage: Passage, index: int) -> int | None:
    """Index after "d'affaires", "de recherche": a noun without article says which function, and names nobody."""
    if not (passage.joined(index + 1) and passage.folded[index] in {"de", "d'"} and passage.joined(index)):
        return None
    is_bare = not passage.cap(index + 1) and passage.pos(index + 1) == "NOUN"
    return _after_description(passage, index + 2) if is_bare else None


def _is_acronym_before_name(passage: Passage, index: int) -> bool:
    """Whether a party's or a union's acronym stands before the name ("la députée GSO Léa Martin")."""
    text = passage.words[index].text
    if not (text.isupper() and text.isalpha() and 1 < len(text) < _SHORTEST_CAPITALS) or is_given_name(text):
        return False
    named = passage.joined(index + 1) and passage.cap(index + 1)
    return named and is_given_name(passage.words[index + 1].text) and passage.joined(index + 2)


def holder_after_acronym(passage: Passage, index: int) -> bool:
    """Whether a person's name follows the acronym before `index`: "le président de la FSFE Karsten Gerlach".

    The article shows where the organisation's name ends: it is not "PDG de BNP Paribas".
    """
    acronym = index - 1
    if not (acronym > 1 and passage.joined(index) and passage.cap(index)):
        return False
    text = passage.words[acronym].text
    if not (text.isalpha() and text.isupper() and len(text) > 1 and passage.folded[acronym - 1] in _OF_THE):
        return False
    last = person_end(passage, index)
    is_rare = all(not is_common(word.text) for word in passage.words[index:last] if word.cap)
    is_named = last - index > 1 and is_rare and not folded_words("fr", "places") & set(passage.folded[index:last])
    return is_named and _is_governed(passage, acronym)


def _is_governed(passage: Passage, index: int) -> bool:
    """Whether a function stands a few words before, in one block: "la directrice générale de l'"."""
    for at in range(index - 1, max(index - _FARTHEST_FUNCTION, -1), -1):
        if is_person_noun(passage.folded[at]):
            return True
        if not passage.joined(at):
            break
    return False
