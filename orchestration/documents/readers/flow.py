"""Paragraphs and tables as they open and close while a file is walked, laid out as blocks in reading order.

What belongs here: what word processors, books and spreadsheets share of building a text. What does not: any format's
own names (`docx`, `odt`, `epub`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.documents import layout
from orchestration.documents.drafts import Draft
from orchestration.documents.layout import Block, Stated
from orchestration.documents.readers import xml
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import SectionKind, SectionLabel

CELL_SEPARATOR = " | "
# A merged cell counts as this many at most, whatever the file claims.
_WIDEST_CELL = 64


@dataclass(slots=True)
class _Paragraph:
    kind: SectionKind
    label: SectionLabel | None
    parts: list[str] = field(default_factory=list)


_Cell = list[_Paragraph]


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)


class Flow:
    """Collects what a walk meets. A paragraph stands where it opened: what opens inside it (a note) follows it.

    While `marked` is set, every paragraph takes it as its kind and label: a table of contents, a page header.
    """

    def __init__(self) -> None:
        self.marked: tuple[SectionKind, SectionLabel | None] | None = None
        self._items: list[_Paragraph | _Table] = []
        self._open: list[_Paragraph] = []
        self._table: _Table | None = None
        self._cell: _Cell | None = None
        self._table_depth = 0

    def open(self, kind: SectionKind = "body", label: SectionLabel | None = None) -> None:
        """Begin a paragraph; until it is closed, what is written goes there."""
        paragraph = _Paragraph(*(self.marked or (kind, label)))
        self._open.append(paragraph)
        (self._items if self._cell is None else self._cell).append(paragraph)

    def write(self, text: str | None) -> None:
        """Add characters to the open paragraph; outside paragraphs there is only white space of the file's layout."""
        if text and self._open:
            self._open[-1].parts.append(text)

    def close(self) -> None:
        """End the open paragraph."""
        if self._open:
            self._open.pop()

    def resume(self) -> None:
        """Go on with the open paragraph as a new one, behind what opened and closed inside it."""
        if self._open:
            outer = self._open.pop()
            self.open(outer.kind, outer.label)

    def open_table(self) -> None:
        """Begin a table. A table inside a table gives its words to the cell that holds it."""
        self._table_depth += 1
        if self._table_depth == 1:
            self._table = _Table()
            self._items.append(self._table)

    def open_row(self) -> None:
        """Begin a row of the outermost table."""
        if self._table is not None and self._table_depth == 1:
            self._table.rows.append([])

    def open_cell(self, span: str | None = None) -> None:
        """Begin a cell; `span` is the number of columns that it covers, so that the cells after it keep theirs."""
        if self._table is not None and self._table_depth == 1 and self._table.rows:
            width = min(xml.number(span) or 1, _WIDEST_CELL)
            self._cell = []
            self._table.rows[-1] += [self._cell, *([] for _ in range(width - 1))]

    def close_table(self) -> None:
        """End the innermost table."""
        self._table_depth = max(0, self._table_depth - 1)
        if not self._table_depth:
            self._table = self._cell = None

    def blocks(self) -> list[Block]:
        """What was collected, as blocks in reading order."""
        return [block for item in self._items for block in _blocks_of(item)]


def _blocks_of(item: _Paragraph | _Table) -> Iterator[Block]:
    if isinstance(item, _Paragraph):
        yield _block(item)
        return
    # A table of one column is a frame around ordinary paragraphs: letters and press releases are laid out so.
    if all(len(row) <= 1 for row in item.rows):
        yield from (_block(paragraph) for row in item.rows for cell in row for paragraph in cell)
        return
    rows = [[_cell_text(cell) for cell in row] for row in item.rows]
    kinds = {paragraph.kind for row in item.rows for cell in row for paragraph in cell}
    yield table_block(rows, "boilerplate" if kinds == {"boilerplate"} else "body")


def _block(paragraph: _Paragraph) -> Block:
    return Block("".join(paragraph.parts), paragraph.kind, paragraph.label)


def _cell_text(cell: _Cell) -> str:
    return " ".join(" ".join("".join(paragraph.parts) for paragraph in cell).split())


def table_block(rows: Sequence[Sequence[str]], kind: SectionKind = "body") -> Block:
    """One block for a table: a line a row, empty cells kept between full ones so that columns stay aligned."""
    lines = [CELL_SEPARATOR.join(row).rstrip(" |") for row in rows]
    return Block("\n".join(line for line in lines if line), kind, "table")


def document(blocks: Sequence[Block], limits: Limits, stated: Stated, stated_by: str) -> Draft:
    """The document of these blocks. Raises Rejected: `no_text` when there is none, `too_long`."""
    if not any(block.text.strip() for block in blocks if block.kind != "boilerplate"):
        raise Rejected("no_text", "the file holds no text, perhaps pictures only")
    return layout.from_blocks(blocks, limits, stated, stated_by)
