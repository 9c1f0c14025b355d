"""What the headers of a mail say, and bytes in the character set that a mail declares.

What belongs here: encoded words, names, dates, declared character sets. What does not: bodies and attachments (`mail`).
The parsers of `email.utils` recurse on hostile addresses, so that a name is read here by its shape.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from orchestration.documents.cleaning import stored_text
from orchestration.documents.drafts import Draft
from orchestration.documents.encodings import Decoded, decode
from orchestration.documents.layout import Stated
from orchestration.documents.refusals import Rejected

# Headers longer than this are attacks; looking for encoded words is quadratic.
_LONGEST = 2_000
_TEXT_CHARSET = re.compile(r"(?:utf|iso|windows|cp|koi|mac|big|gb|euc|shift|us-ascii|ascii|latin|hz)[\w.:-]*", re.ASCII)
_ADDRESS_WITH_NAME = re.compile(r"\s*(?P<name>[^<]*?)\s*<")
_NAME_AFTER_ADDRESS = re.compile(r"[^\s<>()]+@[^\s<>()]+\s*\((?P<name>[^()]*)\)")
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2100


def stated(headers: Iterable[tuple[str, object]]) -> Stated:
    """Title, author and day of a mail as its headers state them. The first header of a name counts."""
    values: dict[str, str] = {}
    for name, value in headers:
        values.setdefault(name.lower(), str(value)[:_LONGEST])
    return Stated(
        title=words(values.get("subject", "")),
        author=_person(values.get("from", "")),
        published_on=_day(values.get("date", "")),
    )


def with_stated(draft: Draft, says: Stated) -> Draft:
    """The draft with what the headers state. A mail has no publisher and no address on the web."""
    found_by = {field: how for field, how in draft.found_by.items() if field not in ("publisher", "url")}
    for field in ("title", "author", "published_on"):
        if getattr(says, field):
            found_by[field] = "mail_headers"
    return replace(
        draft,
        title=says.title or draft.title,
        author=says.author or draft.author,
        published_on=says.published_on or draft.published_on,
        publisher=None,
        url=None,
        found_by=found_by,
    )


def words(raw: str) -> str | None:
    """A header as it is to be read, on one line; None when it is empty or cannot be decoded: no rubbish for a title."""
    try:
        pieces = [_piece(*piece) for piece in decode_header(_unescaped(raw[:_LONGEST]))]
    except (HeaderParseError, Rejected, ValueError, LookupError):
        return None
    return stored_text(" ".join("".join(pieces).split())) or None


def _piece(value: bytes | str, charset: str | None) -> str:
    if isinstance(value, str):
        return value
    # What stands between encoded words comes back in this encoding of the standard library's own.
    return value.decode("raw_unicode_escape") if charset is None else decode_declared(value, charset).text


def decode_declared(data: bytes, charset: str | None) -> Decoded:
    """The characters of `data`, which a mail declares to be in `charset`.

    UTF-8 is UTF-8 whatever was declared; a charset that is unknown or cannot be right gives way to what
    `encodings.decode` finds, with the note "encoding_guessed". Raises Rejected `binary`, `undecodable`.
    """
    codec = _codec(charset)
    if codec is not None and not _is_utf8(data):
        try:
            return Decoded(data.decode(codec), codec)
        except UnicodeError:
            codec = None
    decoded = decode(data)
    is_as_declared = not charset or codec == decoded.encoding or data.isascii()
    notes = (
        decoded.notes if is_as_declared or "encoding_guessed" in decoded.notes else (*decoded.notes, "encoding_guessed")
    )
    return replace(decoded, notes=notes)


def _codec(charset: str | None) -> str | None:
    name = (charset or "").strip().lower()
    try:
        found = codecs.lookup(name).name if _TEXT_CHARSET.fullmatch(name) else None
    except (LookupError, ValueError):
        return None
    # As browsers do: whoever says ISO 8859-1 and uses the places that it leaves empty means Windows.
    return "cp1252" if found == "iso8859-1" else found


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _person(raw: str) -> str | None:
    """The name beside the first address; an address alone names nobody."""
    found = _ADDRESS_WITH_NAME.match(raw) or _NAME_AFTER_ADDRESS.search(raw)
    name = (words(found["name"].strip("\"' ")) or "").strip("\"' ") if found else ""
    return name if re.search(r"[^\W\d_]", name) and "@" not in name else None


def _day(raw: str) -> date | None:
    """The day in the zone of the sender; None when it is impossible."""
    try:
        day = parsedate_to_datetime(" ".join(raw.split())).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return day if _EARLIEST_YEAR <= day.year <= _LATEST_YEAR else None


def file_name(part: Message) -> str | None:
    """The name that a sender gave to a part, decoded; senders write it in three ways, one of which is lawful."""
    for header, value in part.raw_items():
        if header.lower() in ("content-disposition", "content-type") and not str(value).isascii():
            part.replace_header(header, _unescaped(str(value)))
    name = part.get_filename()
    return (words(name) if name and name.isascii() else name) or None


def _unescaped(raw: str) -> str:
    """Bytes that the parser of the standard library carries inside a string, as characters."""
    try:
        return decode(raw.encode("ascii", "surrogateescape")).text
    except (Rejected, UnicodeEncodeError):
        return raw
