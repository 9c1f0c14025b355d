"""What a press corpus names, without its texts: documents as resolution meets them, of invented people and firms.

What belongs here: generating appearances. What does not: timing (`resolution.py`), texts (`corpus.py`), gold.
The proportions are constants below, to be argued with. They rest on this:

- Few names stand in very many documents, most in one to three: who is named next follows a Pitman-Yor process (discount
  0.7), by which the number of different people grows with the power 0.7 of the text (Heaps) and their frequencies fall
  by a power law (Zipf). J. Pitman, M. Yor, Annals of Probability 25 (1997); Y. W. Teh, ACL 2006.
- A document is about an organisation; half of its people are known to stand around it: the same neighbours return.
- The commonest surname is borne by four people in a thousand, as in France, most by few: homonyms come of themselves.
- Five names in six are written in full; the others with initials, capitals, a letter lost, or without given name.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration import lexicon
from orchestration.records import MentionKind, OrganisationKind
from orchestration.resolution import Appearance
from orchestration.resolution.appearances import EVERYWHERE, Office

PEOPLE_A_DOCUMENT, FIRMS_A_DOCUMENT, MENTIONS_A_NAME = (2, 9), (1, 4), (1, 1, 2, 2, 3, 4)
FROM_THE_CIRCLE, WITH_OFFICE, WITH_ACRONYM = 0.5, 0.5, 0.15
SURNAMES = 80_000
FIRST_YEAR, YEARS, DOCUMENTS_A_YEAR = 1995, 31, 2_000
TITLES = (
    *("directeur général", "présidente", "maire", "députée", "adjoint aux finances", "avocate", "chercheur"),
    *("directrice financière", "porte-parole", "procureure", "syndicaliste", "ingénieur", "préfète", "conseiller"),
)
SYLLABLES = (
    *("ba", "bel", "ber", "bour", "bran", "cas", "cha", "chau", "cor", "cou", "da", "del", "des", "dor", "du", "fa"),
    *("fau", "fer", "fla", "fon", "ga", "gau", "ger", "gran", "gui", "ha", "hu", "jau", "jo", "ke", "ker", "la", "lan"),
    *("lau", "le", "lev", "li", "lo", "lor", "ma", "mal", "mar", "mau", "men", "mer", "mi", "mon", "mor", "na", "nau"),
    *("nor", "pas", "pel", "per", "pi", "poi", "por", "ra", "ren", "ri", "ro", "rou", "sa", "sau", "ser", "so", "ta"),
    *("tau", "ter", "ti", "tor", "tou", "va", "val", "ver", "vi", "vil"),
)
ENDINGS = (
    *("rd", "l", "nt", "x", "s", "nd", "ult", "on", "in"),
    *("et", "ier", "eau", "ac", "ic", "ay", "elle", "ot", "que"),
)
BODIES = ("Agence", "Institut", "Office", "Fondation", "Union", "Comité", "Société", "Réseau")
SCOPES = ("national", "régional", "européen", "central", "général", "technique")
FIRM_ENDS = ("", "", "", " Énergie", " Conseil", " Industries", " Santé", " Logistique", " France")
KINDS: tuple[OrganisationKind, ...] = (
    *("company", "company", "company", "company"),
    *("public_body", "association", "media", "other"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented, with a function in a firm (by its place)."""

    given: str
    surname: str
    title: str
    firm: int


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented organisation."""

    name: str
    acronym: str | None
    kind: OrganisationKind


@dataclass(slots=True)
class Draws:
    """Who comes next, as a place in the order of first coming: Pitman-Yor with this strength and discount."""

    strength: float
    discount: float
    known: int = 0
    past: list[int] = field(default_factory=list)
    firsts: set[int] = field(default_factory=set)

    def next(self, chance: random.Random) -> int:
        """Somebody new, or somebody known as often as they came before."""
        if chance.random() * (len(self.past) + self.strength) < self.strength + self.discount * self.known:
            self.firsts.add(len(self.past))
            self.past.append(self.known)
            self.known += 1
            return self.known - 1
        # The first time that somebody came counts (1 - discount).
        while (turn := chance.randrange(len(self.past))) in self.firsts and chance.random() < self.discount:
            pass
        return self.again(self.past[turn])

    def again(self, place: int) -> int:
        """Somebody known comes once more."""
        self.past.append(place)
        return place


class Press:
    """An endless press: the same seed tells the same, and a longer corpus begins as a shorter one does."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.given = sorted(lexicon.words("fr", "first_names"))
        self.chance.shuffle(self.given)
        self.given_weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(self.given))))
        self.surnames = list(dict.fromkeys(self._surname() for _ in range(SURNAMES)))
        self.surname_weights = list(itertools.accumulate((rank + 20) ** -0.9 for rank in range(len(self.surnames))))
        self.people: list[Person] = []
        self.firms: list[Firm] = []
        self.people_drawn, self.firms_drawn = Draws(300.0, 0.7), Draws(100.0, 0.6)
        self.circle: dict[int, list[int]] = defaultdict(list)

    def documents(self) -> Iterator[list[Appearance]]:
        """The names of one document after the other."""
        for number in itertools.count():
            yield self._document(number)

    def _document(self, number: int) -> list[Appearance]:
        firms = list(dict.fromkeys(self._next_firm() for _ in range(self.chance.randint(*FIRMS_A_DOCUMENT))))
        people = dict.fromkeys(self._next_person(firms[0]) for _ in range(self.chance.randint(*PEOPLE_A_DOCUMENT)))
        bodies = {written: firm for firm in firms for written in [self._firm_written(self.firms[firm])]}
        named = {written: person for person in people for written in [self._person_written(self.people[person])]}
        place = _Place(
            f"doc-{number:07}",
            FIRST_YEAR + number // DOCUMENTS_A_YEAR % YEARS,
            tuple(sorted(named)),
            tuple(sorted(name for name, firm in bodies.items() if self.firms[firm].kind not in EVERYWHERE)),
        )
        offices = {name: self._offices(self.people[person], bodies) for name, person in named.items()}
        return [
            *(self._appearance(place, "actor", name, offices=offices[name]) for name in named),
            *(self._organisation(place, name, self.firms[firm], offices) for name, firm in bodies.items()),
        ]

    def _next_firm(self) -> int:
        place = self.firms_drawn.next(self.chance)
        if place == len(self.firms):
            self.firms.append(self._firm())
        return place

    def _next_person(self, firm: int) -> int:
        circle = self.circle[firm]
        if circle and self.chance.random() < FROM_THE_CIRCLE:
            return self.people_drawn.again(self.chance.choice(circle))
        place = self.people_drawn.next(self.chance)
        if place == len(self.people):
            given = self.chance.choices(self.given, cum_weights=self.given_weights)[0]
            surname = self.chance.choices(self.surnames, cum_weights=self.surname_weights)[0]
            self.people.append(Person(given, surname, self.chance.choice(TITLES), firm))
            circle.append(place)
        return place

    def _offices(self, person: Person, bodies: dict[str, int]) -> tuple[Office, ...]:
        if self.chance.random() >= WITH_OFFICE:
            return ()
        return (Office(person.title, next((name for name, firm in bodies.items() if firm == person.firm), None)),)

    def _organisation(self, place: _Place, name: str, firm: Firm, offices: dict[str, tuple[Office, ...]]) -> Appearance:
        officers = [person for person, held in offices.items() if any(office.organisation == name for office in held)]
        declares = firm.acronym if name != firm.acronym and self.chance.random() < 0.3 else None
        return self._appearance(
            place,
            "organisation",
            name,
            acronym=declares,
            organisation_kind=firm.kind,
            officers=tuple(sorted(officers)),
        )

    def _appearance(self, place: _Place, kind: MentionKind, name: str, **values: Any) -> Appearance:
        own = f"{place.document_id}-{kind[0]}-{name}"
        return Appearance(
            appearance_id=f"app-{own}",
            document_id=place.document_id,
            kind=kind,
            name=name,
            year=place.year,
            people=tuple(other for other in place.people if other != name),
            firms=tuple(other for other in place.firms if other != name),
            forms=(name,),
            mention_ids=tuple(f"men-{own}-{turn}" for turn in range(self.chance.choice(MENTIONS_A_NAME))),
            **values,
        )

    def _word(self, syllables: Sequence[int]) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.choice(syllables))).capitalize()

    def _surname(self) -> str:
        return self._word((1, 2, 2, 2, 3)) + self.chance.choice(ENDINGS)

    def _firm(self) -> Firm:
        kind = self.chance.choice(KINDS)
        if self.chance.random() >= WITH_ACRONYM:
            return Firm(self._word((2, 3)) + self.chance.choice(FIRM_ENDS), None, kind)
        words = (self.chance.choice(BODIES), self.chance.choice(SCOPES), self._word((2, 3)), self._word((2, 3)))
        return Firm(" ".join(words), "".join(word[0] for word in words).upper(), kind)

    def _person_written(self, person: Person) -> str:
        given, surname, kind = person.given, person.surname, self.chance.random()
        if kind < 0.84:
            return f"{given} {surname}"
        if kind < 0.90:
            return f"{given[0]}. {surname}"
        if kind < 0.94:
            return f"{surname.upper()} {given}"
        if kind < 0.96:
            return surname
        lost = self.chance.randrange(1, len(surname))
        return f"{given} {surname[:lost]}{surname[lost + 1 :]}"

    def _firm_written(self, firm: Firm) -> str:
        kind = self.chance.random()
        if firm.acronym and kind < 0.4:
            return firm.acronym
        if kind > 0.97:
            return firm.name.upper()
        return f"{firm.name} SA" if kind > 0.92 and firm.kind == "company" else firm.name


@dataclass(frozen=True, slots=True)
class _Place:
    document_id: str
    year: int
    people: tuple[str, ...]
    firms: tuple[str, ...]


def corpus(mentions: int, seed: int = 7) -> dict[str, list[Appearance]]:
    """The appearances of as many documents as hold about so many mentions, by document."""
    found: dict[str, list[Appearance]] = {}
    total = 0
    for named in Press(seed).documents():
        if total >= mentions:
            break
        found[named[0].document_id] = named
        total += sum(len(appearance.mention_ids) for appearance in named)
    return found
