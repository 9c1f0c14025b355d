"""Words for those who speak, as the lexicon lists them: nouns with their gender, pronouns, titles of address, bodies.

What belongs here: looking a word up. What does not: phrases (`designations`) and whom they mean (`speakers`).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from orchestration import lexicon

Gender = Literal["m", "f", ""]


@cache
def human_nouns(language: str) -> dict[str, tuple[str, Gender]]:
    """Singular nouns for a human being: the common form and the gender that the noun shows."""
    found: dict[str, tuple[str, Gender]] = {}
    for name, column in (("human_nouns", 2), ("role_titles", 2)):
        for row in lexicon.rows(language, name):
            gender: Gender = "m" if row[column] == "m" else "f" if row[column] == "f" else ""
            if " " not in row[0]:
                found[row[0].lower()] = (row[1].lower(), gender)
    return found


def human(word: str, language: str) -> tuple[str, Gender] | None:
    """Common form and gender of a noun for a human being, in lower case, singular or plural."""
    known = human_nouns(language)
    bare = word.removeprefix("ex-")
    return known.get(bare) or known.get(bare.removesuffix("s"))


@cache
def plural_humans(language: str) -> frozenset[str]:
    """Plural nouns for human beings."""
    singular = frozenset(word + "s" for word in human_nouns(language))
    return singular | frozenset(row[4].lower() for row in lexicon.rows(language, "role_titles") if len(row) > 4)


@cache
def pronouns(language: str) -> dict[str, tuple[Gender, bool]]:
    """Gender and whether it is plural, of each pronoun that may stand for a speaker."""
    rows = lexicon.rows(language, "speaker_pronouns")
    return {row[0]: ("m" if row[1] == "m" else "f" if row[1] == "f" else "", row[2] == "p") for row in rows}


@cache
def honorifics(language: str) -> frozenset[str]:
    """Titles of address, folded, without their full stop."""
    return frozenset(word.lower().rstrip(".") for word in lexicon.words(language, "honorifics"))


def is_someone(head: str, capital: bool, language: str) -> bool:
    """Whether the noun of a description stands for a human being: "la ministre", "le socialiste", "le Breton"."""
    return (
        head in human_nouns(language)
        or head in lexicon.words(language, "person_anaphors")
        or (capital and head in lexicon.words(language, "demonyms"))
    )


@cache
def _organisation_nouns(language: str) -> dict[str, frozenset[str]]:
    return {row[0].lower(): frozenset(row[1].split()) for row in lexicon.rows(language, "organisation_anaphors")}


def organisation_kinds(head: str, language: str) -> frozenset[str]:
    """The kinds of organisation that a common noun may take up ("l'entreprise"); empty for any other noun."""
    return _organisation_nouns(language).get(head, frozenset())


def is_document_noun(noun: str, language: str) -> bool:
    """Whether a noun in lower case is for a document that speaks for whoever issued it ("rapport", "étude")."""
    return noun in lexicon.words(language, "document_nouns")


def may_state(head: str, language: str) -> bool:
    """Whether what a noun names may state something though it is nobody: a body or a document."""
    return bool(organisation_kinds(head, language)) or is_document_noun(head, language)
