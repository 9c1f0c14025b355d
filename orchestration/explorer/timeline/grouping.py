"""Moments by year, month or day: each where its date puts it, and never nearer than the date is known.

What belongs here: bounds of time, groups and their order, the bars of the histogram. What does not: what the moments
are (`moments`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.explorer.timeline.moments import Moment

# How many characters of a date each scale takes.
SCALES = {"year": 4, "month": 7, "day": 10}
UNDATED = "undated"
MOST_BARS = 400


@dataclass(frozen=True, slots=True)
class Group:
    """The moments of a year, month or day in order; `precision` is None without a date.

    `is_coarse` where it is not known in which of the smaller parts they fall: some time in the year.
    """

    key: str
    precision: str | None
    is_coarse: bool
    moments: tuple[Moment, ...]

    @property
    def first_day(self) -> str | None:
        """The first day of the period, for writing it."""
        return f"{self.key}-01-01"[:10] if self.precision else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month or day of the histogram, and how many moments fall into it."""

    key: str
    count: int


def within(moments: Iterable[Moment], first: str, last: str) -> list[Moment]:
    """Those that may have been between two dates, each as precise as it is given; empty sets no bound.

    Where a bound is set, what has no date is left out.
    """
    if not (first or last):
        return list(moments)
    return [moment for moment in moments if moment.known and _may_lie(moment.known, first, last)]


def _may_lie(known: str, first: str, last: str) -> bool:
    after, before = min(len(known), len(first)), min(len(known), len(last))
    return known[:after] >= first[:after] and known[:before] <= last[:before]


def grouped(moments: Iterable[Moment], by: str) -> list[Group]:
    """Groups by the scale `by`, from the oldest. Within a year its months come first, then "some time in the year"."""
    found: dict[str, list[Moment]] = {}
    for moment in moments:
        found.setdefault(moment.known[: SCALES[by]] or UNDATED, []).append(moment)
    return [_group(key, found[key], by) for key in sorted(found, key=_place)]


def _group(key: str, moments: list[Moment], by: str) -> Group:
    precision = None if key == UNDATED else next(name for name, width in SCALES.items() if width == len(key))
    ordered = sorted(moments, key=lambda moment: (_place(moment.known), moment.kind, moment.fact_id, moment.event))
    return Group(key, precision, precision not in {by, None}, tuple(ordered))


def _place(known: str) -> str:
    """Sorts a year behind its months, a month behind its days, and what has no date last."""
    return f"{known}~" if known != UNDATED else "~~"


def histogram(moments: Sequence[Moment], by: str) -> tuple[str, list[Bar], int]:
    """The scale of the bars, the bars without a gap, and how many moments stand in none.

    The scale is `by`, or the finest above it that keeps the number of bars within bounds; of too many years the last.
    """
    for scale in list(SCALES)[list(SCALES).index(by) :: -1]:
        width = SCALES[scale]
        counts = Counter(moment.known[:width] for moment in moments if len(moment.known) >= width)
        keys = _between(min(counts), max(counts), scale) if counts else []
        if len(keys) <= MOST_BARS:
            break
    bars = [Bar(key, counts[key]) for key in keys[-MOST_BARS:]]
    return scale, bars, len(moments) - sum(bar.count for bar in bars)


def _between(first: str, last: str, scale: str) -> list[str]:
    """All years, months or days from one to another."""
    if scale == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if scale == "month":
        months = range(_month(first), _month(last) + 1)
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    begun = date.fromisoformat(first)
    days = (date.fromisoformat(last) - begun).days
    # Beyond the bound a coarser scale is taken anyhow.
    return [(begun + timedelta(days=day)).isoformat() for day in range(min(days, MOST_BARS) + 1)]


def _month(key: str) -> int:
    return int(key[:4]) * 12 + int(key[5:7]) - 1
