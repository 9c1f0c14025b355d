"""Which contracts a telling may be one of, without looking at each of them: the index that consolidation asks.

What belongs here: conditions without which a telling contradicts a contract or meets it nowhere, looked up. What does
not: the decision (`agreement`), which still judges everyone found here.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import product
from typing import Generic, TypeVar, get_args

from orchestration.agreements import ContractTelling
from orchestration.records import DatePrecision, NoticeSource
from orchestration.resolution.agreement import (
    CLOSE,
    EQUAL,
    FARTHEST_DAYS,
    TAX_ROUNDING,
    period_days,
    stems,
    tax_rates,
)

_Item = TypeVar("_Item")
_Range = tuple[str, float, float]
# Looking up must never leave out what the exact comparison lets in.
_MARGIN = 1e-6


class Meetings(Generic[_Item]):
    """Contracts by the parties, numbers, texts and sums of their tellings."""

    def __init__(self) -> None:
        self._pairs: dict[Hashable, _Pair[_Item]] = defaultdict(_Pair)
        self._numbers: dict[Hashable, dict[int, _Item]] = defaultdict(dict)
        # In a text or by a sum alone, what names one side meets all, what names both sides only what names one.
        self._places: dict[Hashable, dict[int, _Item]] = defaultdict(dict)
        self._one_sided: dict[Hashable, dict[int, _Item]] = defaultdict(dict)

    def of(self, telling: ContractTelling) -> list[_Item]:
        """The contracts that the telling may be one of, each once."""
        found: dict[int, _Item] = {}
        for pair in product(telling.buyers, telling.suppliers):
            if pair in self._pairs:
                found.update((id(item), item) for item in self._pairs[pair].of(telling))
        for number in telling.keys:
            found.update(self._numbers.get(number, {}))
        places = self._one_sided if telling.buyers and telling.suppliers else self._places
        for place in _places(telling):
            found.update(places.get(place, {}))
        return list(found.values())

    def file(self, telling: ContractTelling, item: _Item, pairs: Iterable[Hashable]) -> None:
        """Let a contract be found by what this telling says of it, and by its pairs of buyer and supplier so far."""
        for pair in pairs:
            self._pairs[pair].file(telling, item)
        for number in telling.keys:
            self._numbers[number][id(item)] = item
        is_one_sided = not (telling.buyers and telling.suppliers)
        for place in _places(telling):
            self._places[place][id(item)] = item
            if is_one_sided:
                self._one_sided[place][id(item)] = item


class _Scale(Generic[_Item]):
    """Contracts in the order of the first number that is told of them; those of which none is told stand apart.

    One number is enough: what fits a contract contradicts none of its tellings.
    """

    def __init__(self) -> None:
        self.open: dict[int, _Item] = {}
        self._stated: dict[int, _Item] = {}
        self._order: list[tuple[str, float, int]] = []

    def file(self, unit: str, number: float | None, item: _Item) -> None:
        key = id(item)
        if number is None:
            if key not in self._stated:
                self.open[key] = item
        elif key not in self._stated:
            self.open.pop(key, None)
            self._stated[key] = item
            insort(self._order, (unit, number, key))

    def count(self, ranges: list[_Range]) -> int:
        return len(self.open) + sum(end - start for start, end in map(self._slice, ranges))

    def within(self, ranges: list[_Range]) -> Iterator[_Item]:
        for start, end in map(self._slice, ranges):
            yield from (self._stated[key] for _, _, key in self._order[start:end])

    def _slice(self, wanted: _Range) -> tuple[int, int]:
        unit, low, high = wanted
        return bisect_left(self._order, (unit, low)), bisect_left(self._order, (unit, high, math.inf))


class _Pair(Generic[_Item]):
    """The contracts of one buyer and one supplier, by each thing in which two tellings may contradict each other."""

    def __init__(self) -> None:
        self._sums: _Scale[_Item] = _Scale()
        self._days: _Scale[_Item] = _Scale()
        self._words: dict[str, dict[int, _Item]] = defaultdict(dict)
        self._wordless: dict[int, _Item] = {}
        self._worded: set[int] = set()
        self._unregistered: dict[NoticeSource, dict[int, _Item]] = {source: {} for source in get_args(NoticeSource)}
        self._registered: set[tuple[NoticeSource, int]] = set()

    def file(self, telling: ContractTelling, item: _Item) -> None:
        key = id(item)
        self._sums.file(telling.currency or "", telling.amount if _has_price(telling) else None, item)
        precision = telling.signed_on_precision or "day"
        self._days.file(precision, telling.signed_on.toordinal() if telling.signed_on else None, item)
        if key not in self._worded:
            words = _binding_words(telling)
            for word in words:
                self._words[word][key] = item
            if words:
                self._worded.add(key)
                self._wordless.pop(key, None)
            else:
                self._wordless[key] = item
        if telling.source is not None:
            self._registered.add((telling.source, key))
        for source, shelf in self._unregistered.items():
            if (source, key) in self._registered:
                shelf.pop(key, None)
            else:
                shelf[key] = item

    def of(self, telling: ContractTelling) -> Iterator[_Item]:
        """The contracts among which the telling's own must be, by whichever condition leaves fewest."""
        _, fewest = min(self._conditions(telling), key=lambda condition: condition[0])
        return fewest()

    def _conditions(self, telling: ContractTelling) -> Iterator[tuple[int, Callable[[], Iterator[_Item]]]]:
        """How many contracts meet each condition that the telling sets, and which."""
        days = _near_days(telling)
        yield self._days.count(days), lambda: self._told(self._days, days)
        if telling.source is not None:
            apart = self._unregistered[telling.source]
            yield len(apart), lambda: iter(apart.values())
        sums = _near_sums(telling)
        if sums:
            yield self._sums.count(sums), lambda: self._told(self._sums, sums)
        if words := _binding_words(telling):
            shelves = [self._wordless, *(self._words[word] for word in words if word in self._words)]
            count = sum(map(len, shelves)) + self._sums.count(sums) - len(self._sums.open)
            yield count, lambda: self._worded_so(shelves, sums)

    def _told(self, scale: _Scale[_Item], ranges: list[_Range]) -> Iterator[_Item]:
        yield from scale.open.values()
        yield from scale.within(ranges)

    def _worded_so(self, shelves: list[dict[int, _Item]], sums: list[_Range]) -> Iterator[_Item]:
        """Those that share a word, or of which none is told, or whose sum may be the same: then words do not count."""
        for shelf in shelves:
            yield from shelf.values()
        yield from self._sums.within(sums)


