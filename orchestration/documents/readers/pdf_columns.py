"""Runs of a page into regions in reading order: columns one after the other, tables as a whole.

What belongs here: finding the white gutters of a page and telling columns of prose from columns of a table. What does
not: paragraphs (`pdf_layout`). Idea: a gutter is a place where runs begin and that no run of several lines crosses;
runs that cross it (a title over two columns) cut the page into bands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from orchestration.documents.readers.pdf_runs import Run

_TOUCH = 1.0
_CANDIDATES = 40
_LEAST_ROWS = 2
_SURE_ROWS = 4
_LEAST_GUTTER = 0.6
_SURE_GUTTER = 3.0
_MOST_LEVELS = 8
_SAME_ROW = 0.5
_PROSE_SHARE = 0.4
_PROSE_CHARS = 20
_ALIGNED_SHARE = 0.7
# Rows of a table are set apart by at least so much more white than the lines of one row.
PADDED = 1.15
_MARKER = re.compile(r"[^\w\s]|\(?\w{1,3}[.)°]|o")


@dataclass(frozen=True, slots=True)
class Region:
    """Runs that are read together: the lines of a column, or the cells of a table."""

    runs: tuple[Run, ...]
    is_table: bool = False


def regions(runs: Sequence[Run]) -> Iterator[Region]:
    """The regions of a page in the order in which they are read."""
    yield from _regions(sorted(runs, key=lambda run: (-run.bottom, run.left)), _MOST_LEVELS)


def rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand on the same line, each row from left to right, the rows from top to bottom."""
    found: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.bottom):
        if found and _is_same_row(found[-1][0], run):
            found[-1].append(run)
        else:
            found.append([run])
    return [sorted(row, key=lambda run: run.left) for row in found]


def _is_same_row(run: Run, other: Run) -> bool:
    return abs(run.bottom - other.bottom) <= _SAME_ROW * min(run.size, other.size)


def is_marker(text: str) -> bool:
    """Whether `text` is the bullet or the number of a list item and nothing else."""
    return bool(_MARKER.fullmatch(text))


def _regions(runs: Sequence[Run], levels: int) -> Iterator[Region]:
    gutter = _gutter(runs) if levels else None
    if gutter is None:
        if runs:
            yield Region(tuple(runs))
        return
    for band in _bands(runs, gutter):
        left, right = _sides(band, gutter)
        if not _is_gutter(left, right):
            yield from _regions(band, levels - 1)
        elif _is_table(left, right):
            yield Region(tuple(band), is_table=True)
        else:
            yield from _regions(left, levels - 1)
            yield from _regions(right, levels - 1)


def _gutter(runs: Sequence[Run]) -> float | None:
    """The left edge of the column that is set apart on most lines, if there is one."""
    starts = Counter(round(run.left) for run in runs)
    # The edge of a candidate is the leftmost run that rounds to it, so that none of its own column crosses it.
    edges = (min(run.left for run in runs if round(run.left) == start) for start, _ in starts.most_common(_CANDIDATES))
    score, gutter = max(((_score(runs, edge), edge) for edge in edges), default=(0, 0.0))
    return gutter if score else None


def _score(runs: Sequence[Run], gutter: float) -> int:
    sides = (_sides(band, gutter) for band in _bands(runs, gutter))
    return sum(min(len(left), len(right)) for left, right in sides if _is_gutter(left, right))


def _bands(runs: Sequence[Run], gutter: float) -> Iterator[list[Run]]:
    """Cut from top to bottom where runs begin or cease to cross the gutter."""
    for _, band in groupby(runs, key=lambda run: run.left < gutter - _TOUCH and run.right > gutter + _TOUCH):
        yield list(band)


def _sides(band: Sequence[Run], gutter: float) -> tuple[list[Run], list[Run]]:
    left = [run for run in band if run.left < gutter - _TOUCH]
    return left, [run for run in band if run.left >= gutter - _TOUCH]


def _is_gutter(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether both sides have lines of their own, white between them, and the left one is more than bullets.

    Stretched spaces of justified lines may lie below one another by chance: narrow, not for long, in mid-sentence.
    """
    if min(len(left), len(right)) < _LEAST_ROWS or all(is_marker(run.text) for run in left):
        return False
    heights = (len(rows(left)), len(rows(right)))
    gap = min(run.left for run in right) - max(run.right for run in left)
    size = median(run.size for run in (*left, *right))
    if min(heights) < _LEAST_ROWS or gap < _LEAST_GUTTER * size:
        return False
    is_sure = max(heights) >= _SURE_ROWS or gap >= _SURE_GUTTER * size
    return is_sure or not (left[0].text[0].islower() or right[0].text[0].islower())


def _is_table(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Cells stand on common lines; lines of prose go on in mid-sentence on either side of a gutter."""
    fewer, more = sorted((rows(left), rows(right)), key=len)
    aligned = sum(any(_is_same_row(row[0], other[0]) for other in more) for row in fewer)
    if aligned < _ALIGNED_SHARE * len(fewer):
        return False
    distance = line_distance((*left, *right))
    columns_of_prose = _is_prose(fewer) + _is_prose(more)
    is_even = distance == 0 and len(fewer) >= _ALIGNED_SHARE * len(more)
    return bool(distance) or not columns_of_prose or (columns_of_prose == 1 and is_even)


def _is_prose(lines: Sequence[Sequence[Run]]) -> bool:
    """Whether many lines go on where the one above left off, and lines are longer than what cells hold."""
    following = [line[0].text for line in lines[1:]]
    length = median(sum(len(run.text) for run in line) for line in lines)
    return length >= _PROSE_CHARS and sum(text[0].islower() for text in following) >= _PROSE_SHARE * len(following)


def column_edges(runs: Sequence[Run]) -> list[float]:
    """Where columns begin: the left edges of what remains when everything is projected onto one line."""
    edges: list[float] = []
    right = float("-inf")
    for run in sorted(runs, key=lambda run: run.left):
        if run.left > right:
            edges.append(run.left)
        right = max(right, run.right)
    return edges


def line_distance(runs: Sequence[Run]) -> float | None:
    """How far lines of one row of a table stand apart, if there is more white above the rows themselves.

    A row begins where the first column has words. 0 when every line begins a row; None when white space does not tell.
    """
    second = (*column_edges(runs), float("inf"), float("inf"))[1]
    before_row: list[float] = []
    before_other: list[float] = []
    for above, line in pairwise(rows(runs)):
        (before_row if line[0].left < second else before_other).append(above[0].bottom - line[0].bottom)
    if not before_other:
        return 0.0
    usual = median(before_other)
    return usual if before_row and min(before_row) > PADDED * usual else None
