"""Pages of runs into blocks of text: paragraphs rebuilt from lines, headings, tables, page headers and footers.

What belongs here: what belongs together, told by white space, size and indentation. What does not: asking pdfium
(`pdf_runs`) or the order of columns (`pdf_columns`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestration.documents.layout import Block
from orchestration.documents.metadata import is_label
from orchestration.documents.readers.pdf_columns import Region, is_marker, regions, rows
from orchestration.documents.readers.pdf_hyphens import join, words_of
from orchestration.documents.readers.pdf_runs import Page, Run
from orchestration.documents.readers.pdf_tables import table_text
from orchestration.records import SectionLabel

_EDGE_ROWS = 4
_EDGE_GAP = 1.6
_REPEATED = 3
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?)?#(?: ?(?:/|sur|of) ?#)?|[-–] ?# ?[-–]")
_WIDE_GAP = 4.0
_PARAGRAPH_GAP = 1.4
_DOUBLE_SPACED = 2.5
_OTHER_SIZE = 1.1
_HEADING_SIZE = 1.12
_TITLE_SIZE = 1.25
_LONGEST_HEADING = 220
_LONGEST_BYLINE = 110
_INDENT = 0.8
_SPACE = 0.3
_GOES_ON = re.compile(r"[^\W\d_A-ZÀ-ÖØ-Þ]|[,;:!?»)…]")
_SENTENCE_END = tuple('.!?:;…»”"')
_BULLET = re.compile(r"[•●▪◦►■▶✓]\s?\S")
_LIST_ITEM = re.compile(r"(?:[-–—*]|\d{1,3}[.)°]|[a-z][.)])\s+\S")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together. `is_aside`: the text before and after goes on around it (a margin, a footer)."""

    text: str
    size: float
    label: SectionLabel | None = None
    is_aside: bool = False


def blocks(pages: Sequence[Page]) -> list[Block]:
    """The blocks of a document in reading order; page headers and footers stay, as boilerplate, where they stand."""
    words = words_of(page.text for page in pages)
    body_size = _body_size(pages)
    repeated = _repeated_edges(pages)
    paragraphs: list[Paragraph] = []
    for page in pages:
        for paragraph in _paragraphs(page, repeated, body_size, words):
            _append(paragraphs, paragraph, words)
    return list(_with_headings(paragraphs, body_size))


