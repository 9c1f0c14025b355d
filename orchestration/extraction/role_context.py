"""The organisation of a function where the words before it say which: "son président", "la présidente du groupe".

What belongs here: possessives, common nouns that take a name up, the one organisation of a paragraph.
What does not: phrases of function (`role_titles`) and people (`role_names`). Where two fit, none is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from orchestration import lexicon
from orchestration.extraction.role_nouns import vocabulary
from orchestration.extraction.word_row import Words
from orchestration.records import Mention

FARTHEST_ANTECEDENT = 150
LONGEST_LINKER = 3
DASHES = frozenset({"-", "–", "—"})
# A ministry or an agency of the press is named in passing too often to own every "directeur" of its paragraph.
OWNERS = frozenset({"company", "association", "fund", "school", "party"})
UNSURE = frozenset({None, "other"})


@cache
def organisation_nouns(language: str) -> frozenset[str]:
    """Common nouns for an organisation ("société", "filiale")."""
    return lexicon.words(language, "role_organisation_nouns")


@cache
def organisation_kinds(language: str) -> dict[str, frozenset[str]]:
    """The kinds of organisation that a common noun may take up ("du parti": a party)."""
    return {row[0]: frozenset(row[1].split()) for row in lexicon.rows(language, "organisation_anaphors")}


def only(mentions: Iterable[Mention]) -> Mention | None:
    """The last mention, if all of them name the same one."""
    named = {mention.name.casefold(): mention for mention in mentions}
    return next(iter(named.values())) if len(named) == 1 else None


class Context:
    """Finds the organisation that the words before a function speak of."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.kinds = organisation_kinds(words.reading.language)
        self.nouns = organisation_nouns(words.reading.language)

    def takes_up(self, index: int) -> bool:
        """Whether the word at `index` is a common noun that may take an organisation up."""
        return self.words.lower(index) in self.kinds or self.words.lower(index) in self.nouns

    def taken_up(self, first: int, last: int) -> Mention | None:
        """The organisation that the common noun at `first`, with its complement up to `last`, takes up.

        One whose name holds these words ("du syndicat mixte"); for a noun alone, the only one of that kind.
        """
        said = {self.words.lower(at) for at in range(first, last) if len(self.words.lower(at)) > LONGEST_LINKER}
        near = self._organisations(first - FARTHEST_ANTECEDENT, first)
        namesake = next((m for m in reversed(near) if said <= set(m.name.casefold().split())), None)
        kinds = self.kinds.get(self.words.lower(first))
        if namesake is not None or last > first + 1 or kinds is None:
            return namesake
        here = self._organisations(self.words.paragraph_start(first), first)
        return only(m for m in here if m.organisation_kind in kinds) or only(
            m for m in near if m.organisation_kind in kinds | UNSURE
        )

    def possessed(self, index: int) -> Mention | None:
        """The organisation that "son" at `index` stands for: named beside, or alone in this sentence or the last."""
        if self.words.lower(index - 1) in (",", "et"):
            beside = self.words.ends.get(index - 1)
            if beside is not None:
                return beside if beside.kind == "organisation" else None
        start = self.words.sentence_start(index)
        here = self.words.named(start, index)
        before = here or self.words.named(self.words.sentence_start(start - 1), start)
        if before and self._names_unknown(self.words.after(before[-1]), index):
            return None
        owner = only(before) if all(m.kind == "organisation" for m in before) else None
        return owner if before else self._noun_before(start)

    def describes_unknown(self, index: int) -> bool:
        """Whether the sentence before `index` describes a name that is not known ("Jévarno, un éditeur")."""
        known = self.words.begins
        return any(
            at not in known and self.words.at(at).text[:1].isupper() and self._is_described(at + 1)
            for at in range(self.words.sentence_start(index), index)
        )

    def _is_described(self, index: int) -> bool:
        is_article = self.words.lower(index + 1) in vocabulary(self.words.reading.language, "indefinite")
        return self.words.lower(index) == "," and is_article and index not in self.words.ends

    def _names_unknown(self, first: int, last: int) -> bool:
        """Whether a capitalised word between two words is neither a known name nor a place: it may be the owner."""
        places = lexicon.words(self.words.reading.language, "places")
        inside = range(first, last)
        return any(
            self.words.at(at).text[:1].isupper()
            and self.words.at(at).text not in places
            and self.words.lower(at - 1) not in (".", "\n", "")
            for at in inside
        )

    def _noun_before(self, start: int) -> Mention | None:
        """The organisation that the sentence before `start` takes up by a noun alone ("l'agence s'inquiète")."""
        sentence = range(self.words.sentence_start(start - 1), start)
        nouns = [at for at in sentence if self.words.lower(at) in self.kinds and self._is_definite(at - 1)]
        return self.taken_up(nouns[0], nouns[0] + 1) if len(nouns) == 1 else None

    def _is_definite(self, index: int) -> bool:
        return self.words.lower(index) in vocabulary(self.words.reading.language, "definite", "demonstrative")

    def implied(self, index: int, is_list: bool = False) -> Mention | None:
        """The organisation of a bare function at `index`: it heads the paragraph, is alone there, or in the title.

        Of a list of offices ("président : X ; trésorière : Y") also the one that the document is about.
        """
        start = self.words.paragraph_start(index)
        head = self.words.begins.get(start)
        if head is not None and head.kind == "organisation" and self._is_heading(self.words.after(head)):
            return head
        owner = only(self._organisations(start, index))
        if owner is None and not self._organisations(start, index):
            owner = self._headline(start) or (self._theme(start) if is_list else None)
        return owner if owner is not None and owner.organisation_kind in OWNERS | UNSURE else None

    def _theme(self, index: int) -> Mention | None:
        """The one club, school or firm that the document has spoken of, more than once, before `index`."""
        named = [m for m in self._organisations(0, index) if m.organisation_kind in OWNERS | UNSURE]
        return only(named) if len(named) > 1 else None

    def _headline(self, index: int) -> Mention | None:
        """The only organisation that the heading or title above names."""
        char = self.words.at(index).start_char
        above = [
            s for s in self.words.reading.content_sections if s.start_char < char and s.kind in ("title", "heading")
        ]
        if not above:
            return None
        first = self.words.index_of(above[-1].start_char)
        return only(self._organisations(first, self.words.index_of(above[-1].end_char - 1) + 1))

    def _is_heading(self, index: int) -> bool:
        """Whether "Y. –", "Y (Z) :" or "Y –" opens a paragraph about Y."""
        if self.words.lower(index) == "(":
            index = next((at + 1 for at in range(index, index + 6) if self.words.lower(at) == ")"), index)
        index += self.words.lower(index) == "."
        return self.words.lower(index) in DASHES | {":"}

    def _organisations(self, first: int, last: int) -> list[Mention]:
        return [m for m in self.words.named(first, last) if m.kind == "organisation"]
