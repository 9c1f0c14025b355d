"""What a file is, told by its first bytes; its name is not asked.

What belongs here: signatures and the order in which they are tried. What does not: decoding or parsing.
"""

from __future__ import annotations

import re

TEXT = "text/plain"
HTML = "text/html"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
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
_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|p|h1|section|table|frameset)\b", re.IGNORECASE
)
_XML_START = re.compile(rb"\s*<(?:\?xml|!doctype)", re.IGNORECASE)
_COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_MAIL_HEADER = re.compile(
    rb"(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|delivered-to|content-type|x-[\w-]+):\s",
    re.IGNORECASE,
)
_JSON = re.compile(rb"\s*(?:\{\s*\"[^\"]*\"\s*:|\[\s*[\{\[])")
_WINDOW = 4096


def sniff(data: bytes) -> str:
    """The media type of `data`. Whatever has no signature is taken for plain text: decoding decides whether it is."""
    head = data[:_WINDOW]
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return _sniff_markup(plain) or _sniff_mail(plain) or _sniff_json(plain, data) or TEXT


def _sniff_markup(head: bytes) -> str | None:
    """HTML opens with one of its own tags, behind comments and an XML prologue at most."""
    while comment := _COMMENT.match(head):
        head = head[comment.end() :]
    if _HTML_START.match(head.lstrip()):
        return HTML
    if _XML_START.match(head):
        return HTML if re.search(rb"<html\b", head, re.IGNORECASE) else "application/xml"
    return None


def _sniff_mail(head: bytes) -> str | None:
    """A mail opens with at least three header lines of its own kind, or with the separator of a mailbox."""
    lines = [line for line in head.splitlines()[:40] if not line[:1].isspace()]
    if lines and re.match(rb"From \S+ .*\d{4}$", lines[0]):
        return "application/mbox"
    opening = lines[: lines.index(b"")] if b"" in lines else lines
    headers = [line for line in opening if _MAIL_HEADER.match(line)]
    return "message/rfc822" if len(headers) >= 3 and opening and _MAIL_HEADER.match(opening[0]) else None


def _sniff_json(head: bytes, data: bytes) -> str | None:
    closed = data[-64:].rstrip().endswith((b"}", b"]"))
    return "application/json" if closed and _JSON.match(head) else None
