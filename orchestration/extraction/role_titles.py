"""Phrases that name a function: "l'ancien directeur général de la Banque Arvane".

What belongs here: where such a phrase begins, which organisation it names, what it says of the time. What does not: how
far it goes (`role_extents`), who holds the function (`roles`). Nouns and small words: `role_nouns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.extraction.role_context import Context, organisation_nouns
from orchestration.extraction.role_extents import Extent
from orchestration.extraction.role_nouns import (
    Noun,
    accented,
    compound,
    is_acronym,
    nouns_from,
    opens_noun,
    vocabulary,
    without_prefix,
)
from orchestration.extraction.title_forms import singular_words
from orchestration.extraction.word_row import Words
from orchestration.records import Mention

# "Son président" is an organisation's; "son avocat" is rather a person's.
INSIDE = frozenset({"executive", "founder"})
ASIDE = re.compile(r"\s?\([^()]*\)")


@dataclass(frozen=True)
class Title:
    """A function as a phrase. `first:last` are words, with determiner and organisation; `text` is the title alone.

    `head` is the word where the noun begins; `is_inside` says that the function is one within some organisation;
    `others` are further organisations of the same function.
    """

    first: int
    head: int
    last: int
    noun: Noun
    text: str
    start_char: int
    end_char: int
    organisation: Mention | None
    determiner: str
    is_former: bool
    is_held: bool
    is_nested: bool
    is_inside: bool
    others: tuple[Mention, ...] = ()


class Titles:
    """Finds the phrases of function in the words of one document."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.language = words.reading.language
        self.organisation_nouns = organisation_nouns(self.language)
        self.context = Context(words)

    def is_word(self, index: int, *kinds: str) -> bool:
        """Whether the word at `index` is in one of these classes of `role_words`."""
        return self.words.lower(index) in vocabulary(self.language, *kinds)

    def find(self) -> Iterator[Title]:
        """Yield the phrases in order; one inside another ("conseiller du ministre") comes after it, as nested."""
        outer_end = noun_end = 0
        openings = {lower for lower in set(self.words.lowers) if opens_noun(self.language, lower)}
        for index in self.words.where(openings):
            if index < noun_end or (index < outer_end and not self._is_complement(index)):
                continue
            title = self.at(index, is_nested=index < outer_end)
            if title is not None:
                noun_end = index + len(title.noun.words)
                outer_end = max(outer_end, title.last)
                yield title

    def at(self, index: int, is_nested: bool = False) -> Title | None:
        """Read the phrase whose noun begins at `index`, if there is one."""
        noun, prefix_length = self._noun(index)
        if noun is None or self._is_inside_name(index) or self._is_adjective(index):
            return None
        body = index + len(noun.words)
        if self.is_word(body, "definite", "indefinite") and not self.words.lower(body).startswith(("d", "au")):
            return None  # "juge le projet": no noun has a bare determiner after it
        first, determiner, marks = self._before(index)
        extent = Extent(self, noun, body)
        end, last, organisation = extent.read()
        is_inside = (
            extent.announced is None and noun.kind in INSIDE and noun.words[0] not in vocabulary(self.language, "kin")
        )
        if organisation is None and is_inside and self.is_word(first, "owner"):
            organisation = self.context.possessed(first)
        if organisation is None and extent.announced is not None:
            announced, cut = extent.announced
            organisation = self.context.taken_up(announced, end)
            end = end if organisation is None else cut
        if organisation is None and (noun.kind == "alumni" or (noun.kind == "member" and end == body)):
            return None
        if noun.kind == "candidate" and not self._runs_for_office(body, last, organisation):
            return None
        others, last = self._further(last) if organisation else ((), last)
        under = self._under(last)
        start_char = self.words.at(index).start_char + prefix_length
        end_char = self.words.at(end - 1).end_char
        is_past = extent.is_past or noun.kind == "alumni" or under is not None or prefix_length > 0
        return Title(
            first=first,
            head=index,
            last=under or last,
            noun=noun,
            text=self._text(start_char, end_char, noun, body),
            start_char=start_char,
            end_char=end_char,
            organisation=organisation,
            determiner=determiner,
            is_former=is_past or bool(marks & {"former", "then"}),
            is_held="future" not in marks,
            is_nested=is_nested,
            is_inside=is_inside and not any(word[:1].isupper() for word in self.words.texts[body:end]),
            others=others,
        )

    def _runs_for_office(self, body: int, last: int, organisation: Mention | None) -> bool:
        """Whether a candidate is a party's, or stands in an election: "candidat à un emploi" is no office."""
        is_party = organisation is not None and organisation.organisation_kind == "party"
        return is_party or any(self.is_word(at, "election") for at in range(body, last))

    def _further(self, last: int) -> tuple[tuple[Mention, ...], int]:
        """The further organisations of "correspondant de Y et de Z", and the word after them."""
        found: list[Mention] = []
        while self.words.lower(last) == "et" and self.is_word(last + 1, "of"):
            at = last + 2 + self.is_word(last + 2, "definite")
            mention = self.words.begins.get(at)
            if mention is None or mention.kind != "organisation":
                break
            found.append(mention)
            last = self.words.after(mention)
        return tuple(found), last

    def starts_at(self, index: int) -> bool:
        """Whether a noun of function begins at `index`."""
        return self._noun(index)[0] is not None

    def _under(self, last: int) -> int | None:
        """Index after "sous X": whoever held an office under somebody is described by the past."""
        actor = self.words.begins.get(last + 1) if self.words.lower(last) == "sous" else None
        return self.words.after(actor) if actor is not None and actor.kind == "actor" else None

    def _is_complement(self, index: int) -> bool:
        """Whether "du", "de la" or "à ses" leads to the noun: only then is it a function of its own in a phrase."""
        first = self._before(index)[0]
        return self.is_word(first, "of", "at") or self.is_word(first - 1, "of", "at")

    def _is_adjective(self, index: int) -> bool:
        """Whether the noun serves as an adjective ("l'équipe dirigeante")."""
        return self.words.tag(index) == "ADJ" and self.words.tag(index - 1) == "NOUN"

    def _noun(self, index: int) -> tuple[Noun | None, int]:
        """The noun at `index` and how many characters of "ex-" precede it."""
        lower, prefix_length = without_prefix(self.words.lower(index))
        for noun in nouns_from(self.language, lower):
            if self._matches(noun, index, prefix_length):
                return noun, prefix_length
        return compound(self.language, lower), prefix_length

    def _matches(self, noun: Noun, index: int, prefix_length: int) -> bool:
        if noun.kind == "alumni" and not self.is_word(index + 1, "of"):
            return False
        for offset, expected in enumerate(noun.words):
            word = self.words.at(index + offset).text[prefix_length if offset == 0 else 0 :]
            if word != expected and (is_acronym(expected) or accented(word.lower(), expected) != expected):
                return False
        return True

    def _is_inside_name(self, index: int) -> bool:
        """Whether the noun is a later word of a name ("Union des Journalistes"): the lexicon speaks of nouns."""
        char = self.words.at(index).start_char
        for back in range(index - 1, max(-1, index - 8), -1):
            mention = self.words.begins.get(back)
            if mention is not None and mention.end_char > char:
                return True
        mention = self.words.begins.get(index)
        return mention is not None and mention.kind == "actor"

    def _before(self, index: int) -> tuple[int, str, set[str]]:
        """Step back over adjectives and the determiner: where the phrase begins, its determiner, what they say."""
        marks: set[str] = set()
        first = index
        while first > 0:
            mark = next(
                (k for k in ("former", "then", "current", "future", "skip") if self.is_word(first - 1, k)), None
            )
            if mark is None:
                break
            marks.add(mark)
            first -= 1
        for determiner in ("definite", "indefinite", "possessive", "demonstrative"):
            if self.is_word(first - 1, determiner):
                return first - 1, determiner, marks
        return first, "", marks

    def _text(self, start_char: int, end_char: int, noun: Noun, body: int) -> str:
        """The title as written on one line; in the singular, for each of several holders holds one."""
        surface = self.words.reading.surface
        if not noun.is_plural:
            return " ".join(ASIDE.sub("", surface(start_char, end_char)).split())
        agreeing = " ".join(ASIDE.sub("", surface(self.words.at(body - 1).end_char, end_char)).split())
        return " ".join([noun.singular, singular_words(self.language, agreeing)]).strip()
