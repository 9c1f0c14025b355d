"""A scanned page into runs, by Debian's tesseract with its French data.

What belongs here: the one process that a reader may start, one a page, fed and read by pipes (a reader's sandbox lets
no file be written). What does not: deciding which pages are scans (`pdf`), reading order (`pdf_columns`).
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pypdfium2 import PdfBitmap, PdfPage

from orchestration.documents.readers.pdf_runs import Glyph, Page, joined
from orchestration.documents.refusals import Rejected

_POINTS_AN_INCH = 72
_DOTS_AN_INCH = 300
_FEWEST_DOTS_AN_INCH = 100
_MOST_PIXELS = 12_000_000
_LINE, _WORD = "4", "5"
# The box of a line reaches from its highest to its lowest letter; a font's size is a little more.
_SIZE_OF_BOX = 1.1


@dataclass(frozen=True, slots=True)
class Scan:
    """What was recognised on one page; `confidences` holds what tesseract says of each word, 0 to 100."""

    page: Page
    confidences: tuple[float, ...] = ()


def missing() -> str | None:
    """What has to be installed before a page can be recognised; None when all is there."""
    program = shutil.which("tesseract")
    if program is None:
        return "tesseract is not installed (Debian: tesseract-ocr and tesseract-ocr-fra)"
    known = _run([program, "--list-langs"], b"", seconds=10)
    return None if b"fra" in known.split() else "tesseract has no French data (Debian: tesseract-ocr-fra)"


def recognised(page: PdfPage, seconds: int) -> Scan:
    """The words of a page as its image shows them. Raises Rejected `timeout` after `seconds`."""
    scale = _scale(*page.get_size())
    if scale is None:
        return Scan(Page(is_drawn_on=True))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        image, height = _portable_greymap(bitmap), bitmap.height
    finally:
        bitmap.close()
    arguments = ["tesseract", "stdin", "stdout", "-l", "fra", "--dpi", str(round(scale * _POINTS_AN_INCH)), "tsv"]
    table = _run(arguments, image, seconds).decode("utf-8", errors="replace")
    return _scan([line.split("\t") for line in table.splitlines()], scale, height)


def _scale(width: float, height: float) -> float | None:
    """Pixels a point: 300 dots an inch, fewer on a large sheet, None where nothing could be read."""
    if not (math.isfinite(width * height) and width > 0 and height > 0):
        return None
    scale = min(_DOTS_AN_INCH / _POINTS_AN_INCH, math.sqrt(_MOST_PIXELS / (width * height)))
    return scale if scale * _POINTS_AN_INCH >= _FEWEST_DOTS_AN_INCH else None


def _portable_greymap(bitmap: PdfBitmap) -> bytes:
    pixels = bytes(bitmap.buffer)
    lines = (pixels[start : start + bitmap.width] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _run(arguments: Sequence[str], data: bytes, seconds: int) -> bytes:
    """What the program prints; nothing when it fails. More threads would only wait for each other."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the page is data on its standard input
            arguments, input=data, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Rejected("timeout", f"text recognition took more than {seconds} seconds for one page") from error
    return done.stdout if done.returncode == 0 else b""


def _scan(table: Sequence[Sequence[str]], scale: float, height: int) -> Scan:
    """Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    boxes = [row for row in table if len(row) == 12 and (row[0] == _LINE or (row[0] == _WORD and row[11].strip()))]
    heights = [int(row[9]) for row in boxes if row[0] == _LINE]
    size = _SIZE_OF_BOX * median(heights) / scale if heights else 0.0
    glyphs: list[Glyph] = []
    bottom = 0.0
    for row in boxes:
        left, top, width, tall = (int(value) / scale for value in row[6:10])
        if row[0] == _LINE:
            bottom = height / scale - top - tall
        else:
            glyphs.append(Glyph(row[11].strip(), left, bottom, left + width, bottom + size, size, after_space=True))
    page = Page(
        directions=(tuple(joined(glyphs)),) if glyphs else (),
        characters=sum(len(glyph.text) for glyph in glyphs),
        is_drawn_on=True,
    )
    return Scan(page, tuple(float(row[10]) for row in boxes if row[0] == _WORD))
