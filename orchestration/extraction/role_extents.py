"""How far a phrase of function goes from its noun: adjectives, complements, the organisation.

What belongs here: "directeur |général délégué de la Banque Arvane", word by word. What does not: where the phrase
begins and what it says of the time (`role_titles`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.extraction.role_nouns import Noun, is_acronym
from orchestration.records import Mention

if TYPE_CHECKING:
    from orchestration.extraction.role_titles import Titles

LONGEST_TITLE = 16
# The domain or the place is part of these titles; an organisation read into it ("Culture", "Lyon") is none.
DOMAIN_STAYS = frozenset({"government", "territorial"})
IN_CHARGE = frozenset({"executive", "member"})
NOMINAL = frozenset({"NOUN", "ADJ", "PROPN", "X", "NUM"})


class Extent:
    """Reads on from the noun of one phrase: adjectives, complements, the organisation."""

    def __init__(self, titles: Titles, noun: Noun, body: int) -> None:
        self.titles = titles
        self.words = titles.words
        self.noun = noun
        self.index = self.end = body
        self.cut: int | None = None
        self.cut_beside: int | None = None
        self.announced: tuple[int, int] | None = None
        self.has_complement = self.is_past = False
        self.title_case = body > 1 and self.words.at(body - 1).text[:1].isupper() and len(noun.words) == 1

    def read(self) -> tuple[int, int, Mention | None]:
        """Give the word after the title, the word after the phrase, and the organisation."""
        limit = self.index + LONGEST_TITLE
        while self.index < limit:
            self._over_aside()
            beside = self.words.begins.get(self.index)
            if beside is not None:
                return self._end_beside(beside)
            linked = self._linked_name()
            if linked is not None and (self.noun.kind not in DOMAIN_STAYS or self._governs(linked)):
                return self._end_linked(linked)
            if not (self._domain(linked) or self._complement() or self._adjective() or self._coordination()):
                break
        return self.end, max(self.end, self.index), None

    def _end_beside(self, mention: Mention) -> tuple[int, int, Mention | None]:
        """End at a name without preposition: the holder's, a party's ("député Horizon vert"), an organisation's."""
        if mention.kind == "actor":
            return self.end, self.end, None
        if self.noun.kind in DOMAIN_STAYS:
            return self.end, self.words.after(mention), None
        cut = self.cut_beside if self.cut is None else self.cut
        return (self.end if cut is None else cut), self._after_acronym(mention), mention

    def _after_acronym(self, mention: Mention) -> int:
        """Index after a name and the short form that may follow it in brackets."""
        after = self.words.after(mention)
        is_short = self.words.lower(after) == "(" and self.words.lower(after + 2) == ")"
        return after + 3 if is_short and after + 1 in self.words.begins else after

    def _end_linked(self, mention: Mention) -> tuple[int, int, Mention | None]:
        """End at a name after a preposition: an organisation is taken out of the title, a person stays in it."""
        after = self.words.after(mention)
        if mention.kind == "actor":
            return after, after, None
        return (self.end if self.cut is None else self.cut), self._after_acronym(mention), mention

    def _governs(self, mention: Mention) -> bool:
        """Whether the state or body of a minister follows the domain: "ministre des Finances de la Communauté X"."""
        is_whose = self.has_complement and self.titles.is_word(self.index, "of")
        return self.noun.kind == "government" and is_whose and mention.kind == "organisation"

    def _domain(self, linked: Mention | None) -> bool:
        """Take a ministry's domain or a place that was read as a name."""
        if linked is None:
            return False
        self._advance(self.words.after(linked))
        self.has_complement = True
        return True

    def _over_aside(self) -> None:
        """Step over the party of "sénatrice (PS) de l'Isère", which is no part of the title."""
        if self.words.lower(self.index) == "(" and self.words.lower(self.index + 2) == ")":
            is_followed = self.titles.is_word(self.index + 3, "of") and self.noun.kind in DOMAIN_STAYS
            self.index += 3 if is_followed else 0

    def _is_linker(self, index: int) -> bool:
        return self.titles.is_word(index, "of", "at")

    def _inner(self, index: int) -> int:
        """Index of the first word after a preposition and its determiners."""
        index += 1
        for _ in range(2):
            if self.titles.is_word(index, "of", "definite", "indefinite", "possessive"):
                index += 1
        return index

    def _linked_name(self) -> Mention | None:
        """The name that a preposition at the current word leads to."""
        if not self._is_linker(self.index):
            return None
        for index in range(self.index + 1, self._inner(self.index) + 1):
            mention = self.words.begins.get(index)
            if mention is not None:
                allowed = mention.kind == "organisation" or self.titles.is_word(self.index, "of")
                return mention if allowed else None
        return None

    def _complement(self) -> bool:
        """Take "de la communication", "à la culture"; a place after "à" is where, not what."""
        if not self._is_linker(self.index):
            return False
        inner = self._inner(self.index)
        if not self._is_nominal(inner):
            return False
        if not self.titles.is_word(self.index, "of") and not self._may_follow_at(inner):
            return False
        if self.titles.is_word(inner, "past"):
            self.index, self.is_past = inner + 1, True
            return False
        if self.titles.is_word(inner, "manner"):
            self.index = inner + 1
            return False
        self._announce(inner)
        if self.titles.starts_at(inner) and not self.titles.is_word(self.index, "when"):
            return self._nested_title(inner)
        self._advance(inner + 1)
        self.has_complement = True
        return True

    def _announce(self, inner: int) -> None:
        """Note a common noun for an organisation: a name may follow it ("de la société X"), or it takes one up.

        What one founds may be told by its product ("fondateur du service de covoiturage X").
        """
        if self.cut is None and self.words.lower(inner) in self.titles.organisation_nouns:
            self.cut = self.index
        if self.noun.kind == "founder" and self.titles.is_word(inner, "founded"):
            self.cut_beside = self.index
        takes_up = self.titles.context.takes_up(inner) and self.titles.is_word(inner - 1, "definite")
        if takes_up and self.announced is None:
            self.announced = inner, self.index

    def _may_follow_at(self, inner: int) -> bool:
        is_common = self.words.at(inner).text[:1].islower() and self.words.tag(inner) != "PROPN"
        return self.noun.kind in DOMAIN_STAYS or is_common or self._is_charge(inner)

    def _is_charge(self, inner: int) -> bool:
        """Whether "à la Sécurité" says what somebody has charge of: an article and a common noun."""
        has_article = self.titles.is_word(inner - 1, "definite")
        return self.noun.kind in IN_CHARGE and has_article and self.words.tag(inner) == "NOUN"

    def _nested_title(self, inner: int) -> bool:
        """Take "du président", and the name of that president, who is not the one described."""
        nested = self.titles.at(inner, is_nested=True)
        if nested is None:
            return False
        self._advance(nested.last)
        actor = self.words.begins.get(self.index)
        if actor is not None and actor.kind == "actor":
            self._advance(self.words.after(actor))
        self.has_complement = True
        return True

    def _adjective(self) -> bool:
        """Take an adjective, a noun beside the noun ("directeur marketing"), a capital word of a title in capitals."""
        word = self.words.at(self.index)
        is_capital = word.text[:1].isupper()
        if is_capital and not (self.title_case or self.has_complement or is_acronym(word.text)):
            return False
        is_clause = self.titles.is_word(self.index, "tied") and self.titles.is_word(self.index + 1, "at")
        if is_clause or not self._is_nominal(self.index):
            return False
        self._advance(self.index + 1)
        return True

    def _coordination(self) -> bool:
        """Take "et des Finances", "et solidaire", and in a ministry's name ", de l'Énergie"."""
        lower = self.words.lower(self.index)
        if lower not in ("et", ",") or not (self.has_complement or self.words.tag(self.index + 1) == "ADJ"):
            return False
        is_domain = self.noun.kind == "government"
        following = self.index + 1
        if self.titles.is_word(following, "former", "current", "future"):
            return False  # "… et ancienne bâtonnière": another function begins
        if lower == "," and not (is_domain and self.titles.is_word(following, "of", "definite")):
            return False
        inner = self._inner(self.index) if self.titles.is_word(following, "of", "definite") else following
        if self.titles.starts_at(inner) or inner in self.words.begins or not self._is_nominal(inner):
            return False
        if inner == following and self.words.tag(inner) != "ADJ" and not is_domain:
            return False
        if lower == "," and not self.words.at(inner).text[:1].isupper():
            return False
        self._advance(inner + 1)
        return True

    def _is_nominal(self, index: int) -> bool:
        word = self.words.at(index)
        if (
            len(word.text) < 2
            or not word.text[:1].isalpha()
            or self.titles.is_word(index, "honorific", "definite", "indefinite", "then", "street")
        ):
            return False
        return self.titles.is_word(index, "modifier") or self.words.tag(index) in NOMINAL

    def _advance(self, index: int) -> None:
        self.index = self.end = index
