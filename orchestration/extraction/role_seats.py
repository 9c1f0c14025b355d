"""Seats that a sentence says somebody takes, hands over or leaves: "X succède à Z à la présidence de Y".

What belongs here: nouns for the seat (`role_seats`), who sits there and who sat there before. What does not: titles
(`role_titles`) and the verbs that mean one by themselves (`role_verbs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.role_names import Names
from orchestration.extraction.role_nouns import vocabulary
from orchestration.extraction.role_verbs import SENTENCE_ENDS, Form, Statement, Verbs
from orchestration.extraction.word_row import Words
from orchestration.records import Mention

LONGEST_INSERTION = 5
LONGEST_PERIOD = 6
BY = "par"
FUTURE = re.compile(r"r(?:a|ont)$")


@cache
def seats(language: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The seats by their first word, each with its words and its title, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for noun, title in lexicon.rows(language, "role_seats"):
        found.setdefault(noun.split()[0], []).append((tuple(noun.split()), title))
    return {first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in found.items()}


@cache
def seat_verbs(language: str, use: str) -> dict[str, bool]:
    """The forms whose object (or, after "de", origin) is a seat, each with whether it says that somebody left."""
    return {form: status == "former" for form, status, kind in lexicon.rows(language, "role_seat_verbs") if kind == use}


class Seats:
    """Finds who takes or leaves a seat in one document."""

    def __init__(self, words: Words, names: Names, verbs: Verbs) -> None:
        self.words = words
        self.names = names
        self.verbs = verbs
        self.language = words.reading.language

    def statements(self) -> Iterator[Statement]:
        """Yield who holds or held each seat that the document names with its organisation."""
        for index in self.words.where(seats(self.language).keys()):
            noun, title = next(
                (entry for entry in seats(self.language)[self.words.lower(index)] if self._stands(entry[0], index)),
                ((), ""),
            )
            organisation, last = self._whose(index + len(noun)) if noun else (None, index)
            if organisation is not None:
                for actor, is_former in self._holders(index, last):
                    form = Form(noun, "active", title, is_former)
                    first = min(index, self.words.begin(actor))
                    yield Statement((actor,), organisation, form, first, max(last, self.words.after(actor)))

    def _stands(self, noun: tuple[str, ...], index: int) -> bool:
        return all(self.words.lower(index + at) == word for at, word in enumerate(noun))

    def _whose(self, index: int) -> tuple[Mention | None, int]:
        """The organisation of the seat, and the word after it."""
        if not self._is(index, "of"):
            return None, index
        last, organisation = self.verbs.organisation_after(index + 1)
        return organisation, last

    def _holders(self, index: int, last: int) -> Iterator[tuple[Mention, bool]]:
        """Who holds or held the seat whose noun is at `index`, and whether that is over."""
        link = index - 1 if self.names.is_definite(index - 1) else index
        if self.words.lower(link - 1) == "à":
            yield from self._handed_over(link - 1)
            yield from self._opening(link - 1, last)
        elif self.words.lower(link - 1) == "de":
            yield from self._left(link - 1, "from")
        elif link < index:
            yield from self._left(link, "object")

    def _handed_over(self, index: int) -> Iterator[tuple[Mention, bool]]:
        """Read "X succède à Z |à la tête de", "Z est remplacée par X |à la tête de"."""
        near = self.words.ends.get(index)
        if near is None or near.kind != "actor":
            return
        begin = self.names.before_honorific(self.words.begin(near))
        found = self.verbs.succession(begin)
        subject = self.verbs.subject(found) if found is not None else None
        if subject is not None and found is not None:
            yield subject, False
            yield near, not FUTURE.search(self.words.lower(found))
        elif self.words.lower(begin - 1) == BY and self.words.lower(begin - 2).startswith("remplacé"):
            yield near, False
            gone = self.verbs.subject(self._before_auxiliaries(begin - 2))
            if gone is not None:
                yield gone, True

    def _before_auxiliaries(self, index: int) -> int:
        while self.words.tag(index - 1) == "AUX" or self.names.is_filler(index - 1):
            index -= 1
        return index

    def _opening(self, index: int, last: int) -> Iterator[tuple[Mention, bool]]:
        """Read "|À la tête de Y (depuis 2015), X …" at the opening of a sentence."""
        if self.words.lower(index - 1) not in SENTENCE_ENDS:
            return
        commas = (at for at in range(last, last + LONGEST_PERIOD) if self.words.lower(at) == ",")
        comma = next(commas, None) if self.words.lower(last) == "," or self.names.is_when(last) else None
        named = self.names.actor_at(comma + 1) if comma is not None else None
        if named is not None:
            yield named[0], False

    def _left(self, index: int, use: str) -> Iterator[tuple[Mention, bool]]:
        """Read "X a démissionné mardi |de la présidence", "X a assuré pendant dix ans |la présidence"."""
        verbs = seat_verbs(self.language, use)
        for at in range(index - 1, max(-1, index - 1 - LONGEST_INSERTION), -1):
            if self.words.lower(at) in verbs:
                actor = self.verbs.subject(self._before_auxiliaries(at))
                if actor is not None:
                    yield actor, verbs[self.words.lower(at)]
                return
            if self.words.ends.get(at + 1) or self.words.lower(at) == "," or self.words.tag(at) in ("VERB", "AUX"):
                return

    def _is(self, index: int, *kinds: str) -> bool:
        return self.words.lower(index) in vocabulary(self.language, *kinds)
