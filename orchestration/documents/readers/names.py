"""What a file inside another is called, for people: names are shown and never used as paths.

What belongs here: making a name fit to be shown. What does not: telling anything by a name.
"""

from __future__ import annotations

import re

from orchestration.documents.encodings import french_score

_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 255
# DOS and Windows; at the same score the first one counts.
_NAME_ENCODINGS = ("cp850", "cp437", "cp1252")


def shown(name: str | None, otherwise: str) -> str:
    r"""`name` on one line, without control characters and lone surrogates, at most 255 characters, or `otherwise`.

    >>> shown("../devis\n.pdf", "attachment-0001")
    '../devis\ufffd.pdf'
    """
    return _UNSHOWABLE.sub("\ufffd", name or "").strip()[-_LONGEST:] or otherwise


def from_bytes(raw: bytes) -> str:
    """A name that old software wrote in an encoding of its own: UTF-8 if it can be, else what makes French of it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return max((raw.decode(encoding, errors="replace") for encoding in _NAME_ENCODINGS), key=french_score)


def last_part(name: str | None) -> str | None:
    """The name without its folders: a sender's folders mean nothing to the reader (RFC 2183)."""
    return re.split(r"[/\\]", name)[-1] if name else None
