"""The values of a procurement notice: clean text, amounts, days, months, and what no column holds.

What belongs here: turning one stated value into one cell, the same for every source. What does not: where a source
states it. What cannot be read without guessing gives no value, and stays as it was written in `Notice.fields`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from orchestration.documents.cleaning import stored_text
from orchestration.documents.refusals import Rejected
from orchestration.records import Notice

_Value = TypeVar("_Value")

# A lot or winner takes some hundred bytes: more rows than this come from files that refer to themselves.
_MOST_NOTICES = 100_000
_LONGEST = 4_000
_LARGEST_AMOUNT = Decimal("9999999999999999")
_CENT = Decimal("0.01")
# "1234.50", "1 234,5", "1234,50"; not "1,234" or "1.234", which say one thing in France and another elsewhere.
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+,\d{1,2}")
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[TZ+ -])")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})$")
_YEARS = range(1950, 2101)
# What programs write for "no date".
_NO_DAY = date(1970, 1, 1)
_MONTHS = re.compile(r"(\d{1,4})(?:[.,]0+)?")


def text(value: object) -> str | None:
    """A stated value on one line, by the text law; None when it says nothing. Cut after 4,000 characters."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return _clean(str(value).lower() if isinstance(value, bool) else str(value))


# Dates, names and codes repeat from contract to contract by the thousand.
@lru_cache(maxsize=4_096)
def _clean(written: str) -> str | None:
    words = " ".join(stored_text(written).split())
    return (words if len(words) <= _LONGEST else words[:_LONGEST] + "…") or None


def identifier(value: object) -> str | None:
    """A SIRET, SIREN or other number of an organisation, kept as text; groups of digits are closed up.

    >>> identifier("012 345 678 00011")
    '01234567800011'
    """
    words = text(value)
    closed = (words or "").replace(" ", "")
    return closed if closed.isdigit() else words


def amount(value: object) -> Decimal | None:
    """A stated amount, in cents precision; None for what is negative, too large for the column or has two readings.

    >>> amount("1 250 000,50"), amount("1,250")
    (Decimal('1250000.50'), None)
    """
    words = text(value) or ""
    is_number = isinstance(value, (int, Decimal))
    is_plain = _PLAIN.fullmatch(words) and (is_number or not _AMBIGUOUS.fullmatch(words))
    if not (is_plain or _GROUPED.fullmatch(words)):
        return None
    number = Decimal(words.replace(" ", "").replace(",", "."))
    return number.quantize(_CENT, ROUND_HALF_UP) if number < _LARGEST_AMOUNT else None


def day(value: object) -> date | None:
    """A stated day (2024-05-15, with or without time, 20240515 or 15/05/2024); None when there is no such day."""
    words = text(value) or ""
    if found := _ISO_DAY.match(words) or _PACKED_DAY.match(words):
        year, month, day_of_month = map(int, found.groups())
    elif found := _FRENCH_DAY.match(words):
        day_of_month, month, year = map(int, found.groups())
    else:
        return None
    try:
        stated = date(year, month, day_of_month)
    except ValueError:
        return None
    return stated if stated.year in _YEARS and stated != _NO_DAY else None


def months(value: object) -> int | None:
    """A stated number of months; None when it is no whole number."""
    found = _MONTHS.fullmatch(text(value) or "")
    return int(found[1]) if found else None


class Fields:
    """What a notice says by its source's own names: what has no column, and what a column could not take."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._values: dict[str, str] = dict(known or {})

    def note(self, name: str, *values: object) -> None:
        """Keep what `name` says; several values of one name stand together."""
        words = [word for value in values if (word := text(value))]
        if words:
            self._values[name] = text("; ".join(words)) or ""

    def gather(self, said: Iterable[tuple[str, object]]) -> None:
        """Keep all of these whose name says nothing yet; what one name says several times stands together."""
        found: dict[str, list[object]] = defaultdict(list)
        for name, value in said:
            found[name].append(value)
        for name, values in found.items():
            if name not in self._values:
                self.note(name, *values)

    def amount(self, name: str, value: object) -> Decimal | None:
        """The amount, or None with the words as stated."""
        return self._kept(name, value, amount(value))

    def day(self, name: str, value: object) -> date | None:
        """The day, or None with the words as stated."""
        return self._kept(name, value, day(value))

    def months(self, name: str, value: object) -> int | None:
        """The number of months, or None with the words as stated."""
        return self._kept(name, value, months(value))

    def copy(self) -> Fields:
        """The same to go on with."""
        return Fields(self._values)

    def items(self) -> tuple[tuple[str, str], ...]:
        """Names and values, each name once."""
        return tuple(self._values.items())

    def _kept(self, name: str, stated: object, value: _Value | None) -> _Value | None:
        if value is None:
            self.note(name, stated)
        return value


def collected(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices of a file, each once, in order.

    Raises Rejected: `empty` when there is none, `too_complex` when there are more than a file can mean.
    """
    found = list(islice(notices, _MOST_NOTICES + 1))
    if not found:
        raise Rejected("empty", "a file of procurement notices without a notice")
    if len(found) > _MOST_NOTICES:
        raise Rejected("too_complex", f"more than {_MOST_NOTICES} lots and winners")
    return tuple(dict.fromkeys(found))