def _places(telling: ContractTelling) -> list[Hashable]:
    """Where one side alone meets others: in its text, unless it is a register's, and by its sum."""
    places: list[object] = [telling.text_id] if telling.source is None else []
    if telling.amount:
        # Sums that are equal but for rounding lie in neighbouring classes of two per cent.
        step = math.floor(math.log(abs(telling.amount)) / math.log(1 + 2 * EQUAL))
        places += [(telling.currency, step), (telling.currency, step + 1)]
    sides = (("buyer", telling.buyers), ("supplier", telling.suppliers))
    return [(place, side, party) for place in places for side, ids in sides for party in ids]


def _near_days(telling: ContractTelling) -> list[_Range]:
    """The days of signature that do not contradict, by their precision: all, where the telling states none."""
    if telling.signed_on is None:
        return [(precision, -math.inf, math.inf) for precision in get_args(DatePrecision)]
    day = telling.signed_on.toordinal()
    latest = day + period_days(telling.signed_on_precision) + FARTHEST_DAYS
    return [(unit, day - period_days(unit) - FARTHEST_DAYS, latest) for unit in get_args(DatePrecision)]


def _has_price(telling: ContractTelling) -> bool:
    """Whether it states a sum that another may contradict: what was expected may differ from what was paid."""
    return bool(telling.amount) and telling.currency is not None and telling.status != "pending"


def _binding_words(telling: ContractTelling) -> frozenset[str]:
    """The words of its subject, where no sum that is looked up nowhere could make up for other words."""
    return stems(telling.subject) if telling.amount is None or _has_price(telling) else frozenset()


def _near_sums(telling: ContractTelling) -> list[_Range]:
    """The sums that do not contradict, a little more or less or a rate of tax apart; none where it states no price."""
    amount, currency = telling.amount, telling.currency
    if not amount or not currency or not _has_price(telling):
        return []
    taxed = [sum_ for rate in tax_rates(currency) for sum_ in (amount * (1 + rate), amount / (1 + rate))]
    return [_around(amount, CLOSE, currency), *(_around(sum_, 2 * TAX_ROUNDING, currency) for sum_ in taxed)]


def _around(amount: float, share: float, currency: str) -> _Range:
    return currency, amount * (1 - share - _MARGIN), amount / (1 - share - _MARGIN)
