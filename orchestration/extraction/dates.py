"""Dates in French text: where they stand, which day, month or year they name, how precisely.

What belongs here: calendar and relative dates, read against the day of publication. What does not: what happened then.
Own code because dateparser, on running French text, merges neighbours and reads "l'an dernier" as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration import lexicon
from orchestration.records import DatePrecision

FIRST_YEAR, LAST_YEAR = 1000, 2199


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as written at `start_char:end_char`. `value` is the first day of the period that `precision` names."""

    start_char: int
    end_char: int
    value: date
    precision: DatePrecision


def find_dates(text: str, published_on: date | None = None) -> list[DateMention]:
    """Find the dates of `text`, in order, without overlap.

    A date without its year ("le 3 mai", "mardi", "l'an dernier") is read against `published_on` and left out when
    that is not known.

    >>> [(d.value.isoformat(), d.precision) for d in find_dates("signé le 3 janvier 2024, annoncé en 2023")]
    [('2024-01-03', 'day'), ('2023-01-01', 'year')]
    """
    found: list[DateMention] = []
    for match in _pattern().finditer(text):
        read = _READERS[str(match.lastgroup)](match, published_on)
        if read is not None:
            found.append(DateMention(match.start(), match.end(), *read))
    return found


Read = tuple[date, DatePrecision] | None


def _calendar(year: int, month: int, day: int, precision: DatePrecision) -> Read:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day), precision
    except ValueError:
        return None


def _spelt_day(match: re.Match[str], published_on: date | None) -> Read:
    month, day = _month(match["day_month"]), int(match["day"])
    if match["day_year"]:
        return _calendar(int(match["day_year"]), month, day, "day")
    return _nearest(month, day, "day", published_on, match["day_turn"])


def _spelt_month(match: re.Match[str], published_on: date | None) -> Read:
    month = _month(match["month"] or match["bare_month"])
    if match["month_year"]:
        return _calendar(int(match["month_year"]), month, 1, "month")
    return _nearest(month, 1, "month", published_on, match["month_turn"])


def _nearest(month: int, day: int, precision: DatePrecision, published_on: date | None, turn: str | None) -> Read:
    """The occurrence nearest to the publication: "le 28 décembre", read on 3 January, was last year.

    With a `turn` the nearest on that side: "en décembre dernier" lies before, "le 3 mai prochain" after it.
    """
    if published_on is None:
        return None
    years = (published_on.year + shift for shift in (-1, 0, 1))
    readings = [reading for year in years if (reading := _calendar(year, month, day, precision))]
    if turn is not None:
        is_next = turn.casefold() == "prochain"
        readings = [found for found in readings if (found[0] >= published_on) == is_next]
    return min(readings, key=lambda reading: abs(reading[0] - published_on), default=None)


def _digits_day(match: re.Match[str], _: date | None) -> Read:
    return _calendar(int(match["y"]), int(match["m"]), int(match["d"]), "day")


