"""Plain text: what stands there is the document, or the documents.

What belongs here: decoding a plain text and laying it out. What does not: telling sections (`sections`), metadata
(`metadata`), or articles strung together (`articles`).
"""

from __future__ import annotations

from orchestration.documents import articles, layout
from orchestration.documents.cleaning import control_count, stored_text
from orchestration.documents.drafts import Contents, Draft
from orchestration.documents.encodings import decode
from orchestration.documents.refusals import Limits


def read(data: bytes, limits: Limits) -> Contents:
    """The documents of a plain text. Raises Rejected `empty`, `too_long`, `binary`, `undecodable`."""
    decoded = decode(data)
    return Contents(
        drafts=drafts_of(decoded.text, limits),
        encoding=decoded.encoding,
        warnings=(*decoded.notes, *control_warning(decoded.text)),
    )


def drafts_of(raw: str, limits: Limits) -> tuple[Draft, ...]:
    """One document, or one for each article where a running text strings several together. Raises Rejected."""
    if len(raw) > limits.max_text_chars:
        return (layout.from_plain(raw, limits),)
    found = articles.split(stored_text(raw))
    if not found:
        return (layout.from_plain(raw, limits),)
    return tuple(layout.from_plain(one.text, limits, layout.Stated(title=one.title), "heading") for one in found)


def control_warning(text: str) -> tuple[str, ...]:
    """A warning about characters that the text law replaces, if there are any."""
    count = control_count(text)
    return (f"control_chars={count}",) if count else ()