def _body_size(pages: Sequence[Page]) -> float:
    """The font size of most characters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for runs in page.directions:
            for run in runs:
                sizes[round(run.size, 1)] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _edges(runs: Sequence[Run]) -> tuple[list[list[Run]], list[list[Run]]]:
    """The rows at the head and at the foot of a page that white space sets apart from the rest."""
    lines = rows(runs)
    return _edge(lines), _edge(lines[::-1])


def _edge(lines: Sequence[list[Run]]) -> list[list[Run]]:
    for position, (line, following) in enumerate(pairwise(lines[: _EDGE_ROWS + 1]), start=1):
        if abs(line[0].bottom - following[0].bottom) > _EDGE_GAP * max(line[0].size, following[0].size):
            return list(lines[:position])
    return []


def _key(row: Sequence[Run]) -> str:
    """What a header says on every page: the number of the page does not count."""
    return re.sub(r"\d+", "#", " ".join(run.text for run in row).casefold())


def _repeated_edges(pages: Sequence[Page]) -> frozenset[tuple[SectionLabel, str]]:
    seen: Counter[tuple[SectionLabel, str]] = Counter()
    for page in pages:
        if page.directions:
            head, foot = _edges(page.directions[0])
            seen.update({("page_header", _key(row)) for row in head})
            seen.update({("page_footer", _key(row)) for row in foot})
    enough = min(_REPEATED, max(2, (len(pages) + 1) // 2))
    return frozenset(edge for edge, count in seen.items() if count >= enough)


def _is_edge(label: SectionLabel, row: Sequence[Run], repeated: frozenset[tuple[SectionLabel, str]]) -> bool:
    key = _key(row)
    return (label, key) in repeated or _PAGE_NUMBER.fullmatch(key) is not None


def _paragraphs(
    page: Page, repeated: frozenset[tuple[SectionLabel, str]], body_size: float, words: frozenset[str]
) -> Iterator[Paragraph]:
    """A page in order: its header, what it says, what is written sideways, its footer."""
    if not page.directions:
        return
    main, *sideways = page.directions
    head, foot = _edges(main)
    header = [row for row in head if _is_edge("page_header", row, repeated)]
    footer = [row for row in reversed(foot) if _is_edge("page_footer", row, repeated) and row not in header]
    dropped = {run for row in (*header, *footer) for run in row}
    yield from (_edge_paragraph(row, "page_header") for row in header)
    for region in regions([run for run in main if run not in dropped]):
        yield from _of_region(region, body_size, words)
    for region in (region for runs in sideways for region in regions(runs)):
        yield from (replace(paragraph, is_aside=True) for paragraph in _of_region(region, body_size, words))
    yield from (_edge_paragraph(row, "page_footer") for row in footer)


def _edge_paragraph(row: Sequence[Run], label: SectionLabel) -> Paragraph:
    return Paragraph(" ".join(run.text for run in row), row[0].size, label, is_aside=True)


def _of_region(region: Region, body_size: float, words: frozenset[str]) -> Iterator[Paragraph]:
    if region.is_table:
        yield Paragraph(table_text(region.runs, words), region.runs[0].size, "table")
        return
    lines = [line for row in rows(region.runs) for line in _lines(row)]
    right_edge = max((line.right for line in lines), default=0.0)
    leading = _leading(lines)
    text, last = "", None
    for line in lines:
        if last is not None and _begins(last, line, leading, right_edge, body_size):
            yield Paragraph(text, last.size)
            text = line.text
        else:
            text = join(text, line.text, words)
        last = line
    if last is not None:
        yield Paragraph(text, last.size)


def _lines(row: Sequence[Run]) -> Iterator[Run]:
    """The runs of a row as lines: one line, unless a wide gap sets parts apart ("Communiqué        Lyon, le…")."""
    line: Run | None = None
    for run in row:
        if line is None:
            line = run
        elif is_marker(line.text) or line.text.endswith(":") or run.left - line.right <= _WIDE_GAP * run.size:
            line = _beside(line, run)
        else:
            yield line
            line = run
    if line is not None:
        yield line


def _beside(line: Run, run: Run) -> Run:
    between = " " if run.left - line.right > 0.1 * run.size else ""
    size = line.size if len(line.text) >= len(run.text) else run.size
    return Run(line.text + between + run.text, line.left, line.bottom, max(line.right, run.right), line.top, size)


def _leading(lines: Sequence[Run]) -> float:
    """The usual distance from line to line; paragraphs set apart by white space do not raise it."""
    drops = sorted(drop for above, line in pairwise(lines) if (drop := above.bottom - line.bottom) > 0.1 * line.size)
    return drops[len(drops) // 4] if drops else 0.0


def _begins(last: Run, line: Run, leading: float, right_edge: float, body_size: float) -> bool:
    """Whether `line` begins a paragraph."""
    if _is_apart(last, line, leading, body_size):
        return True
    if max(last.size, line.size) > _OTHER_SIZE * min(last.size, line.size) or _BULLET.match(line.text):
        return True
    if is_label(line.text) and _had_room(last, line, right_edge):
        return True
    if _GOES_ON.match(line.text) or line.size > _HEADING_SIZE * body_size:
        return False
    ended = last.text.endswith(_SENTENCE_END)
    if _LIST_ITEM.match(line.text):
        return ended or _had_room(last, line, right_edge)
    return (ended and _is_indented(last, line)) or _had_room(last, line, right_edge)


def _is_apart(last: Run, line: Run, leading: float, body_size: float) -> bool:
    """Whether white separates two lines, above or beside; lines in larger type stand further apart."""
    drop = last.bottom - line.bottom
    larger = max(1.0, min(last.size, line.size) / body_size)
    widest = min(_PARAGRAPH_GAP * leading * larger, _DOUBLE_SPACED * max(last.size, line.size))
    return drop < 0.1 * line.size or drop > widest or last.left > line.right or line.left > last.right


def _is_indented(last: Run, line: Run) -> bool:
    is_centred = abs(last.left + last.right - line.left - line.right) < line.size
    return not is_centred and line.left - last.left > _INDENT * line.size


def _had_room(last: Run, line: Run, right_edge: float) -> bool:
    """Whether the first word of `line` would have fitted above: the line above was ended, not wrapped."""
    first_word = line.text.split(maxsplit=1)[0]
    width = (line.right - line.left) * len(first_word) / len(line.text)
    return last.right + width + _SPACE * line.size < right_edge - line.size


def _append(paragraphs: list[Paragraph], paragraph: Paragraph, words: frozenset[str]) -> None:
    """Add a paragraph, or add it to the one that it goes on from at the top of a column or page.

    Between the two may stand what is not part of the text: footers, margins, notes in smaller type.
    """
    if not paragraph.text:
        return
    position = len(paragraphs) - 1
    while position >= 0 and _lies_between(paragraphs[position], paragraph):
        position -= 1
    if position >= 0 and _goes_on(paragraphs[position], paragraph):
        before = paragraphs[position]
        paragraphs[position] = Paragraph(join(before.text, paragraph.text, words), before.size)
    else:
        paragraphs.append(paragraph)


def _lies_between(before: Paragraph, paragraph: Paragraph) -> bool:
    return before.is_aside or before.size * _OTHER_SIZE < paragraph.size


def _goes_on(before: Paragraph, paragraph: Paragraph) -> bool:
    if before.label or paragraph.label or paragraph.is_aside or not _GOES_ON.match(paragraph.text):
        return False
    if is_label(paragraph.text) and len(paragraph.text) <= _LONGEST_BYLINE:
        return False
    is_same_size = max(before.size, paragraph.size) <= _OTHER_SIZE * min(before.size, paragraph.size)
    return is_same_size and not before.text.endswith(_SENTENCE_END) and not _LIST_ITEM.match(paragraph.text)


def _with_headings(paragraphs: Iterable[Paragraph], body_size: float) -> Iterator[Block]:
    """The first words in a much larger type are the title, other short ones in larger type headings."""
    is_titled = False
    for paragraph in paragraphs:
        is_short = len(paragraph.text) <= _LONGEST_HEADING and any(map(str.isalpha, paragraph.text))
        if paragraph.label in ("page_header", "page_footer"):
            yield Block(paragraph.text, "boilerplate", paragraph.label)
        elif paragraph.label:
            yield Block(paragraph.text, label=paragraph.label)
        elif is_short and not is_titled and paragraph.size >= _TITLE_SIZE * body_size:
            is_titled = True
            yield Block(paragraph.text, "title")
        elif is_short and paragraph.size >= _HEADING_SIZE * body_size:
            yield Block(paragraph.text, "heading")
        else:
            yield Block(paragraph.text)