def _iso_day(match: re.Match[str], _: date | None) -> Read:
    return _calendar(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"]), "day")


def _year(match: re.Match[str], _: date | None) -> Read:
    return _calendar(int(match["only_year"]), 1, 1, "year")


def _weekday(match: re.Match[str], published_on: date | None) -> Read:
    """The last such day up to the publication, or the next one after it where the text says "prochain"."""
    if published_on is None:
        return None
    weekday = int(lexicon.table("fr", "weekdays")[match["weekday_name"].casefold()])
    back = (published_on.weekday() - weekday) % 7
    return _shifted(published_on, "day", 7 - back if match["next"] else -back)


def _relative(match: re.Match[str], published_on: date | None) -> Read:
    if published_on is None:
        return None
    phrase = " ".join(match["phrase"].casefold().replace("’", "'").split())
    unit, shift = _relative_phrases()[phrase]
    return _shifted(published_on, unit, shift)


def _ago(match: re.Match[str], published_on: date | None) -> Read:
    if published_on is None:
        return None
    count = match["count"].casefold()
    number = int(count) if count.isdecimal() else int(lexicon.table("fr", "number_words")[count])
    return _shifted(published_on, {"j": "day", "m": "month", "a": "year"}[match["unit"][0].casefold()], -number)


def _shifted(origin: date, unit: str, shift: int) -> Read:
    if unit == "day":
        return date.fromordinal(min(max(1, origin.toordinal() + shift), date.max.toordinal())), "day"
    if unit == "month":
        months = origin.year * 12 + origin.month - 1 + shift
        return _calendar(months // 12, months % 12 + 1, 1, "month")
    return _calendar(origin.year + shift, 1, 1, "year")


_READERS: dict[str, Callable[[re.Match[str], date | None], Read]] = {
    "spelt_day": _spelt_day,
    "digits_day": _digits_day,
    "iso_day": _iso_day,
    "spelt_month": _spelt_month,
    "year": _year,
    "weekday": _weekday,
    "relative": _relative,
    "ago": _ago,
}


def _month(name: str) -> int:
    return int(lexicon.table("fr", "months")[name.casefold()])


@cache
def _relative_phrases() -> dict[str, tuple[str, int]]:
    return {phrase: (unit, int(shift)) for phrase, unit, shift in lexicon.rows("fr", "relative_dates")}


@cache
def _pattern() -> re.Pattern[str]:
    """Every form in one pass; the name of the last closed group says which one it is."""
    months = "|".join(re.escape(name) for name in sorted(lexicon.table("fr", "months"), key=len, reverse=True))
    weekdays = "|".join(lexicon.table("fr", "weekdays"))
    phrases = "|".join(
        re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+")
        for phrase in sorted(_relative_phrases(), key=len, reverse=True)
    )
    numbers = "|".join(sorted(lexicon.words("fr", "number_words"), key=len, reverse=True))
    currencies = "|".join(re.escape(name) for name in sorted(lexicon.words("fr", "currencies"), key=len, reverse=True))
    era = r"(?:\d{4})(?!\d)"
    turn = r"dernier|passé|prochain"
    return re.compile(
        rf"(?P<spelt_day>\b(?:(?:{weekdays})\s+)?(?P<day>\d{{1,2}})(?:\s?er)?\s+(?P<day_month>{months})(?!\w)"
        rf"(?:\s+(?:(?P<day_year>{era})|(?P<day_turn>{turn})(?!\w)))?)"
        r"|(?P<iso_day>(?<![\w/.-])(?P<iso_y>\d{4})-(?P<iso_m>\d{2})-(?P<iso_d>\d{2})(?![\w/-]))"
        r"|(?P<digits_day>(?<![\w/.-])(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})(?![\w/-]))"
        rf"|(?P<spelt_month>\b(?:(?:en|au\s+mois\s+(?:de\s|d['’])|début|fin|mi-|mi|courant|depuis|dès|avant|après)\s*)?"
        rf"\b(?P<month>{months})\s+(?P<month_year>{era})"
        rf"|\b(?:en|au\s+mois\s+(?:de\s|d['’])|début|fin|mi-|courant|depuis|dès)\s*(?P<bare_month>{months})(?!\w)(?:\s+(?P<month_turn>{turn})(?!\w))?)"
        rf"|(?P<year>\b(?:en|depuis|dès|fin|début|courant|mi-|l['’]an|années?|exercice|printemps|été|automne|hiver|trimestre|semestre|(?:entre|de)(?=\s\d{{4}}\s(?:et|à)\s))"
        rf"\s*(?P<only_year>(?:1[5-9]|20)\d\d)(?!\w|[.,]?\d|\s?(?:{currencies})(?!\w)))"
        rf"|(?P<ago>\bil\s+y\s+a\s+(?P<count>\d{{1,2}}|{numbers})\s+(?P<unit>jours?|mois|ans?|années?)\b)"
        rf"|(?P<relative>\b(?P<phrase>{phrases})\b)"
        rf"|(?P<weekday>\b(?P<weekday_name>{weekdays})\b(?:\s+(?:dernier|(?P<next>prochain)))?)",
        re.IGNORECASE,
    )
