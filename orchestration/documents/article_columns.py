"""What a record says of an article under the usual names: the columns of a table, the fields above a Markdown text.

What belongs here: which name means which field (`lists/article_columns.tsv`), and reading a value that is stated there.
What does not: tables, files, text. A value that is not surely what its column promises is left empty.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from orchestration.documents.cleaning import stored_text
from orchestration.documents.layout import Stated
from orchestration.documents.lists import rows

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
# "mardi 5 mars 2024 à 16:21", "Tue, 05 Mar 2024 08:00:00 +0100"; "March 5, 2024".
_MONTH_INSIDE = re.compile(r"(?:[^\W\d_]{3,9}\.?,? )?(\d{1,2})(?:er)? ([^\W\d_]{3,9})\.? (\d{4})\b")
_MONTH_FIRST = re.compile(r"(?:[^\W\d_]{3,9}\.?,? )?([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})\b")
_EARLIEST_YEAR = 1800
# What programs write when they know no date.
_NO_DATE = date(1970, 1, 1)
_ADDRESS = re.compile(r"https?://[^\s<>\"\ufffd]{1,2000}")
_SITE = re.compile(r"\S*(?:://|@)\S*|[\w-]+(?:\.[\w-]+)+")
_NO_NAME = re.compile(r"[\d@/<>=_\\{}\[\]|]")
_LONGEST_NAME = 200
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]\w+)?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|[A-Za-z]{2,8}\d?);")
# Feeds wrap a value: {"source": {"name": …}}, {"content": {"rendered": …}}.
_WRAPPED = ("rendered", "name")


@cache
def _known() -> Mapping[str, tuple[int, str]]:
    """By comparable name: the rank in the list and the field."""
    return {comparable(name): (rank, field) for rank, (field, name) in enumerate(rows("article_columns"))}


def comparable(name: str) -> str:
    """A column's name without case, accents, spaces and punctuation.

    >>> comparable("Date_de publication")
    'datedepublication'
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, letters))


def columns(names: Iterable[str]) -> dict[str, str]:
    """The column of each field, by the field's name; what is no usual name is left out."""
    found = sorted((*_known()[key], name) for name in names if (key := comparable(name)) in _known())
    return {field: name for _, field, name in reversed(found)}


def is_of_articles(fields: Mapping[str, str]) -> bool:
    """Whether such columns make a table of articles: there is a text, and something is said of it."""
    return "text" in fields and len(fields) > 1


def words(value: object, separator: str = ", ") -> str:
    """A value as text; what a feed wraps is unwrapped, a list is joined by `separator`, nothing is ''."""
    parts = value if isinstance(value, list) else [value]
    return separator.join(filter(None, map(_unwrapped, parts)))


def _unwrapped(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in _WRAPPED if key in value), None)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def unescaped(text: str) -> str:
    """The characters that entities such as &eacute; or &#8217; stand for: exports of web sites keep them."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def stated(values: Mapping[str, object], day_first: bool | None = None) -> Stated:
    """What the values of a record, by field, say of its article. `day_first`: see `as_date`."""
    said = {field: _line(words(value)) for field, value in values.items() if field != "text"}
    return Stated(
        title=said.get("title") or None,
        author=_name(said.get("author", "")),
        publisher=_publisher(said.get("publisher", "")),
        published_on=as_date(said.get("published_on", ""), day_first),
        language=_language(said.get("language", "")),
        url=said["url"] if _ADDRESS.fullmatch(said.get("url", "")) else None,
    )


def _line(written: str) -> str:
    return stored_text(" ".join(unescaped(written).split()))


def _name(written: str) -> str | None:
    """A name of persons; a number, an address or a formula is none."""
    return written if 0 < len(written) <= _LONGEST_NAME and not _NO_NAME.search(written) else None


def _publisher(written: str) -> str | None:
    """The name of a paper or a site; the address of one is no name."""
    return written if 0 < len(written) <= _LONGEST_NAME and not _SITE.fullmatch(written) else None


def _language(written: str) -> str | None:
    code = _LANGUAGE.fullmatch(written.lower())
    return code[1] if code else None


def day_first(values: Iterable[str]) -> bool | None:
    """Whether a column writes 05/03 for the 5th of March, proved by its days beyond 12; None when nothing proves it."""
    pairs = [(int(found[1]), int(found[3])) for value in values if (found := _YEAR_LAST.match(value))]
    orders = {first > second for first, second in pairs if min(first, second) <= 12 < max(first, second)}
    return orders.pop() if len(orders) == 1 else None


def as_date(written: str, day_first: bool | None = None) -> date | None:
    """The day that a value names, as written (a time zone does not move it); None when it names none for sure.

    `day_first` says how 05/03/2024 is meant; without it such a value is no date.

    >>> as_date("2024-03-05T23:30:00Z")
    datetime.date(2024, 3, 5)
    """
    if found := _YEAR_FIRST.match(written):
        return _valid(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.match(written):
        return _year_last(found, day_first)
    if found := _MONTH_INSIDE.match(written):
        return _valid(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.match(written):
        return _valid(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(name: str) -> int:
    """The number of a month written in full or cut short, 0 when it is none or may be two."""
    numbers = {number for month, number, *_ in rows("months") if month.startswith(name.lower())}
    return int(numbers.pop()) if len(numbers) == 1 else 0


def _year_last(found: re.Match[str], day_first: bool | None) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if first > 12 or first == second or found[2] == ".":
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        return None
    return _valid(year, second, first) if day_first else _valid(year, first, second)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return value if year >= _EARLIEST_YEAR and value != _NO_DATE else None
