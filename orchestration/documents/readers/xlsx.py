"""Excel workbooks (.xlsx, .xlsm): each sheet a heading with its name and its tables, a line a row.

What belongs here: SpreadsheetML (ECMA-376 part 1, §18): sheets, shared strings, which numbers are dates. What does
not: packages (`ooxml`), formulas (the value that Excel stored last counts), charts, comments. Only cells that the file
holds are looked at, never the grid of 17 billion cells that it implies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orchestration.documents.drafts import Contents
from orchestration.documents.layout import Block
from orchestration.documents.readers import flow, ooxml, properties, xml
from orchestration.documents.readers.zips import Package, open_package
from orchestration.documents.refusals import Limits, Rejected

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET, _ROW, _CELL, _VALUE, _INLINE = (_S + name for name in ("sheet", "row", "c", "v", "is"))
_STRING, _TEXT, _PHONETIC, _WORKBOOK = (_S + name for name in ("si", "t", "rPh", "workbookPr"))
_FORMAT, _CELL_FORMATS = _S + "numFmt", f"{_S}cellXfs/{_S}xf"
_COLUMN = re.compile(r"[A-Z]{1,3}")
# §18.8.30: the number formats that need no declaration and show a date.
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
# Of a declared format only the signs that stand for parts of a date, not words in quotes, colours or conditions.
_NO_SIGN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_DATE_SIGNS = re.compile(r"[dy]|j{1,4}|a{2,4}", re.IGNORECASE)
_LAST_DAY = 2_958_465
# A table with more columns is shown without its empty cells: they would be most of the text.
_WIDEST_TABLE = 64


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What the cells of all sheets refer to. `dates` are the indexes of the cell formats that show a date."""

    strings: Sequence[str]
    dates: frozenset[int]
    epoch: datetime


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a workbook. Raises Rejected as `zips`, `xml` and `flow.document` do."""
    package = open_package(data, limits)
    main = ooxml.main_part(package)
    root = ooxml.part(package, main)
    relations = ooxml.relations(package, main)
    parts = {relation.kind: relation.target for relation in relations.values()}
    workbook = _Workbook(_strings(package, parts), _dates(package, parts), _epoch(root))
    blocks: list[Block] = []
    for sheet in root.iter(_SHEET):
        relation = relations.get(sheet.get(ooxml.RELATION_ID, ""))
        if relation is not None and relation.kind == "worksheet":
            room = limits.max_text_chars - sum(len(block.text) for block in blocks)
            tables = list(_tables(ooxml.part(package, relation.target), workbook, room))
            blocks += [*_heading(sheet.get("name", "")), *tables] if tables else []
    draft = flow.document(blocks, limits, ooxml.stated(package), properties.FOUND_BY)
    return Contents(drafts=(draft,), warnings=ooxml.warnings(package))


def _heading(name: str) -> Iterator[Block]:
    if not properties.is_filler("sheet", name):
        yield Block(name, "heading")


def _strings(package: Package, parts: Mapping[str, str]) -> Sequence[str]:
    if "sharedStrings" not in parts:
        return ()
    return [_words(string) for string in ooxml.part(package, parts["sharedStrings"]).iter(_STRING)]


def _words(holder: Any) -> str:
    """The text of a string on one line, without the pronunciation that Japanese Excel adds."""
    texts = (text.text or "" for text in holder.iter(_TEXT) if text.getparent().tag != _PHONETIC)
    return " ".join("".join(texts).split())


def _dates(package: Package, parts: Mapping[str, str]) -> frozenset[int]:
    if "styles" not in parts:
        return frozenset()
    root = ooxml.part(package, parts["styles"])
    declared = {
        style.get("numFmtId"): bool(_DATE_SIGNS.search(_NO_SIGN.sub("", style.get("formatCode", ""))))
        for style in root.iter(_FORMAT)
    }
    formats = [style.get("numFmtId", "0") for style in root.findall(_CELL_FORMATS)]
    return frozenset(
        index for index, number in enumerate(formats) if declared.get(number, xml.number(number) in _DATE_FORMATS)
    )


def _epoch(root: Any) -> datetime:
    """Day zero. Excel believes in a 29 February 1900, so that its days since March 1900 count from 30 December."""
    settings = root.find(_WORKBOOK)
    counts_from_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    return datetime(1904, 1, 1) if counts_from_1904 else datetime(1899, 12, 30)


def _tables(root: Any, workbook: _Workbook, room: int) -> Iterator[Block]:
    """The tables of a sheet: a row without a value ends one. Raises Rejected `too_long` beyond `room` characters.

    A single long text, referred to by every cell, makes terabytes of a small file: it is counted before it is joined.
    """
    rows: list[dict[int, str]] = []
    last_row = size = 0
    for row in root.iter(_ROW):
        cells = dict(_cells(row, workbook))
        number = xml.number(row.get("r")) or last_row + 1
        if rows and (not cells or number > last_row + 1):
            yield _table(rows)
            rows = []
        if cells:
            rows.append(cells)
            size += sum(map(len, cells.values()))
        if size > room:
            raise Rejected("too_long", "the workbook holds more text than a document may")
        last_row = number
    if rows:
        yield _table(rows)


def _table(rows: Sequence[Mapping[int, str]]) -> Block:
    columns = sorted({column for row in rows for column in row})
    if len(columns) > _WIDEST_TABLE:
        return flow.table_block([list(row.values()) for row in rows])
    return flow.table_block([[row.get(column, "") for column in columns] for row in rows])


def _cells(row: Any, workbook: _Workbook) -> Iterator[tuple[int, str]]:
    """The cells of a row that show something, by the number of their column."""
    column = 0
    for cell in row.iter(_CELL):
        letters = _COLUMN.match(cell.get("r", ""))
        column = _column(letters.group()) if letters else column + 1
        if text := _shown(cell, workbook):
            yield column, text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _shown(cell: Any, workbook: _Workbook) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return _words(inline) if inline is not None else ""
    value = " ".join((cell.findtext(_VALUE) or "").split())
    if kind == "s":
        return _shared(value, workbook)
    if kind == "b":
        return "VRAI" if value == "1" else "FAUX"
    if kind == "n" and value:
        return _shown_number(value, xml.number(cell.get("s")) in workbook.dates, workbook.epoch)
    return value


def _shared(value: str, workbook: _Workbook) -> str:
    index = xml.number(value)
    if index is None or index >= len(workbook.strings):
        raise Rejected("parse_error", "a cell refers to a text that the file does not hold")
    return workbook.strings[index]


def _shown_number(value: str, is_date: bool, epoch: datetime) -> str:
    """A date as dd/mm/yyyy; a number with the fifteen digits that Excel shows, not the seventeen that it stores."""
    try:
        number = float(value)
    except ValueError:
        return value
    if is_date and 1 <= number <= _LAST_DAY:
        return f"{epoch + timedelta(days=int(number)):%d/%m/%Y}"
    return value if value.lstrip("-").isdigit() else format(number, ".15g")
