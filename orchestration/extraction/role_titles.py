"""Phrases that name a function: "l'ancien directeur général de la Banque Arvane".

What belongs here: where such a phrase begins and ends, which organisation it names, what it says of the time.
What does not: who holds the function (`roles`). Nouns and small words: `role_nouns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.extraction.role_context import Context, organisation_nouns
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

LONGEST_TITLE = 16
# The domain or the place is part of these titles; an organisation read into it ("Culture", "Lyon") is none.
DOMAIN_STAYS = frozenset({"government", "territorial"})
# "Son président" is an organisation's; "son avocat" is rather a person's.
INSIDE = frozenset({"executive", "founder"})
IN_CHARGE = frozenset({"executive", "member"})
NOMINAL = frozenset({"NOUN", "ADJ", "PROPN", "X", "NUM"})


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
        extent = _Extent(self, noun, body)
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
            return " ".join(surface(start_char, end_char).split())
        agreeing = " ".join(surface(self.words.at(body - 1).end_char, end_char).split())
        return " ".join([noun.singular, singular_words(self.language, agreeing)]).strip()


class _Extent:
    """Reads on from the noun of one phrase: adjectives, complements, the organisation."""

    def __init__(self, titles: Titles, noun: Noun, body: int) -> None:
        self.titles = titles
        self.words = titles.words
        self.noun = noun
        self.index = self.end = body
        self.cut: int | None = None
        self.announced: tuple[int, int] | None = None
        self.has_complement = self.is_past = False
        self.title_case = body > 1 and self.words.at(body - 1).text[:1].isupper() and len(noun.words) == 1

    def read(self) -> tuple[int, int, Mention | None]:
        """Give the word after the title, the word after the phrase, and the organisation."""
        limit = self.index + LONGEST_TITLE
        while self.index < limit:
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
        return (self.end if self.cut is None else self.cut), self._after_acronym(mention), mention

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
        """Note a common noun for an organisation: a name may follow it ("de la société X"), or it takes one up."""
        if self.cut is None and self.words.lower(inner) in self.titles.organisation_nouns:
            self.cut = self.index
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
