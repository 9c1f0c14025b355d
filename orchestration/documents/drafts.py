"""What a reader makes of one file: a text with its sections and what it says of itself, before it has an identity.

What belongs here: the record that every reader returns. What does not: ids and hashes (`intake`) or reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orchestration.records import Section


@dataclass(frozen=True, slots=True)
class Draft:
    """One text as read. `text` obeys the text law of `cleaning`; `sections` obey the law of `records.Section`."""

    text: str
    sections: tuple[Section, ...]
    language: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_on: date | None = None
