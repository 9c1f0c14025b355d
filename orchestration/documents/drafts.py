"""What a reader makes of one file: texts with their sections, files inside it, before anything has an identity.

What belongs here: the records that every reader returns. What does not: ids and hashes (`intake`) or reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.records import Notice, Section


@dataclass(frozen=True, slots=True)
class Draft:
    """One text as read. `text` obeys the text law of `cleaning`; `sections` obey the law of `records.Section`.

    `found_by` says how a value of the document was found, by the name of its field: {"author": "html_meta"}.
    """

    text: str
    sections: tuple[Section, ...]
    language: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    found_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: a member of an archive, an attachment of a mail.

    `name` is only ever shown, never used as a path. Names need not be unique: the intake tells twins apart.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """All that one file holds. A mail has a draft (its body) and members; an archive has members only.

    `warnings` are short words for people, without text of the file: "decode_replaced=3", "recovered", "macros".
    """

    drafts: tuple[Draft, ...] = ()
    members: tuple[Member, ...] = ()
    notices: tuple[Notice, ...] = ()
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
