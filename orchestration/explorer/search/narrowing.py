"""What results can be narrowed by, and how many there are of each: sums over the groups of the index.

What belongs here: facets, which groups pass, counting. What does not: which entries match (`searching`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.explorer.release import OpenRelease
from orchestration.explorer.search.folding import name_key
from orchestration.explorer.search.query import Narrowing

# In the order in which they stand beside the results; by column of `search_groups`.
FACETS = {
    "type": "type",
    "kind": "organisation_kind",
    "year": "year",
    "publisher": "publisher",
    "language": "language",
    "confidence": "band",
    "marking": "marking",
}
NAMES = ("actor", "organisation")
TYPES = (*NAMES, "contract", "quote", "document")
BANDS = ("high", "middle", "low")
MOST_VALUES = 15

Group = Mapping[str, Any]
Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, how many results have it with all else as it is, and whether it is asked for."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What results can be narrowed by. `hidden` values are left out for their number."""

    name: str
    values: tuple[Value, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Groups, and which of them pass: those that `narrowings` (typed) and `chosen` (clicked, by facet) leave."""

    groups: Mapping[int, Group]
    narrowings: tuple[Narrowing, ...]
    chosen: Mapping[str, Collection[str]]

    def passing(self, among: Iterable[int], but: str = "") -> list[int]:
        """The numbers of the groups that pass, one facet's clicked values left aside."""
        chosen = {facet: values for facet, values in self.chosen.items() if facet != but and values}
        return [number for number in among if self._passes(self.groups[number], chosen)]

    def without_clicks(self) -> Narrowed:
        """The same, narrowed by what was typed alone."""
        return Narrowed(self.groups, self.narrowings, {})

    def _passes(self, group: Group, chosen: Mapping[str, Collection[str]]) -> bool:
        return all(group[FACETS[facet]] in values for facet, values in chosen.items()) and all(
            _has(group, one) != one.is_excluded for one in self.narrowings
        )

    def facets(self, counts: Counts) -> list[Facet]:
        """The facets worth showing: those that split the results, and those that are asked for."""
        found = (self._facet(name, counts) for name in FACETS)
        return [facet for facet in found if len(facet.values) > 1 or any(value.is_chosen for value in facet.values)]

    def _facet(self, name: str, counts: Counts) -> Facet:
        sums: Counter[str] = Counter()
        for number in self.passing(counts, but=name):
            if value := self.groups[number][FACETS[name]]:
                sums[value] += counts[number]
        chosen = self.chosen.get(name, ())
        ordered = _ordered(name, {**dict.fromkeys(chosen, 0), **sums})
        kept = [value for place, value in enumerate(ordered) if place < MOST_VALUES or value in chosen]
        values = tuple(Value(value, sums[value], value in chosen) for value in kept)
        return Facet(name, values, len(ordered) - len(kept))


def _has(group: Group, narrowing: Narrowing) -> bool:
    value = group[FACETS[narrowing.facet]]
    if narrowing.facet != "publisher":
        return value in narrowing.values
    words = f" {group['publisher_key']} "
    return any(f" {asked} " in words for asked in narrowing.values)


def _ordered(name: str, sums: Mapping[str, int]) -> list[str]:
    """Types and bands in their own order, years from the newest, all else from the most frequent."""
    for own, order in (("type", TYPES), ("confidence", BANDS)):
        if name == own:
            return sorted(sums, key=lambda value: order.index(value) if value in order else len(order))
    if name == "year":
        return sorted(sums, reverse=True)
    return sorted(sums, key=lambda value: (-sums[value], value))


_known: dict[str, Mapping[int, Group]] = {}


def groups_of(release: OpenRelease) -> Mapping[int, Group]:
    """The groups of a release by number; years as text, publishers with their words to be compared."""
    key = str(release.side)
    if (known := _known.get(key)) is None:
        rows = release.rows("select * from search_groups")
        known = {
            row["group_id"]: row | {"year": str(row["year"] or ""), "publisher_key": name_key(row["publisher"] or "")}
            for row in rows
        }
        # Of one release only: the one before is not shown any more.
        _known.clear()
        _known[key] = known
    return known
