"""Who is named in the explorer's big release: invented people and bodies, a few everywhere, most of them once.

What belongs here: names, ids, who is how frequent. What does not: what is told of them (`explorer_texts`).
"""

from __future__ import annotations

import hashlib
import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("explorer_release.yml").read_text(encoding="utf-8"),
)
# How many of all are drawn again and again; the others come once, or by chance once more.
FREQUENT_SHARE = 10
CONFIDENCES = (0.5, 0.6, 0.65, 0.7, 0.8, 0.85, 0.9, 0.95)


def made_id(kind: str, *parts: object) -> str:
    """An id of the form that releases have, always the same for the same parts."""
    return f"{kind}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something with a name: `short` is how the text says it the second time."""

    entity_id: str
    name: str
    short: str
    kind: str
    confidence: float
    is_woman: bool = False

    @property
    def is_actor(self) -> bool:
        """Whether it is a human being."""
        return self.kind == "actor"


@dataclass(slots=True)
class World:
    """All who can be named. `cast` says who is in one document."""

    actors: list[Named]
    organisations: list[Named]
    chance: random.Random
    _weights: dict[int, list[float]] = field(default_factory=dict)

    def cast(self, number: int, documents: int, size: int = 5) -> tuple[list[Named], list[Named]]:
        """The people and bodies of a document: its share of all, so that everybody comes once, and frequent ones."""
        return (
            self._some(self.actors, number, documents, size),
            self._some(self.organisations, number, documents, max(2, size - 1)),
        )

    def _some(self, everybody: list[Named], number: int, documents: int, size: int) -> list[Named]:
        frequent = max(1, len(everybody) // FREQUENT_SHARE)
        weights = self._weights.setdefault(
            id(everybody), list(itertools.accumulate(1 / rank for rank in range(1, frequent + 1)))
        )
        drawn = self.chance.choices(everybody[:frequent], cum_weights=weights, k=size)
        return list(dict.fromkeys([*everybody[number::documents], *drawn]))


def make_world(actors: int, organisations: int, seed: int) -> World:
    """Invent so many people and bodies; some bear names that attack whoever shows them."""
    chance = random.Random(seed)
    return World(_people(actors, chance), _bodies(organisations, chance), chance)


def _people(count: int, chance: random.Random) -> list[Named]:
    people: dict[str, Named] = {}
    lasts = [start + end for start in WORDS["last_start"] for end in WORDS["last_end"]]
    hostile = iter(WORDS["hostile_names"])
    while len(people) < count:
        is_woman = chance.random() < 0.5
        last = chance.choice(lasts)
        name = f"{chance.choice(WORDS['first_f' if is_woman else 'first_m'])} {last}"
        if len(people) % 17 == 3 and (attack := next(hostile, "")):
            name = last = attack
        people[name] = Named(made_id("act", name), name, last, "actor", chance.choice(CONFIDENCES), is_woman)
    return list(people.values())


def _bodies(count: int, chance: random.Random) -> list[Named]:
    bodies = {head["name"]: _body(head["name"], head["kind"], chance, head["acronym"]) for head in WORDS["heads"]}
    for attack in WORDS["hostile_names"][:2]:
        bodies[attack] = _body(attack, "company", chance)
    while len(bodies) < count:
        name, kind = _company(chance) if chance.random() < 0.6 else _institution(chance)
        bodies.setdefault(name, _body(name, kind, chance))
    return list(bodies.values())[:count]


def _body(name: str, kind: str, chance: random.Random, acronym: str = "") -> Named:
    letters = "".join(word[0] for word in name.split() if word[0].isupper())
    if not acronym and len(letters) > 2 and chance.random() < 0.5:
        acronym = letters
    return Named(made_id("org", name), name, acronym or name, kind, chance.choice(CONFIDENCES))


def _company(chance: random.Random) -> tuple[str, str]:
    parts = (chance.choice(WORDS[f"company_{part}"]) for part in ("start", "middle", "end", "form"))
    return "".join(parts), "company"


def _institution(chance: random.Random) -> tuple[str, str]:
    kind = chance.choice([kind for kind, forms in WORDS["bodies"].items() for _ in forms])
    last = chance.choice(WORDS["last_start"]) + chance.choice(WORDS["last_end"])
    name = chance.choice(WORDS["bodies"][kind]).format(place=chance.choice(WORDS["place"]), last=last)
    # Places are few and communes are many: a number of the district keeps the names apart.
    return (f"{name} {chance.randint(2, 99)}" if chance.random() < 0.7 else name), kind
