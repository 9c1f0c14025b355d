"""One module a format: the bytes of a file to its contents.

What belongs here: reading one format, and which module reads which media type. What does not: telling the media type
(`sniffing`), walking folders, identities, keeping anything. A reader is one function
`read(data: bytes, limits: Limits) -> Contents` that raises `Rejected` for what it refuses; whatever else it raises
costs this file only. It opens no file, makes no connection and starts no process (only
`ocr` does, by pipe).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from orchestration.documents.doubts import doubts
from orchestration.documents.drafts import Contents
from orchestration.documents.refusals import Limits, Rejected
from orchestration.documents.sniffing import sniff

# Imported when first needed: together they take seconds, and a folder of plain texts needs one of them.
MODULES: Mapping[str, str] = {
    "text/plain": "text",
    "text/html": "html",
    "text/markdown": "markdown",
    "text/vtt": "subtitles",
    "application/x-subrip": "subtitles",
    "text/csv": "articles_table",
    "application/json": "articles_table",
    "application/x-ndjson": "articles_table",
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    # A package cut off before it says what it is.
    "application/vnd.openxmlformats-officedocument": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/epub+zip": "epub",
    "application/x-ole-storage": "ole",
    "application/vnd.ms-outlook": "msg",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "application/zip": "archive",
    "application/x-tar": "archive",
    "application/gzip": "archive",
    "application/x-bzip2": "archive",
    "application/x-xz": "archive",
    "application/x-7z-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/vnd.ted.eforms+xml": "ted",
    "application/vnd.ted.export+xml": "ted",
    "application/vnd.boamp+xml": "boamp",
    "application/vnd.boamp+json": "boamp",
    "application/vnd.decp+json": "decp",
    "application/vnd.decp+csv": "decp",
}


class Reader(Protocol):
    """What every module of this package offers."""

    def __call__(self, data: bytes, limits: Limits) -> Contents:
        """All that the file holds. Raises Rejected."""
        ...


def read(data: bytes, limits: Limits) -> tuple[str, Contents]:
    """The media type of a file, told by its content, and all that it holds. Raises Rejected."""
    require_readable_size(data, limits)
    media_type = sniff(data)
    contents = reader_of(media_type)(data, limits)
    doubtful = dict.fromkeys(doubt for draft in contents.drafts for doubt in doubts(draft.text))
    return media_type, replace(contents, warnings=(*contents.warnings, *doubtful))


def require_readable_size(data: bytes, limits: Limits) -> None:
    """Raise Rejected for a file without content or with too much of it."""
    if not data.strip():
        raise Rejected("empty", "no bytes" if not data else "nothing but white space")
    if len(data) > limits.max_file_bytes:
        raise Rejected("too_large", f"{len(data)} bytes, the limit is {limits.max_file_bytes}")


def reader_of(media_type: str) -> Reader:
    """The reader of a media type. Raises Rejected `type_not_supported`."""
    if media_type not in MODULES:
        raise Rejected("type_not_supported", media_type)
    return cast(Reader, import_module(f"{__name__}.{MODULES[media_type]}").read)
