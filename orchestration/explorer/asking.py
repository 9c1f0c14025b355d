"""What a reader asks for: release, language, the words after `?`, the names in the path.

What belongs here: reading requests, carefully: whatever stands there, a page gets a value it can use. What does not:
answering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from orchestration.explorer.release import OpenRelease

LONGEST_TEXT = 500


class NotFound(Exception):  # noqa: N818 - it reads as what it says
    """The release holds no such thing; the message, for people, says what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `path` are the values of the route's placeholders."""

    release: OpenRelease
    language: str
    address: str
    query: QueryParams
    path: Mapping[str, Any]

    def text(self, name: str) -> str:
        """What was given for `name`, without blanks around it; empty when nothing was. At most 500 characters."""
        return self.query.get(name, "").replace("\0", "").strip()[:LONGEST_TEXT]

    def many(self, name: str) -> list[str]:
        """All values that were given for `name`, each once, in their order."""
        given = (value.replace("\0", "").strip()[:LONGEST_TEXT] for value in self.query.getlist(name))
        return list(dict.fromkeys(filter(None, given)))

    def number(self, name: str, default: int, least: int = 1, most: int = 1_000_000) -> int:
        """The whole number given for `name`, brought within the bounds; `default` when it is none."""
        written = self.text(name)
        return min(max(int(written), least), most) if written.isascii() and written.isdigit() else default

    def here(self, **changes: str | int | list[str] | None) -> str:
        """The address of this page with other parameters; those that are None are left out, and so is the page."""
        kept = [(name, value) for name, value in self.query.multi_items() if name not in {*changes, "page", "lang"}]
        for name, value in changes.items():
            values = value if isinstance(value, list) else [] if value is None else [str(value)]
            kept += [(name, one) for one in values]
        return f"{self.address}?{QueryParams(kept)}" if kept else self.address
