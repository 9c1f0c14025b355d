"""The text law, and what of a page is no content.

What belongs here: the few changes made before a text is stored for ever (newlines, composed accents, control
characters), and finding boilerplate by the reviewed patterns of `lists/boilerplate.tsv`. What does not: removing
anything: boilerplate is marked and shown, it only gives no fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import cast

from orchestration.documents.lists import rows
from orchestration.records import SectionLabel

Span = tuple[int, int]

_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Only short sequences: composing an endless pile of accents is quadratic, and nobody writes one.
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CODE_GAP = 120
_LONGEST_LINE_PATTERN = 600
_FOOTER_LINE = 120
_FOOTER_BLOCKS = 20


def stored_text(raw: str) -> str:
    r"""The text as it is stored for ever: every offset of Greffier refers to it.

    Line ends become LF, accents written as letter + mark are composed, control characters and lone surrogates become
    U+FFFD one for one, white space at the very end goes: so the CRLF, BOM, NFD and final-newline twins of a text are
    the same document.

    >>> stored_text("e\u0301te\u0301\r\n")
    'été'
    """
    text = _NEWLINES.sub("\n", raw)
    text = _DECOMPOSED.sub(lambda letter: unicodedata.normalize("NFC", letter.group()), text)
    return _CONTROLS.sub("\ufffd", text).rstrip()


def control_count(raw: str) -> int:
    """How many characters of `raw` the text law replaces: worth a note beside the file."""
    return len(_CONTROLS.findall(_NEWLINES.sub("\n", raw)))


@cache
def _patterns(scope: str) -> tuple[tuple[re.Pattern[str], SectionLabel], ...]:
    return tuple((re.compile(row[1]), cast(SectionLabel, row[2])) for row in rows("boilerplate") if row[0] == scope)


def boilerplate_blocks(text: str, blocks: Sequence[Span]) -> dict[int, SectionLabel]:
    """The blocks that are boilerplate as a whole, by index; the footer after the last sentence is."""
    contents = [_one_line(text, block) for block in blocks]
    marked = {index: label for index, content in enumerate(contents) if (label := line_label(content))}
    legal = {index for index, content in enumerate(contents) if content and _label("legal", content)}
    footer: dict[int, SectionLabel] = dict.fromkeys(_footer(contents, set(marked), legal), "other")
    return footer | marked


def line_label(line: str) -> SectionLabel | None:
    """What kind of boilerplate a paragraph is as a whole, told by its words; None when it may say something."""
    words = line if len(line) <= _LONGEST_LINE_PATTERN else ""
    return (_label("legal", words) or _label("line", words)) if words else None


def _one_line(text: str, block: Span) -> str:
    start, end = block
    return " ".join(text[start:end].split()) if end - start <= _LONGEST_LINE_PATTERN else ""


def _label(scope: str, content: str) -> SectionLabel | None:
    return next((label for pattern, label in _patterns(scope) if pattern.search(content)), None)


def _footer(contents: Sequence[str], marked: set[int], legal: set[int]) -> set[int]:
    """From the first boilerplate after the last sentence to the end, if a legal notice proves it to be a footer."""
    first = len(contents)
    while first > max(0, len(contents) - _FOOTER_BLOCKS) and _in_footer(contents[first - 1], first - 1 in marked):
        first -= 1
    tail = range(first, len(contents))
    starts = [index for index in tail if index in marked]
    return set(range(starts[0], len(contents))) if starts and legal & set(tail) else set()


def _in_footer(content: str, is_marked: bool) -> bool:
    return is_marked or (0 < len(content) <= _FOOTER_LINE and not re.search(r"[.!?…;:»”\"]$", content))


def boilerplate_spans(text: str) -> list[Span]:
    """Boilerplate inside paragraphs, as left by page grabbers: cookie walls, share bars, scripts. Sorted, disjoint."""
    spans = [match.span() for pattern, _ in _patterns("inline") for match in pattern.finditer(text)]
    code = sorted(match.span() for pattern, _ in _patterns("code") for match in pattern.finditer(text))
    return merged(sorted([*spans, *_joined_code(text, code)]))


def _joined_code(text: str, spans: Sequence[Span]) -> list[Span]:
    """Statements of a script stand close together; what little lies between them is script as well."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= _CODE_GAP and "\n" not in text[joined[-1][1] : start]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def merged(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans without overlap; those that touch become one, empty ones go."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined
