"""The names of people around a function: lists, honorifics, ages, asides in brackets.

What belongs here: stepping from a word to the names beside it. What does not: whether they hold the function.
"""

from __future__ import annotations

import re

from orchestration import lexicon
from orchestration.extraction.role_context import only
from orchestration.extraction.role_nouns import vocabulary
from orchestration.extraction.word_row import Words
from orchestration.records import Mention

LONGEST_ASIDE = 10
LONGEST_LIST = 30
LONGEST_DESCRIPTION = 16
FARTHEST_SENTENCES = 3
FEMININE_HONORIFICS = frozenset({"mme", "mlle", "madame", "mmes"})
MASCULINE_HONORIFICS = frozenset({"m", "mm", "monsieur", "messieurs"})
AGE = re.compile(r"\d{1,3}$")
QUOTES = frozenset({'"', "«", "»", "“", "”"})


class Names:
    """Finds the names beside a word of one document."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.language = words.reading.language

    def _is(self, index: int, *kinds: str) -> bool:
        return self.words.lower(index) in vocabulary(self.language, *kinds)

    def is_filler(self, index: int) -> bool:
        """Whether the word is an adverb that may stand between a name and a title."""
        return self._is(index, "filler")

    def is_determiner(self, index: int) -> bool:
        """Whether the word is an article or a possessive."""
        return self._is(index, "definite", "indefinite", "possessive")

    def is_definite(self, index: int) -> bool:
        """Whether the word is "le", "la", "ce", "cette": what follows is known."""
        return self._is(index, "definite", "demonstrative")

    def is_governor(self, index: int) -> bool:
        """Whether the word is a preposition."""
        return self._is(index, "governor")

    def is_when(self, index: int) -> bool:
        """Whether the word leads to a year ("en", "depuis")."""
        return self._is(index, "when")

    def is_framing(self, index: int) -> bool:
        """Whether the word opens a frame ("selon")."""
        return self._is(index, "framing")

    def before_honorific(self, index: int) -> int:
        """Index of the "M.", "Mme" or "Me" that precedes a name at `index`, else `index`."""
        first = index - 1 if self.words.lower(index - 1) == "." and self._is(index - 2, "honorific") else index
        return first - 1 if self._is(first - 1, "honorific") else first

    def actor_at(self, index: int) -> tuple[Mention, int] | None:
        """The person named at `index`, after an honorific if there is one, and the word after the name."""
        if self.is_definite(index) and self._is(index + 1, "honorific"):
            index += 1
        for _ in range(3):
            mention = self.words.begins.get(index)
            if mention is not None:
                return (mention, self.words.after(mention)) if mention.kind == "actor" else None
            if not (
                self._is(index, "honorific") or (self.words.lower(index) == "." and self._is(index - 1, "honorific"))
            ):
                return None
            index += 1
        return None

    def list_from(self, index: int) -> tuple[list[Mention], int]:
        """The persons named in a row from `index` ("A, B et C"), and the word after the last."""
        found: list[Mention] = []
        last = index
        while len(found) < LONGEST_LIST and (named := self.actor_at(index)) is not None:
            found.append(named[0])
            index = last = named[1]
            while self.words.lower(index) in (",", "et") and index < last + 2:
                index += 1
            if index == last:
                break
        return found, last

    def list_across_asides(self, index: int) -> tuple[list[Mention], int]:
        """The persons named in a row from `index`, each perhaps described between commas ("A, ancienne de Z, et B")."""
        found, last = self.list_from(index)
        while found and len(found) < LONGEST_LIST and self.words.lower(last) == ",":
            following = self._after_description(last + 1)
            more = self.list_from(following)[0] if following else []
            if not more:
                break
            found += more
            last = self.words.after(more[-1])
        return found, last

    def _after_description(self, index: int) -> int | None:
        """Index after the ", et" that ends a description without a verb, if one begins at `index`."""
        for at in range(index, index + LONGEST_DESCRIPTION):
            if self.words.tag(at) in ("VERB", "AUX") or self.words.lower(at) in (".", ";", "\n", ""):
                return None
            if self.words.lower(at) == "," and self.words.lower(at + 1) == "et":
                return at + 2
        return None

    def list_before(self, index: int) -> list[Mention]:
        """The persons named in a row that ends just before the word `index`, in order of the text."""
        found: list[Mention] = []
        while len(found) < LONGEST_LIST:
            actor = self.words.ends.get(index)
            if actor is None or actor.kind != "actor":
                break
            found.insert(0, actor)
            index = self.before_honorific(self.words.begin(actor))
            separator = index
            while self.words.lower(index - 1) in (",", "et") and index > separator - 2:
                index -= 1
            if index == separator:
                break
        return found

    def after_aside(self, index: int) -> int:
        """Step over "(LR, Rhône)" or ", 45 ans" that begins at `index`; else `index`."""
        if self.words.lower(index) == "(":
            return self._after_bracket(index)
        start = index + 1 if self.words.lower(index) == "," else index
        if AGE.match(self.words.lower(start)) and self.words.lower(start + 1) == "ans":
            return start + 2
        return index

    def _after_bracket(self, index: int) -> int:
        for at in range(index + 1, index + LONGEST_ASIDE):
            if self.words.lower(at) == ")":
                return at + 1
        return index

    def before_aside(self, index: int) -> int:
        """Step back over ", 45 ans" or "(LR, Rhône)" that ends just before `index`; else `index`."""
        if self.words.lower(index - 1) == ")":
            opened = (at for at in range(index - 2, max(-1, index - LONGEST_ASIDE), -1) if self.words.lower(at) == "(")
            return next(opened, index)
        if self.words.lower(index - 1) == "ans" and AGE.match(self.words.lower(index - 2)):
            return index - 3 if self.words.lower(index - 3) == "," else index - 2
        return index

    def gender(self, actor: Mention) -> str:
        """What the honorific or the given name says: "f", "m", or "" where nobody can tell."""
        first = self.words.begin(actor)
        honorific = {self.words.lower(at) for at in range(self.before_honorific(first), first)}
        if honorific & FEMININE_HONORIFICS:
            return "f"
        if honorific & MASCULINE_HONORIFICS:
            return "m"
        given = actor.name.split()[0] if " " in actor.name else ""
        return lexicon.table(self.language, "given_name_gender").get(given, "")

    def antecedent(self, index: int) -> Mention | None:
        """The person that "il" or "elle" at `index` stands for: the only one whom the words before can mean."""
        gender = "m" if self._is(index, "he") else "f" if self._is(index, "she") else ""
        if not gender:
            return None
        start = self.words.sentence_start(index)
        if self.words.lower(start) in QUOTES:
            return None
        people = self._people(start, index)
        for _ in range(FARTHEST_SENTENCES):
            if people or start == 0:
                break
            last, start = start, self.words.sentence_start(start - 1)
            people = self._people(start, last)
        return only(actor for actor in people if self.gender(actor) in (gender, ""))

    def _people(self, first: int, last: int) -> list[Mention]:
        """The persons named between two words; in “la Jeanne d'Arc de …” or «Nora Belval» only a name is told."""
        people = [mention for mention in self.words.named(first, last) if mention.kind == "actor"]
        return [actor for actor in people if self.words.lower(self.words.begin(actor) - 1) not in QUOTES]

    def is_subject(self, actor: Mention) -> bool:
        """Whether a verb after the name may speak of that person: no preposition governs the name."""
        return not self._is(self.before_honorific(self.words.begin(actor)) - 1, "governor")

    def is_complement(self, actor: Mention) -> bool:
        """Whether the name completes another person's noun ("la femme de X"): what follows may be hers."""
        before = self.before_honorific(self.words.begin(actor))
        return self._is(before - 1, "of") and self._is(before - 2, "kin")
