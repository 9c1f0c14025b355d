"""The contents of a file as bytes and back: what a sandboxed reader may say to the process that trusts it least.

What belongs here: one message format, JSON and the raw bytes of members; never a pickle, which could run code. What
does not: processes (`isolation`, `cell`) and reading.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from orchestration.documents.drafts import Contents, Draft, Member
from orchestration.documents.refusals import Reason, Rejected
from orchestration.records import Notice, Section, SectionKind, SectionLabel, StatedParty

_HEADER = struct.Struct(">I")
_MEDIA_TYPE = re.compile(rb'\{"media_type": "([!-~]+?)"')
_DATES = ("published_on", "signed_on", "started_on")
_KINDS = frozenset(get_args(SectionKind))
_LABELS = frozenset({*get_args(SectionLabel), None})
_REASONS = frozenset(get_args(Reason))


class BrokenMessageError(ValueError):
    """A message that no reader of ours writes."""


def encode(media_type: str, contents: Contents) -> bytes:
    """A reader's answer as one message."""
    head = {
        "media_type": media_type,
        "drafts": [_draft_values(draft) for draft in contents.drafts],
        "notices": [asdict(notice) for notice in contents.notices],
        "members": [[member.name, len(member.data)] for member in contents.members],
        "encoding": contents.encoding,
        "warnings": contents.warnings,
    }
    return _message(head, [member.data for member in contents.members])


def encode_refusal(refusal: Rejected, media_type: str | None = None) -> bytes:
    """A refusal as one message."""
    return _message({"media_type": media_type, "refusal": [refusal.reason, refusal.detail]}, [])


def decode(message: bytes) -> tuple[str, Contents]:
    """The media type and contents that `encode` wrote. Raises the Rejected of a refusal, or BrokenMessageError."""
    try:
        (length,) = _HEADER.unpack_from(message)
        head = json.loads(message[_HEADER.size : _HEADER.size + length])
        if "refusal" in head:
            raise _refusal(head)
        return str(head["media_type"]), _contents(head, memoryview(message)[_HEADER.size + length :])
    except (struct.error, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise BrokenMessageError(type(error).__name__) from error


def media_type_of(message: bytes) -> str | None:
    """The media type that a message names, without taking it apart."""
    named = _MEDIA_TYPE.match(message, _HEADER.size)
    return named[1].decode("ascii") if named else None


def _message(head: Mapping[str, Any], blobs: Sequence[bytes]) -> bytes:
    packed = json.dumps(head, default=str).encode("ascii")
    return b"".join([_HEADER.pack(len(packed)), packed, *blobs])


def _draft_values(draft: Draft) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in ("text", "language", "title", "author", "publisher", "url")}
    sections = [[s.start_char, s.end_char, s.kind, s.label] for s in draft.sections]
    return {
        **values,
        "published_on": draft.published_on,
        "found_by": dict(draft.found_by),
        "sections": sections,
    }


def _refusal(head: Mapping[str, Any]) -> Rejected:
    reason, detail = head["refusal"]
    if reason not in _REASONS:
        raise BrokenMessageError("an unknown reason")
    return Rejected(reason, None if detail is None else str(detail))


def _contents(head: Mapping[str, Any], rest: memoryview) -> Contents:
    return Contents(
        drafts=tuple(_draft(values) for values in head["drafts"]),
        members=tuple(_members(head["members"], rest)),
        notices=tuple(_notice(values) for values in head["notices"]),
        encoding=_text(head["encoding"]),
        warnings=tuple(str(warning) for warning in head["warnings"]),
    )


def _draft(values: Mapping[str, Any]) -> Draft:
    text = str(values["text"])
    return Draft(
        text=text,
        sections=_sections(values["sections"], text),
        language=_text(values["language"]),
        title=_text(values["title"]),
        author=_text(values["author"]),
        publisher=_text(values["publisher"]),
        published_on=_date(values["published_on"]),
        url=_text(values["url"]),
        found_by={str(name): str(how) for name, how in values["found_by"].items()},
    )


def _sections(rows: Sequence[Any], text: str) -> tuple[Section, ...]:
    """The law of `records.Section` holds for whatever a reader says: in order, apart, inside the text."""
    pieces = tuple(Section(int(start), int(end), kind, label) for start, end, kind, label in rows)
    edge = 0
    for piece in pieces:
        if not edge <= piece.start_char < piece.end_char <= len(text):
            raise BrokenMessageError("sections out of order")
        if piece.kind not in _KINDS or piece.label not in _LABELS:
            raise BrokenMessageError("an unknown kind of section")
        edge = piece.end_char
    return pieces


def _members(sizes: Sequence[Any], rest: memoryview) -> list[Member]:
    members, offset = [], 0
    for name, size in sizes:
        members.append(Member(str(name), bytes(rest[offset : offset + size])))
        offset += size
    if offset != len(rest):
        raise BrokenMessageError("members of another size than stated")
    return members


def _notice(values: Mapping[str, Any]) -> Notice:
    dates = {name: _date(values[name]) for name in _DATES}
    amount = None if values["amount"] is None else Decimal(values["amount"])
    fields = tuple((str(name), str(value)) for name, value in values["fields"])
    others = tuple(StatedParty(**party) for party in values["other_parties"])
    return Notice(**{**values, **dates, "amount": amount, "other_parties": others, "fields": fields})


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
