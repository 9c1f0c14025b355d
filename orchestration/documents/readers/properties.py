"""What an office file or a book states of itself: title, author, language, publisher, date.

What belongs here: telling a statement from what a program filled in (`lists/office_properties.tsv`). What does not:
where a format keeps it. Wrong is worse than empty: a doubtful value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from orchestration.documents.layout import Stated
from orchestration.documents.lists import rows

FOUND_BY = "office_properties"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)+")
_LANGUAGE = re.compile(r"([a-z]{2})(?![a-z])", re.IGNORECASE)
_LONGEST = 300
# Programs write the year 101 for a date that they do not know.
_EARLIEST_YEAR = 1800


@cache
def _fillers(field: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[1], re.IGNORECASE) for row in rows("office_properties") if row[0] == field)


def texts(root: Any, tag: str) -> tuple[str, ...]:
    """The texts of all elements of that name (clark notation), without the empty ones."""
    found = (" ".join("".join(element.itertext()).split()) for element in root.iter(tag))
    return tuple(text for text in found if text)


def title(values: Sequence[str]) -> str | None:
    """The first value, unless it is what programs write by themselves or the name of a file."""
    value = values[0] if values else None
    return value if value and len(value) <= _LONGEST and not is_filler("title", value) else None


def author(values: Sequence[str]) -> str | None:
    """The people named, separated by commas; none when one of them is an account or a program."""
    names = [name.strip() for value in values for name in re.split(r"[;,]", value) if name.strip()]
    if any(not _FULL_NAME.fullmatch(name) or is_filler("author", name) for name in names):
        return None
    joined = ", ".join(dict.fromkeys(names))
    return joined if joined and len(joined) <= _LONGEST else None


def language(values: Sequence[str]) -> str | None:
    """The two-letter code at the head of the first value ("fr-FR" gives "fr")."""
    match = _LANGUAGE.match(values[0]) if values else None
    return match[1].lower() if match else None


def day(values: Sequence[str]) -> date | None:
    """The one full day that the values name; a year alone is none, and so are two different days."""
    days = {found for value in values if (found := _day(value)) is not None}
    return days.pop() if len(days) == 1 else None


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return found if found.year >= _EARLIEST_YEAR else None


def dublin_core(root: Any, creator_tag: str = DUBLIN_CORE + "creator") -> Stated:
    """Title, author and language of an XML part that uses the Dublin Core names. Its dates are those of the file."""
    return Stated(
        title=title(texts(root, DUBLIN_CORE + "title")),
        author=author(texts(root, creator_tag)),
        language=language(texts(root, DUBLIN_CORE + "language")),
    )


def is_filler(field: str, value: str) -> bool:
    """Whether programs write such a value by themselves; `field` is the first column of the list."""
    return any(pattern.search(value) for pattern in _fillers(field))
