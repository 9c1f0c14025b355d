"""What the properties of a PDF may say of its text.

What belongs here: which properties are believed. What does not: statements in the text (`metadata`). A program filled
them in, often from a template or the typist's account, so that only what the pages themselves show is taken. The
dates tell when a file was made, never when its text came out, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from orchestration.documents.layout import Stated

_FILE_NAME = re.compile(r"\.(?:docx?|odt|rtf|txt|pdf|indd|qx[dp]|pub|pptx?|xlsx?|html?|tmp|dot[xm]?)\b|[\\/]", re.I)
_PROGRAM = re.compile(r"^(?:microsoft (?:word|powerpoint|excel) - )", re.I)
_WORD = re.compile(r"[^\W_]{3,}")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.]*(?:[ -](?:d[eu]|des|la|le|[A-ZÀ-ÖØ-Þ][\w'’.]*|d['’]\w+)){1,4}")
_HEAD_CHARS = 3_000
_LONGEST = 220


def stated(info: Mapping[str, str], text: str) -> Stated:
    """The title and the author that the file names, if the text (its head, for the title) shows them too."""
    return Stated(
        title=_title(_plain(info.get("Title")), text[:_HEAD_CHARS]),
        author=_author(_plain(info.get("Author")), text),
    )


def _plain(value: str | None) -> str:
    return " ".join((value or "").replace("\x00", " ").split())


def _title(title: str, head: str) -> str | None:
    if _FILE_NAME.search(title) or _PROGRAM.match(title) or len(title) > _LONGEST:
        return None
    words = _WORD.findall(title.casefold())
    shown = set(_WORD.findall(head.casefold()))
    return title if len(words) >= 2 and all(word in shown for word in words) else None


def _author(author: str, text: str) -> str | None:
    return author if _NAME.fullmatch(author) and author.casefold() in " ".join(text.split()).casefold() else None
