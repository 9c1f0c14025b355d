"""What a document says of the people it names: their gender, and the functions by which it may take them up again.

What belongs here: reading gender and function around a name, and in role claims. What does not: deciding who a phrase
means at a place (`speakers`). Functions are read from the text as well as from role claims: "le général X" is enough.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from orchestration import lexicon
from orchestration.extraction.clauses import Word, word_class
from orchestration.extraction.designations import (
    Designation,
    Names,
    description_at,
    word_from,
)
from orchestration.extraction.human_words import Gender, human_nouns
from orchestration.extraction.reading import Reading
from orchestration.extraction.surface import fold
from orchestration.records import Mention, RoleClaim

CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
# "l'Écologie" and "la transition écologique" share their first letters, and one office.
STEM_LETTERS = 5
TITLE_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST_INTRODUCTION = 9
LONGEST_APPOSITION = 14
NOUN_WITHIN = 5
SHOWN_WEIGHT = 3
# "[X], 43 ans, l'ancienne présidente": the noun that shows a gender stands within so many words of the comma.
SHOWN_WITHIN = 6
APPOSITION_OPENERS = frozenset({",", "("})
CLOSERS = frozenset({".", ";", ":", ")", "«", '"'})


@dataclass(frozen=True, slots=True)
class Function:
    """A person is said to hold a function: `head` in its common form, `words` that tell it from others."""

    head: str
    words: frozenset[str]
    mention: Mention
    peoples: frozenset[str] = frozenset()


@cache
def _kindred(language: str) -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[1].split()) for row in lexicon.rows(language, "kindred_functions")}


def takes_up(noun: str, function: str, language: str) -> bool:
    """Whether a noun may stand for the holder of a function: the same noun, or a broader one ("l'élue")."""
    return noun == function or noun in _kindred(language).get(function, ())


def content_words(text: str, language: str) -> frozenset[str]:
    """The words of a description that tell it from others: longer than articles, the nouns of function left out."""
    found = (match.group().lower() for match in CONTENT_WORD.finditer(text))
    humans, epithets = human_nouns(language), word_class(language, "epithet")
    return frozenset(fold(word)[:STEM_LETTERS] for word in found if word not in humans and word not in epithets)


def demonyms_in(text: str, language: str) -> frozenset[str]:
    """The peoples and places of a description, by their first letters: they tell "le roi belge" from others."""
    known = lexicon.words(language, "demonyms")
    found = (match.group().lower() for match in CONTENT_WORD.finditer(text))
    return frozenset(fold(word)[:STEM_LETTERS] for word in found if word in known)


def functions(reading: Reading, names: Names, roles: Sequence[RoleClaim], words: Sequence[Word]) -> list[Function]:
    """The functions that the document states of its people, in claims or beside a name."""
    found = [*_claimed(reading, names, roles)]
    for mention in names.mentions:
        if mention.kind == "actor":
            found += _introducing(reading, names, words, mention)
            found += _apposed(reading, names, words, mention)
    return found


def _claimed(reading: Reading, names: Names, roles: Sequence[RoleClaim]) -> Iterator[Function]:
    by_id = {mention.mention_id: mention for mention in names.mentions}
    humans = human_nouns(names.language)
    for role in roles:
        actor = by_id.get(role.actor_mention_id)
        title = TITLE_WORD.findall(role.title.lower())
        head = next((humans[word][0] for word in title if word in humans), None)
        if actor is None or head is None:
            continue
        organisation = by_id.get(role.organisation_mention_id or "")
        named = f"{organisation.name} {organisation.acronym or ''}" if organisation else ""
        evidence = reading.text[role.start_char : role.end_char]
        # "le directeur général de la DGSI" is the "directeur général de la sécurité intérieure".
        initials = "".join(word[0] for word in title if len(word) > 2)
        said = content_words(f"{role.title} {named} {evidence}", names.language)
        yield Function(head, said | {initials}, actor, demonyms_in(role.title, names.language))


def _introducing(reading: Reading, names: Names, words: Sequence[Word], mention: Mention) -> Iterator[Function]:
    """As in "la ministre de la Santé, [X]", "le général [X]", "Me [X]"."""
    first = bisect_right(words, mention.start_char, key=lambda word: word.end)
    if first and names.is_honorific(words[first - 1]):
        title = words[first - 1].lower
        if title in _kindred(names.language):
            yield Function(title, frozenset(), mention)
    for at in range(first - 2, max(first - LONGEST_INTRODUCTION, -1), -1):
        if not names.is_word_of(words[at], "determiner") or not any(names.human(w) for w in words[at + 1 : at + 3]):
            continue
        # "Pour le chercheur, X …" does not call X a researcher.
        if words[first - 1].lower == "," and at and names.is_word_of(words[at - 1], "attribution"):
            return
        named = description_at(words, at, names)
        if named is not None and named.mention is mention:
            yield from _function(reading, names, words, at + 1, first, mention)
        return


def _apposed(reading: Reading, names: Names, words: Sequence[Word], mention: Mention) -> Iterator[Function]:
    """As in "[X], déléguée syndicale du port,", "[X] (maire)", "[X] est la directrice du port"."""
    first = word_from(words, mention.end_char)
    if first >= len(words):
        return
    opens = words[first].lower in (",", "(", "–", "-") or names.is_word_of(words[first], "being")
    if opens:
        last = first + 1
        while last < min(len(words), first + LONGEST_APPOSITION) and not words[last].is_sign:
            last += 1
        yield from _function(reading, names, words, first + 1, last, mention)


def _function(
    reading: Reading, names: Names, words: Sequence[Word], first: int, last: int, mention: Mention
) -> Iterator[Function]:
    """The function that `words[first:last]` state, if one of the opening words is a noun for a human being."""
    for index in range(first, min(first + NOUN_WITHIN, last)):
        if any(names.is_word_of(words[index], category) for category in ("preposition", "relative", "complementiser")):
            return
        if names.at(words[index].start):
            return
        known = names.human(words[index])
        if known is not None:
            said = reading.text[words[first].start : words[last - 1].end]
            peoples = demonyms_in(said, names.language)
            yield Function(known[0], content_words(said, names.language), mention, peoples)
            return


def genders(names: Names, words: Sequence[Word]) -> dict[str, Gender]:
    """The gender of each person by name: what honorifics and nouns show, else what the given name tells."""
    votes: defaultdict[str, Counter[Gender]] = defaultdict(Counter)
    given = lexicon.table(names.language, "given_name_gender")
    for mention in names.mentions:
        if mention.kind != "actor":
            continue
        first = mention.name.split()[0].split("-")[0] if mention.name.split() else ""
        vote = given.get(first, "")
        votes[mention.name]["m" if vote == "m" else "f" if vote == "f" else ""] += 1
        for gender in _shown_around(names, words, mention):
            votes[mention.name][gender] += SHOWN_WEIGHT
    return {
        name: max(("m", "f"), key=lambda g: count[g]) if count["m"] != count["f"] else ""
        for name, count in votes.items()
    }


def _shown_around(names: Names, words: Sequence[Word], mention: Mention) -> list[Gender]:
    """What the words beside a name show of its gender: "Mme [X]", "la directrice [X]", "[X], 43 ans, présidente"."""
    index = bisect_right(words, mention.start_char, key=lambda word: word.end) - 1
    found: list[Gender] = []
    if index >= 0:
        found += _shown(names, words[index])
    after = word_from(words, mention.end_char)
    if after < len(words) and words[after].lower in APPOSITION_OPENERS:
        for word in words[after + 1 : after + 1 + SHOWN_WITHIN]:
            shown = _shown(names, word)
            if shown or names.at(word.start) or word.lower in CLOSERS or names.is_word_of(word, "preposition"):
                return found + shown
    return found


def _shown(names: Names, word: Word) -> list[Gender]:
    if names.is_word_of(word, "feminine"):
        return ["f"]
    if names.is_word_of(word, "masculine"):
        return ["m"]
    known = names.human(word)
    return [known[1]] if known is not None and known[1] else []


def is_generic(designation: Designation, language: str) -> bool:
    """Whether a description says only that a person is meant: "l'intéressé", "la jeune femme", "le Belge"."""
    return designation.head in lexicon.words(language, "person_anaphors") or designation.head in lexicon.words(
        language, "demonyms"
    )


def is_personal(text: str, designation: Designation, language: str) -> bool:
    """Whether a noun tells what a person does, is or was: it may take up one whose function is not stated."""
    if designation.head in lexicon.words(language, "trade_anaphors"):
        return True
    said = CONTENT_WORD.findall(text[designation.start : designation.end].lower())
    return any(word in word_class(language, "former") for word in said)
