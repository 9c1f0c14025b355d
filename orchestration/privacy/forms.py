"""Every way in which a person's name may be written, as words: to find the name, and to know it again by digests.

What belongs here: orders, initials, names run together. What does not: finding them (`masking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.masking import Digest, Names, key_of, words_of
from orchestration.resolution.person_names import person_name

# A family name of two letters is too often a word.
_SHORTEST_BARE = 3


@dataclass(frozen=True, slots=True)
class Forms:
    """Full names and family names alone, each as its words with one blank between them."""

    whole: frozenset[str]
    bare: frozenset[str]

    @property
    def longest(self) -> int:
        """How many words the longest has."""
        return max((len(form.split()) for form in self.whole | self.bare), default=0)

    def names(self, digest: Digest = str) -> Names:
        """The forms by their digests; in clear without one."""
        return Names(frozenset(map(digest, self.whole)), frozenset(map(digest, self.bare)), self.longest, digest)


def forms_of(written: Iterable[str]) -> Forms:
    """The forms of a person whom documents call by these names; bare family names count as such.

    >>> sorted(forms_of(["Odile Tazi"]).whole)
    ['o tazi', 'odile tazi', 'odiletazi', 'tazi o', 'tazi odile', 'taziodile']
    """
    whole: set[str] = set()
    bare: set[str] = set()
    for given, family in filter(None, map(_parts, written)):
        whole.update(_orders(given, family))
        if len("".join(family)) >= _SHORTEST_BARE:
            bare.add(" ".join(family))
    return Forms(frozenset(whole), frozenset(bare))


def _parts(written: str) -> tuple[list[str], list[str]] | None:
    """Given and family names as words; None of a name that lacks one of them."""
    name = person_name(written)
    words = [word.key for word in words_of(written)]
    given = [word for word in words if word in name.given]
    family = [word for word in words if word not in name.given and any(word in part for part in name.family)]
    return (given, family) if given and family else None


def _orders(given: list[str], family: list[str]) -> Iterator[str]:
    surname = " ".join(family)
    initials = [word[0] for word in given]
    calls = {" ".join(given), given[0], " ".join(initials), initials[0], "".join(initials)}
    for call in calls:
        yield f"{call} {surname}"
        yield f"{surname} {call}"
    yield "".join([*given, *family])
    yield "".join([*family, *given])


def same_person(one: str, other: str) -> bool:
    """Whether two written names are one name, whatever their order, capitals and accents.

    >>> same_person("TAZI Odile", "Odile Tazi"), same_person("O. Tazi", "Odile Tazi")
    (True, False)
    """
    return key_set(one) == key_set(other)


def key_set(written: str) -> frozenset[str]:
    """The words of a name, order forgotten."""
    return frozenset(filter(None, (key_of(word) for word in written.replace("-", " ").split())))
