"""Lines joined into running text: hyphenation at the end of a line undone where that is plausible.

What belongs here: joining two lines. What does not: which lines belong together (`pdf_layout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from orchestration.documents.lists import rows

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"((?:[^\W\d_]+-)*[^\W\d_]+)[-\u00ad\u2010]$")
_TIGHT = re.compile(r"(?:\w[-\u2010]|\b\w{1,2}['’])$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """All words of a document in lower case, compounds as one word."""
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def join(line: str, following: str, words: frozenset[str]) -> str:
    """Two lines as one text; `words` are those of the document, which knows its compounds best.

    >>> join("le conseil munici-", "pal de la ville", frozenset())
    'le conseil municipal de la ville'
    """
    broken, rest = _BROKEN.search(line), _FIRST_WORD.match(following)
    if broken and rest and following[0].islower() and not _keeps_hyphen(broken[1], rest[0], words):
        return line[:-1] + following
    if not line or line.endswith("\u00ad"):
        return line.rstrip("\u00ad") + following
    return line + following if _TIGHT.search(line) else f"{line} {following}"


def _keeps_hyphen(first: str, last: str, words: frozenset[str]) -> bool:
    first, last = first.lower(), last.lower()
    if (first + last in words) != (f"{first}-{last}" in words):
        return f"{first}-{last}" in words
    return "-" in first or first in _parts("first") or last in _parts("last")


@cache
def _parts(place: str) -> frozenset[str]:
    return frozenset(part for where, part in rows("hyphens") if where == place)
