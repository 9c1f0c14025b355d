"""What a file is, told by its first bytes; its name is not asked.

What belongs here: signatures and the order in which they are tried. What does not: decoding or parsing.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from orchestration.documents.notice_types import notice_type
from orchestration.documents.text_types import text_type

TEXT = "text/plain"
HTML = "text/html"
ZIP = "application/zip"
EPUB = "application/epub+zip"
OLE = "application/x-ole-storage"
OUTLOOK = "application/vnd.ms-outlook"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\x00", "application/x-executable"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
# A package is told by its first member or by a folder that all of its kind have.
_OFFICE = "application/vnd.openxmlformats-officedocument"
# One of the two stands in every package of an office program, whatever it holds.
_OFFICE_PARTS = frozenset({b"[Content_Types].xml", b"_rels/.rels"})
_PACKAGES: tuple[tuple[bytes, str], ...] = (
    (b"word/", f"{_OFFICE}.wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}.presentationml.presentation"),
)
_STATED_PACKAGES = ("application/vnd.oasis.opendocument.text", EPUB)
_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{4}(..).{16}(..)(..)", re.DOTALL)
_LONGEST_MIMETYPE = 100
_TAR_MAGIC = slice(257, 262)
_OUTLOOK_STREAM = "__properties_version1.0".encode("utf-16-le")
_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|section|table|frameset)\b", re.IGNORECASE
)
_XML_START = re.compile(rb"\s*<(?:\?xml|!doctype)", re.IGNORECASE)
_COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_MAIL_HEADER = re.compile(
    rb"^(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|delivered-to|content-type|x-[\w-]+):\s",
    re.IGNORECASE | re.MULTILINE,
)
_MAILBOX = re.compile(rb"From \S+ [^\r\n]*\d{4}\r?$", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LEAST_HEADERS = 3
_LONGEST_MAIL_HEAD = 4_000_000
_WINDOW = 4096


def sniff(data: bytes) -> str:
    """The media type of `data`. Whatever has no signature is taken for plain text: decoding decides whether it is."""
    head = data[:_WINDOW]
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return _REFINED[media_type](data) if media_type in _REFINED else media_type
    if mail := _sniff_mail(data.lstrip(b"\xef\xbb\xbf\r\n")):
        return mail
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[_TAR_MAGIC] == b"ustar":
        return "application/x-tar"
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return notice_type(data) or _sniff_markup(plain) or text_type(data)


def _sniff_zip(data: bytes) -> str:
    """Which kind of package a ZIP is; one that is cut off has lost its directory and is told by its first members."""
    stated = _stated_package(data)
    if stated is not None:
        return stated
    names = _central_names(data) or _local_names(data)
    if b"META-INF/container.xml" in names:
        return EPUB
    if not names & _OFFICE_PARTS:
        return ZIP
    return next((kind for folder, kind in _PACKAGES if any(name.startswith(folder) for name in names)), _OFFICE)


def _stated_package(data: bytes) -> str | None:
    """OpenDocument and EPUB state their own media type in the first member; some writers compress it."""
    header = _LOCAL_HEADER.match(data)
    if header is None:
        return None
    method, name_length, extra_length = (int.from_bytes(group, "little") for group in header.groups())
    start = header.end() + name_length + extra_length
    if data[header.end() : header.end() + name_length] != b"mimetype":
        return None
    stated = data[start : start + _LONGEST_MIMETYPE]
    if method == zipfile.ZIP_DEFLATED:
        try:
            stated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(stated, _LONGEST_MIMETYPE)
        except zlib.error:
            return None
    return next((kind for kind in _STATED_PACKAGES if stated.startswith(kind.encode())), None)


def _central_names(data: bytes) -> set[bytes]:
    """Names of the directory at the end; an archive stored inside has a directory of its own, which must not count."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name.encode("utf-8", "replace") for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return set()


def _local_names(data: bytes) -> set[bytes]:
    return {
        data[header.end() : header.end() + int.from_bytes(header[2], "little")]
        for header in _LOCAL_HEADER.finditer(data)
    }


def _sniff_ole(data: bytes) -> str:
    return OUTLOOK if _OUTLOOK_STREAM in data else OLE


def _sniff_markup(head: bytes) -> str | None:
    """HTML opens with one of its own tags, behind comments and an XML prologue at most."""
    while comment := _COMMENT.match(head):
        head = head[comment.end() :]
    if _HTML_START.match(head.lstrip()):
        return HTML
    if _XML_START.match(head):
        return HTML if re.search(rb"<html\b", head, re.IGNORECASE) else "application/xml"
    return None


def _sniff_mail(data: bytes) -> str | None:
    """A mail opens with a header of its own kind and has three; a mailbox opens with its separator line."""
    if _MAILBOX.match(data):
        return "application/mbox"
    if not _MAIL_HEADER.match(data):
        return None
    # A single header may name fifty thousand recipients.
    head = data[:_LONGEST_MAIL_HEAD]
    blank = _BLANK_LINE.search(head)
    headers = _MAIL_HEADER.findall(head[: blank.start() if blank else len(head)])
    return "message/rfc822" if len(headers) >= _LEAST_HEADERS else None


_REFINED: Mapping[str, Callable[[bytes], str]] = {ZIP: _sniff_zip, OLE: _sniff_ole}
