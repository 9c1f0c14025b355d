"""The organisation of a function that its own words leave out, read from what stands around the holder.

What belongs here: "Chez Y, le directeur, X", "le sociologue X, de Y", "le président valloirais X", a firm of that name.
What does not: possessives and common nouns that take a name up (`role_context`). Where two fit, none is given.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import NamedTuple

from orchestration.extraction.role_context import OWNERS, UNSURE, only
from orchestration.extraction.role_extents import DOMAIN_STAYS
from orchestration.extraction.role_names import Names
from orchestration.extraction.role_nouns import vocabulary
from orchestration.extraction.role_titles import INSIDE, Title
from orchestration.extraction.word_row import Words
from orchestration.records import Mention

SHORTEST_SURNAME = 4
# "Landivrec" and "landivrécois" share all but the last letters of the town.
SHORTEST_STEM = 5
LONGEST_TOWN_ENDING = 2
LONGEST_DEMONYM_ENDING = 5
AFTER_AFFILIATION = frozenset({",", ".", ")", ";", ":", "\n", ""})
DEMONYM_ENDINGS = ("ois", "oise", "ais", "aise", "ien", "ienne", "een", "eenne", "ain", "aine", "ard", "arde")


class Owned(NamedTuple):
    """An organisation, and how many words at the end of the title named it (a demonym)."""

    organisation: Mention
    words_taken: int = 0


def plain(text: str) -> str:
    """The text in lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class Owners:
    """Finds the organisation of functions that name none, in one document."""

    def __init__(self, words: Words, names: Names) -> None:
        self.words = words
        self.names = names

    def owner(self, title: Title, actor: Mention) -> Owned | None:
        """The organisation of a function held by this person, if one of these signs points to exactly one."""
        if title.noun.kind in DOMAIN_STAYS:
            return None
        found = self._affiliation(title, actor) or self._frame(title) or self._namesake(title, actor)
        return Owned(found) if found else self._of_town(title)

    def _affiliation(self, title: Title, actor: Mention) -> Mention | None:
        """Read "le sociologue X, de l'université Y," right after the name."""
        comma = self.words.after(actor)
        if self.words.begin(actor) < title.last or self.words.lower(comma) != ",":
            return None
        if self.words.lower(comma + 1) not in vocabulary(self.words.reading.language, "of", "affiliation"):
            return None
        return self._closed_name(comma + 2, AFTER_AFFILIATION)

    def _frame(self, title: Title) -> Mention | None:
        """Read "Chez Y, le directeur général, X, …" from the opening of the sentence."""
        start = self.words.sentence_start(title.first)
        if not title.is_inside or self.words.lower(start) not in vocabulary(self.words.reading.language, "affiliation"):
            return None
        framed = self._closed_name(start + 1, frozenset({","}))
        return framed if framed and self.words.after(framed) < title.first else None

    def _closed_name(self, index: int, closing: frozenset[str]) -> Mention | None:
        """The organisation at `index`, after its article, if one of these words follows it."""
        index += self.names.is_determiner(index)
        mention = self.words.begins.get(index)
        if mention is None or mention.kind != "organisation":
            return None
        return mention if self.words.lower(self.words.after(mention)) in closing else None

    def _namesake(self, title: Title, actor: Mention) -> Mention | None:
        """The only firm of the document that bears the surname of somebody who owns, founded or leads one."""
        surname = actor.name.split()[-1].casefold()
        is_leader = title.noun.kind in INSIDE and not title.is_former
        has_name = any(word[:1].isupper() for word in self.words.texts[title.head + 1 : title.last])
        if len(surname) < SHORTEST_SURNAME or not is_leader or has_name:
            return None
        return only(m for m in self._firms if surname in m.name.casefold().split())

    def _of_town(self, title: Title) -> Owned | None:
        """Read "le président landivrécois" where one club or firm alone bears the name of Landivrec."""
        last = title.last - 1
        if title.noun.kind not in INSIDE or last <= title.head:
            return None
        adjective = plain(self.words.lower(last))
        owner = only(m for m in self._firms if any(is_from(adjective, plain(word)) for word in m.name.split()))
        return Owned(owner, 1) if owner else None

    @cached_property
    def _firms(self) -> list[Mention]:
        named = self.words.begins.values()
        return [m for m in named if m.kind == "organisation" and m.organisation_kind in OWNERS | UNSURE]


def is_from(adjective: str, town: str) -> bool:
    """Whether an adjective says where something comes from: "landivrecois" and "landivrec" (no accents).

    >>> is_from("landivrecois", "landivrec"), is_from("sportif", "sportive")
    (True, False)
    """
    shared = next((at for at, (a, b) in enumerate(zip(adjective, town, strict=False)) if a != b), len(town))
    ending = adjective[shared:]
    is_long_enough = shared >= SHORTEST_STEM and len(town) - shared <= LONGEST_TOWN_ENDING
    return is_long_enough and len(ending) <= LONGEST_DEMONYM_ENDING and ending.endswith(DEMONYM_ENDINGS)
