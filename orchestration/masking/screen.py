"""The screen between reading and keeping: what was erased is covered or dropped before anything is written down.

What belongs here: records in, records out. What does not: files, tables, and the list itself (`tombstones`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from orchestration.masking.tombstones import ERASED, Erased, Tombstone
from orchestration.masking.words import (
    COVER,
    Names,
    Span,
    all_names,
    covered,
    every_name,
    united,
    whole_names,
)
from orchestration.records import Document, Extraction, FileReading, FileRecord, Notice, QuoteClaim

_PATH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Screen:
    """What `erased` asks of everything that is read."""

    erased: Erased

    def reading(
        self, reading: FileReading, documents: Sequence[Document], notices: Sequence[Notice]
    ) -> tuple[FileReading, tuple[Document, ...], tuple[Notice, ...]]:
        """What may be kept of one file: no document that was erased, no name of a person who was."""
        if not self.erased.tombstones:
            return reading, tuple(documents), tuple(notices)
        kept = [document for document in documents if document.content_sha256 not in self.erased.contents]
        if documents and not kept:
            return FileReading(reading.file_sha256, reason=ERASED), (), ()
        members = tuple(replace(member, name=self.path(member.name)) for member in reading.members)
        contents = tuple(document.content_sha256 for document in kept)
        return (
            replace(reading, members=members, content_sha256s=contents),
            tuple(self.document(document) for document in kept),
            tuple(self.notice(notice) for notice in notices),
        )

    def document(self, document: Document) -> Document:
        """The document with erased names covered in its text and in what it says of itself."""
        covers: list[Span] = []
        told: dict[str, Any] = {name: getattr(document, name) for name in ("title", "author", "publisher", "url")}
        for person in self.erased.persons:
            if person.spans.get(document.content_sha256) == []:
                continue
            spans, names = self.spans(person, document), self.erased.names(person)
            covers += spans
            told = {name: value and _cover(value, names, bare=bool(spans)) for name, value in told.items()}
        return replace(document, **{"text": covered(document.text, covers), **told})

    def spans(self, person: Tombstone, document: Document) -> list[Span]:
        """Where an erased person stands in a text: as found when it was erased, else by name."""
        if (known := person.spans.get(document.content_sha256)) is not None:
            return list(known)
        return spans_by_name(document.text, self.erased.names(person), document.author, document.title)

    def notice(self, notice: Notice) -> Notice:
        """The notice with erased names covered in every text of it."""
        names = self.erased.all_names
        return replace(
            notice, **{field.name: _covered_value(getattr(notice, field.name), names) for field in fields(notice)}
        )

    def file(self, record: FileRecord) -> FileRecord:
        """The file's row with erased names covered in its paths; of an erased file no path at all."""
        if record.reason == ERASED:
            return replace(record, source_path=f"{ERASED}-{self.token(record.source_path)}", detail=None)
        detail = record.detail and self.path(record.detail)
        container = record.container_path and self.path(record.container_path)
        return replace(record, source_path=self.path(record.source_path), detail=detail, container_path=container)

    def path(self, path: str) -> str:
        """A path with a token in place of each erased name: two paths that differ must not become one."""
        spans = every_name(path, self.erased.all_names) if self.erased.persons else []
        return with_tokens(path, spans, self.erased.key)

    def names_somebody(self, *texts: str | None) -> bool:
        """Whether one of the texts holds the full name of an erased person."""
        return bool(self.erased.persons) and any(whole_names(text, self.erased.all_names) for text in texts if text)

    def token(self, text: str) -> str:
        """A few digits that stand for a text and cannot be traced back to it without the key."""
        return _token(text, self.erased.key)


def with_tokens(text: str, spans: Iterable[Span], key: bytes) -> str:
    """The text with a keyed token in place of each span."""
    parts, last = [], 0
    for start, end in united(spans):
        parts += [text[last:start], COVER, _token(text[start:end], key)]
        last = end
    return "".join([*parts, text[last:]])


def _token(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:_PATH_DIGITS]


def spans_by_name(text: str, names: Names, *beside: str | None) -> list[Span]:
    """Where a person stands in a text that nobody has looked into: where the full name stands, the bare one counts."""
    named = whole_names(text, names) or any(whole_names(other, names) for other in beside if other)
    return all_names(text, names) if named else []


def without_doubtful_speakers(extraction: Extraction, text: str) -> Extraction:
    """What was said by whom, unless a covered name stands between the words and their speaker.

    "█████ █████ répond. Il ajoute…": without the name, "il" leads to whoever was named before, who said nothing.
    """
    if COVER not in text:
        return extraction
    places = {mention.mention_id: (mention.start_char, mention.end_char) for mention in extraction.mentions}
    quotes = tuple(_without_doubt(quote, places, text) for quote in extraction.quotes)
    return replace(extraction, quotes=quotes)


def _without_doubt(quote: QuoteClaim, places: Mapping[str, Span], text: str) -> QuoteClaim:
    place = places.get(quote.speaker_mention_id or "")
    if place is None:
        return quote
    first, last = min(place[0], quote.start_char), max(place[1], quote.end_char)
    return replace(quote, speaker_mention_id=None, speaker_text=None) if COVER in text[first:last] else quote


def _cover(value: str, names: Names, *, bare: bool) -> str:
    return covered(value, all_names(value, names) if bare else whole_names(value, names))


def _covered_value(value: Any, names: Names) -> Any:
    """The value with full names covered, wherever in it they stand."""
    if isinstance(value, str):
        return covered(value, whole_names(value, names))
    if isinstance(value, tuple):
        return tuple(_covered_value(part, names) for part in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(
            value, **{field.name: _covered_value(getattr(value, field.name), names) for field in fields(value)}
        )
    return value
