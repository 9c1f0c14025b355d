"""People who share a surname: "Paul et Rémi Varenne", "les frères Delorme", "les Delorme".

What belongs here: who of them is meant where the surname stands once for several. What does not: the fullest form of
a name that stands alone (`names`), firms named after kin (`firm_names`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.persons import (
    PartOfName,
    given_name_end,
    is_given_name,
    is_honorific,
    is_person_noun,
    is_plural_honorific,
    person_end,
)

_LINKS = frozenset({"et", "ou"})
_PLURAL_ARTICLES = frozenset({"les", "des", "aux"})


def find_kin_clues(passage: Passage, shared: Sequence[PartOfName]) -> Iterator[Clue]:
    """Clues that a lone given name or a lone surname beside a noun of kin is a person's."""
    for index in passage.where(folded_words("fr", "kin_nouns")):
        first = index + 1
        if passage.cap(index) or not (passage.joined(first) and passage.cap(first)):
            continue
        last = person_end(passage, first)
        if not is_given_name(passage.words[first].text):
            yield Clue(first, last, "actor", 2.5, "kin")
    for part in shared:
        yield Clue(part.first, part.last, "actor", 2.0, "shared_surname")


def shared_surnames(passage: Passage) -> Iterator[PartOfName]:
    """Given names whose surname stands behind another one: "[Paul] et Rémi Varenne"."""
    ampersands = (index for index, word in enumerate(passage.words) if word.gap == " & ")
    for index in (*passage.where(_LINKS), *ampersands):
        second = _second_of_pair(passage, index)
        if second is None:
            continue
        end = person_end(passage, second)
        surname = min(given_name_end(passage, second), end - 1)
        if surname <= second:
            continue
        family = passage.written(surname, end)
        for at in _givens_before(passage, index):
            yield PartOfName(at, at + 1, f"{passage.written(at, at + 1)} {family}")


def _second_of_pair(passage: Passage, index: int) -> int | None:
    """The second given name, where `index` opens "et Rémi" or "& Rémi" behind a lone given name."""
    if index == 0 or not (passage.joined(index) and _stands_alone(passage, index - 1)):
        return None
    ampersand = passage.words[index].gap == " & "
    if not ampersand and passage.words[index].text not in _LINKS:
        return None
    second = index if ampersand else index + 1
    is_given = passage.cap(second) and is_given_name(passage.words[second].text)
    return second if is_given and passage.joined(second) else None


def _stands_alone(passage: Passage, index: int) -> bool:
    """Whether a word can only be a given name: "le ministre Martin", "M. Martin" bear theirs as a surname."""
    if not (passage.cap(index) and is_given_name(passage.words[index].text)):
        return False
    before = index - 1
    if not passage.joined(index):
        return True
    if is_honorific(passage.words[before].text):
        coupled = passage.folded[before - 1] == "et" and is_honorific(passage.words[before - 2].text)
        return coupled or is_plural_honorific(passage.words[before].text)
    is_several = passage.folded[before].endswith("s") or is_after_kin(passage, index)
    return not passage.cap(before) and (is_several or not is_person_noun(passage.folded[before]))


def _givens_before(passage: Passage, index: int) -> list[int]:
    """The given names before "et"; those before a comma too where a noun of kin opens the row."""
    at, found = index - 1, [index - 1]
    while at > 0 and passage.words[at].gap == ", " and _stands_alone(passage, at - 1):
        at -= 1
        found.append(at)
    row_of_kin = at > 0 and passage.joined(at) and passage.folded[at - 1] in folded_words("fr", "kin_nouns")
    return found[::-1] if row_of_kin else [index - 1]


def is_of_several(passage: Passage, first: int) -> bool:
    """Whether the surname at a word stands for more than one of its bearers: "les frères [Delorme]"."""
    if not passage.joined(first) or is_given_name(passage.words[first].text):
        return False
    return is_after_kin(passage, first) or passage.folded[first - 1] in _PLURAL_ARTICLES


def is_after_kin(passage: Passage, first: int) -> bool:
    """Whether a noun of kin stands right before a word."""
    return passage.joined(first) and passage.folded[first - 1] in folded_words("fr", "kin_nouns")
