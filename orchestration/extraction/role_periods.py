"""When a position began and ended: "depuis 2012", "de 2012 à 2016", "jusqu'en mars 2016".

What belongs here: the words of time right after a function. What does not: what a date relative to the document's day
means (`dates`). A year or a month stands for its first day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration import lexicon
from orchestration.extraction.dates import find_dates

REACH = 60
SINCE = re.compile(r"[\s,(]*(?:depuis|dès|à partir de)\s+(?=\w)", re.IGNORECASE)
# "le |3 mai", "au mois de mai": so many characters may precede a date.
LONGEST_ARTICLE = 3


@dataclass(frozen=True)
class Period:
    """First day and last known day of a position, where the text gives them, and whether it says that it is over."""

    started_on: date | None = None
    ended_on: date | None = None
    is_over: bool = False


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    months = "|".join(re.escape(month) for month in lexicon.words(language, "months"))
    day = rf"(?:le\s+)?(?:(\d{{1,2}})(?:er)?\s+)?(?:({months})\s+)?((?:1[89]|20)\d\d)\b"
    lead = r"[\s,(]*"
    return (
        ("span", re.compile(rf"{lead}(?:de|d'|du|entre)\s*{day}\s+(?:à|au|et|jusqu'en)\s+{day}", re.I)),
        ("span", re.compile(rf"{lead}()()((?:1[89]|20)\d\d)\s?[-–]\s?()()((?:1[89]|20)\d\d)\b", re.I)),
        ("since", re.compile(rf"{lead}(?:depuis|dès|à partir de)\s+(?:l'année\s+|la fin\s+)?{day}", re.I)),
        ("until", re.compile(rf"{lead}jusqu'(?:en|au|à)\s*{day}", re.I)),
        ("in", re.compile(rf"{lead}en\s+{day}", re.I)),
    )


def read_period(text: str, char: int, language: str, is_event: bool, as_of: date | None = None) -> Period:
    """Read the words of time at `char`. `is_event` says that the verb names a beginning ("nommé … en 2017").

    An end after `as_of`, the document's own date, is not over yet; without that date every end is taken as past.
    """
    window = text[char : char + REACH]
    for kind, pattern in _patterns(language):
        match = pattern.match(window)
        if match is None:
            continue
        days = [_day(match.groups()[at : at + 3], language) for at in range(0, len(match.groups()), 3)]
        if kind == "span":
            return Period(days[0], days[1], _is_past(days[1], as_of))
        if kind == "until":
            return Period(ended_on=days[0], is_over=_is_past(days[0], as_of))
        if kind == "since" or is_event:
            return Period(started_on=days[0])
    return Period(started_on=_relative_start(window, is_event, as_of)) if language == "fr" else Period()


def _relative_start(window: str, is_event: bool, as_of: date | None) -> date | None:
    """Read "depuis l'an dernier", "depuis trois ans", and of an event "mardi", "en mars dernier"."""
    since = SINCE.match(window)
    if since is None and not is_event:
        return None
    rest = window[since.end() :] if since else window.lstrip(" ,(")
    # "depuis trois ans" began when "il y a trois ans" was.
    for told in (rest, f"il y a {rest}") if since else (rest,):
        found = next(iter(find_dates(told, as_of)), None)
        if found is not None and found.start_char <= LONGEST_ARTICLE:
            return found.value
    return None


def _is_past(day: date | None, as_of: date | None) -> bool:
    return day is None or as_of is None or day < as_of


def _day(parts: tuple[str | None, ...], language: str) -> date | None:
    day, month, year = parts
    number = int(lexicon.table(language, "months")[month.lower()]) if month else 1
    try:
        return date(int(year or 0), number, int(day or 1) if month else 1)
    except ValueError:
        return None
