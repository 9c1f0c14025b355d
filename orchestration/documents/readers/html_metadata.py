"""What a page declares of itself, and where each value stands: `<meta>`, JSON-LD, `<time>`, its canonical link.

What belongs here: judging what trafilatura found by where in the page it stands. What does not: reading the visible
text for bylines and dates (`metadata`). A value that no declaration bears out is none: wrong is worse than empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from orchestration.documents.cleaning import stored_text
from orchestration.documents.layout import Stated
from orchestration.documents.readers.html_page import region_of

_LOOKS_LIKE_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")
_LOOKS_LIKE_NAMES = re.compile(r"[^\W\d_][^\W\d_]*(?:[ .,'’&-]+[^\W\d_]+)*\.?")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_CANONICAL = "//link[translate(@rel, 'CANONIL', 'canonil')='canonical']/@href | //meta[@property='og:url']/@content"
_LONGEST_URL = 2_000


class Declared:
    """The declarations of one parsed page. Made before hidden elements go: scripts hold JSON-LD."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    @cached_property
    def language(self) -> str | None:
        """The language of `<html lang>`, two letters."""
        code = (self._tree.get("lang") or "")[:2].lower()
        return code if re.fullmatch("[a-z]{2}", code) else None

    @cached_property
    def url(self) -> str | None:
        """The canonical address, where it is a whole one of the web without a password in it."""
        for address in map(str, self._tree.xpath(_CANONICAL)):
            try:
                parts = urlsplit(address.strip())
            except ValueError:
                continue
            if parts.scheme in ("http", "https") and parts.hostname and parts.password is None:
                return address.strip() if len(address) <= _LONGEST_URL else None
        return None

    @cached_property
    def meta(self) -> str:
        """The contents of all `<meta>` elements, one a line."""
        return _plain("\n".join(map(str, self._tree.xpath("//meta/@content"))))

    @cached_property
    def json_ld(self) -> str:
        """The JSON-LD of the page, its escapes resolved."""
        scripts = "\n".join(map(str, self._tree.xpath("//script[contains(@type, 'ld+json')]/text()")))
        return _plain(_ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), scripts))

    @cached_property
    def times(self) -> frozenset[str]:
        """The days of the `<time>` elements that stand in the page's own part, as YYYY-MM-DD."""
        elements = self._tree.xpath("//time[@datetime]")[:100]
        return frozenset(time.get("datetime")[:10] for time in elements if not _is_surrounding(time))

    def place_of(self, value: str) -> str | None:
        """Where the page declares a value: "html_meta", "json_ld"; None where it does not."""
        wanted = _plain(value)
        return "html_meta" if wanted in self.meta else "json_ld" if wanted in self.json_ld else None


def stated(declared: Declared, found: Any) -> Stated:
    """What the page declares, out of what trafilatura `found`, with how each value was found."""
    author, publisher = _author(found.author), _publisher(found.sitename)
    places: dict[str, str | None] = {
        "title": (declared.place_of(found.title) or "html_title") if found.title else None,
        "author": _place_of_all(declared, author),
        "publisher": declared.place_of(publisher) if publisher else None,
        "published_on": _place_of_day(declared, found.date),
    }
    found_by: Mapping[str, str] = {name: place for name, place in places.items() if place}
    return Stated(
        title=stored_text(" ".join((found.title or "").split())) or None,
        author=author if "author" in found_by else None,
        publisher=publisher if "publisher" in found_by else None,
        published_on=_date(found.date) if "published_on" in found_by else None,
        language=declared.language,
        url=declared.url,
        found_by={**found_by, "url": "canonical", "language": "html_lang"},
    )


def _plain(words: str) -> str:
    return stored_text(words).casefold()


def _is_surrounding(element: Any) -> bool:
    return any(region_of(outer) in ("related", "comments", "navigation") for outer in element.iterancestors())


def _place_of_all(declared: Declared, author: str | None) -> str | None:
    """Where all the names are declared; a name that trafilatura pieced together is none."""
    places = {declared.place_of(name) for name in author.split(", ")} if author else {None}
    return places.pop() if len(places) == 1 else None


def _place_of_day(declared: Declared, day: str | None) -> str | None:
    if not day:
        return None
    return declared.place_of(day) or ("html_time" if declared.times == {day} else None)


def _author(names: str | None) -> str | None:
    """The declared authors, separated by commas; whatever is no plain name (an address, a formula) is none."""
    words = stored_text(" ".join((names or "").split())).replace("; ", ", ")
    return words if _LOOKS_LIKE_NAMES.fullmatch(words) else None


def _publisher(name: str | None) -> str | None:
    """The site's name, where it is a name: an address or a handle of a network is none."""
    words = stored_text(" ".join((name or "").split())).lstrip("@")
    return None if not words or _LOOKS_LIKE_ADDRESS.match(words) else words


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
