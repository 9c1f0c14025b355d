"""What a text says of itself: who wrote it, when it came out, where.

What belongs here: reading such statements by the patterns of `lists/metadata.tsv`. What does not: guessing; a date
or a name in running text is not one of the article. Wrong is worse than empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TypeVar

from orchestration.documents.lists import rows

_Value = TypeVar("_Value")

_HEAD_CHARS = 2_000
_FOOT_CHARS = 1_000
_EARLIEST_YEAR = 1800
_NAME_WORD = r"(?-i:[A-ZÀ-ÖØ-Þ][\w'’.]*(?:-[A-ZÀ-ÖØ-Þ][\w'’.]*)*)"
_PLACE = rf"{_NAME_WORD}(?:[ -](?:(?-i:sur|en|les|le|la|de|du|lès|sous)|{_NAME_WORD})){{0,5}}"
_FULL_NAME = rf"{_NAME_WORD}(?: (?:(?-i:d[eu]|des|la|le|van|von|der|den|el|ben|al) |(?-i:d)['’])?{_NAME_WORD}){{1,3}}"
_NAME = rf"(?P<author>{_FULL_NAME}(?:(?:, | et | and | avec ){_FULL_NAME})?)"


@cache
def _months() -> dict[str, int]:
    return {row[0]: int(row[1]) for row in rows("months")}


@cache
def _date_pattern() -> str:
    months = "|".join(sorted(_months(), key=lambda name: (-len(name), name)))
    weekday = r"(?:[a-z]{4,9}(?:di|day|che),? )?"
    return (
        rf"{weekday}(?:(?P<day>\d{{1,2}})(?:er)? (?P<month>{months}),? (?P<year>\d{{4}})"
        rf"|(?P<month_en>{months}) (?P<day_en>\d{{1,2}}),? (?P<year_en>\d{{4}})"
        r"|(?P<day_n>\d{1,2})[/.](?P<month_n>\d{1,2})[/.](?P<year_n>\d{4})"
        r"|(?P<year_i>\d{4})-(?P<month_i>\d{2})-(?P<day_i>\d{2}))(?!\d)"
    )


@cache
def _patterns(field: str) -> tuple[re.Pattern[str], ...]:
    expressions = [row[1] for row in rows("metadata") if row[0] == field]
    return tuple(re.compile(expression, re.MULTILINE | re.IGNORECASE) for expression in map(_filled_in, expressions))


def _filled_in(expression: str) -> str:
    return expression.replace("{date}", _date_pattern()).replace("{name}", _NAME).replace("{place}", _PLACE)


def published(text: str) -> tuple[date | None, str]:
    """The day on which the document says that it came out, read at its head and its foot, and how that was found.

    How: "published_line", "dateline", or "updated_line" where nothing but the last change is dated.
    """
    for field in ("published_line", "dateline", "updated_line"):
        values = _values(field, text, _as_date)
        if values:
            return (values.pop() if len(values) == 1 else None), field
    return None, "none"


def author(text: str) -> str | None:
    """Who signed the document, as written, without "Par"."""
    return _single("author", text, lambda match: " ".join(match["author"].split()).rstrip("."))


def publisher(content: str) -> str | None:
    """Where the last line of the content says that it appeared; higher up, "source" is that of a figure."""
    last_line = content.rstrip().rpartition("\n")[2]
    return _single("publisher", last_line, lambda match: match["publisher"].strip()) if len(last_line) < 100 else None


def is_label(line: str) -> bool:
    """Whether a line is a byline, a date or the name of a kind of text: such a line is neither title nor heading."""
    return any(pattern.match(line) for pattern in _patterns("no_title"))


def _single(field: str, text: str, value: Callable[[re.Match[str]], _Value | None]) -> _Value | None:
    values = _values(field, text, value)
    return values.pop() if len(values) == 1 else None


def _values(field: str, text: str, value: Callable[[re.Match[str]], _Value | None]) -> set[_Value]:
    """What the strongest pattern that matches says; several values are a contradiction, and say nothing."""
    # A foot begins with a whole line: what a cut leaves of one would look like the start of a dateline.
    foot = text[max(_HEAD_CHARS, len(text) - _FOOT_CHARS) :].partition("\n")[2]
    for part in (text[:_HEAD_CHARS], foot):
        lines = "\n".join(line.strip() for line in part.replace("\u00a0", " ").split("\n"))
        for pattern in _patterns(field):
            values = {found for match in pattern.finditer(lines) if (found := value(match)) is not None}
            if values:
                return values
    return set()


def _as_date(match: re.Match[str]) -> date | None:
    for suffix in ("", "_en", "_n", "_i"):
        if match["year" + suffix]:
            month = match["month" + suffix].lower()
            return _valid(int(match["year" + suffix]), _months().get(month) or int(month), int(match["day" + suffix]))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _EARLIEST_YEAR else None
    except ValueError:
        return None
