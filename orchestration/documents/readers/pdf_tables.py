"""A table of a PDF as readable rows: the cells of a row on one line, " | " between them.

What belongs here: columns and rows out of the places of cells. What does not: telling a table from columns of prose
(`pdf_columns`). A cell is only joined to the row above where white space or a small letter proves that it goes on
there: a row torn in two is seen by the reader, a cell in the wrong row is not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from orchestration.documents.readers.pdf_columns import PADDED, column_edges, is_marker, line_distance, rows
from orchestration.documents.readers.pdf_hyphens import join
from orchestration.documents.readers.pdf_runs import Run

_BETWEEN_CELLS = " | "


def table_text(runs: Sequence[Run], words: frozenset[str]) -> str:
    """The rows of a table, one a line. `words` are those of the document, for hyphens at the end of a line."""
    edges, lines, distance = column_edges(runs), rows(runs), line_distance(runs)
    table: list[dict[int, str]] = []
    for above, line in zip([None, *lines], lines, strict=False):
        cells = _cells(line, edges, words)
        if above and _goes_on(cells, table[-1], above[0].bottom - line[0].bottom, distance):
            for column, text in cells.items():
                table[-1][column] = join(table[-1].get(column, ""), text, words)
        else:
            table.append(cells)
    return "\n".join(_row(cells) for cells in table)


def _cells(line: Sequence[Run], edges: Sequence[float], words: frozenset[str]) -> dict[int, str]:
    cells: dict[int, str] = {}
    for run in line:
        column = bisect_right(edges, run.left)
        cells[column] = join(cells[column], run.text, words) if column in cells else run.text
    return cells


def _goes_on(cells: dict[int, str], above: dict[int, str], drop: float, distance: float | None) -> bool:
    """Whether a line goes on with the row above; `distance` is that of lines in a row, where white space tells."""
    if distance is not None:
        return drop <= PADDED * distance
    return set(cells) <= set(above) and all(text[0].islower() for text in cells.values())


def _row(cells: dict[int, str]) -> str:
    marker, *rest = (cells[column] for column in sorted(cells))
    if rest and is_marker(marker):
        return f"{marker} {_BETWEEN_CELLS.join(rest)}"
    return _BETWEEN_CELLS.join((marker, *rest))
