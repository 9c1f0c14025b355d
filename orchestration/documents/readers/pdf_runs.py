"""A page of a PDF into runs: characters that stand side by side on one line, with their place.

What belongs here: asking pdfium for characters and joining neighbours. What does not: reading order, lines and
paragraphs (`pdf_columns`, `pdf_layout`).
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

# pdfium puts these in place of a hyphen at the end of a line.
_HYPHEN_MARKS = frozenset("\x02\ufffe")
_WIDEST_GAP = 1.0
_FURTHEST_BACK = 1.0
_SAME_LINE = 0.5
_SMALLEST_SIZE = 0.1
_INVISIBLE = 3


class Run(NamedTuple):
    """Characters side by side on one line; lengths in points, y grows upwards, the text turned upright."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


class Glyph(NamedTuple):
    """One character, or one word of an OCR, and its box. `size` is that of the font, never 0."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    after_space: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page. `directions` holds the runs that lie the same way, the largest share of the page first.

    `unmapped` counts characters whose font does not say which letter they are.
    """

    directions: tuple[tuple[Run, ...], ...] = ()
    characters: int = 0
    unmapped: int = 0
    is_hidden: bool = False
    is_drawn_on: bool = False

    @property
    def text(self) -> str:
        """All words, a run a line, in no particular order: for judging and counting only."""
        return "\n".join(run.text for runs in self.directions for run in runs)


def page_of(page: PdfPage, room: int) -> Page:
    """Read one page. A page of more than `room` characters comes back with its count and without its text."""
    text_page = page.get_textpage()
    try:
        raw = text_page.raw
        count = text_page.count_chars()
        is_drawn_on = pdfium.FPDFPage_CountObjects(page.raw) > 0
        if count > room:
            return Page(characters=count, is_drawn_on=is_drawn_on)
        turned: dict[int, list[Glyph]] = defaultdict(list)
        for quarter, glyph in _glyphs(raw, count):
            turned[quarter].append(glyph)
        directions = sorted(turned.values(), key=len, reverse=True)
        return Page(
            directions=tuple(tuple(joined(glyphs)) for glyphs in directions),
            characters=count,
            unmapped=sum(pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1 for index in range(count)),
            is_hidden=_is_hidden(raw, count),
            is_drawn_on=is_drawn_on,
        )
    finally:
        text_page.close()


def _glyphs(raw: pdfium.FPDF_TEXTPAGE, count: int) -> Iterator[tuple[int, Glyph]]:
    """Every visible character with the quarter turns, against the clock, by which it lies."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    after_space = False
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        text = chr(code) if code < 0x110000 else "\ufffd"
        if text.isspace() or not code:
            after_space = True
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetMatrix(raw, index, matrix)
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
        quarter = round(-pdfium.FPDFText_GetCharAngle(raw, index) / (math.pi / 2)) % 4
        left, bottom, right, top = _upright(quarter, box.left, box.bottom, box.right, box.top)
        if not math.isfinite(left + bottom + right + top + size):
            left = bottom = right = top = size = 0.0
        size = max(size or top - bottom, _SMALLEST_SIZE)
        yield quarter, Glyph(_letters(text), left, bottom, right, top, size, after_space)
        after_space = False


def _upright(quarter: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """The box of a character after turning the page so that its line runs from left to right."""
    match quarter:
        case 1:
            return bottom, -right, top, -left
        case 2:
            return -right, -top, -left, -bottom
        case 3:
            return -top, left, -bottom, right
        case _:
            return left, bottom, right, top


def _letters(text: str) -> str:
    """A ligature ("ﬁ") is its letters; a mark that pdfium sets at the end of a line is the hyphen that stood there."""
    if text in _HYPHEN_MARKS:
        return "-"
    return unicodedata.normalize("NFKC", text) if "\ufb00" <= text <= "\ufb06" else text


def joined(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """Neighbours on a line become one run, up to a gap as wide as the letters are high."""
    pending: list[Glyph] = []
    for glyph in glyphs:
        if pending and not _is_beside(pending[-1], glyph):
            yield _run(pending)
            pending = []
        pending.append(glyph)
    if pending:
        yield _run(pending)


def _is_beside(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    gap = glyph.left - last.right
    return abs(glyph.bottom - last.bottom) <= _SAME_LINE * size and -_FURTHEST_BACK * size <= gap <= _WIDEST_GAP * size


def _run(glyphs: list[Glyph]) -> Run:
    text = "".join(" " + glyph.text if glyph.after_space else glyph.text for glyph in glyphs)
    sizes = sorted(glyph.size for glyph in glyphs)
    return Run(
        text=text.strip(),
        left=min(glyph.left for glyph in glyphs),
        bottom=glyphs[0].bottom,
        right=max(glyph.right for glyph in glyphs),
        top=glyphs[0].top,
        size=sizes[len(sizes) // 2],
    )


def _is_hidden(raw: pdfium.FPDF_TEXTPAGE, count: int) -> bool:
    """Whether some text is drawn invisibly: the text layer over a scan, or words that nobody is meant to see.

    A tenth of the characters is asked: a hidden sentence is longer than that.
    """
    return any(
        pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(raw, index)) == _INVISIBLE
        for index in range(0, count, 10)
    )
