"""CSV files that people keep by hand or in a spreadsheet: reading them with places for errors, cells that run nowhere.

What belongs here: separators, encodings, and cells that a spreadsheet would take for formulas. What does not: what the
columns mean. Source: OWASP, "CSV Injection" (the characters that open a formula).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# An apostrophe keeps a spreadsheet from running what follows; a cell that has one there already gets another.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class CurationError(ValueError):
    """A curation file cannot be applied as it stands."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where it stands ("file, line 3") and its cells by column, without blanks at the ends."""

    said_at: str
    cells: Mapping[str, str]


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("d'Aubrac")
    ("'=1+1", "d'Aubrac")
    """
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def read_text(path: Path) -> str:
    """The text of a file that people keep. Raises CurationError when it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CurationError(f"{path}: the file is not UTF-8. Save it again as CSV UTF-8.") from error


def separator(text: str) -> str:
    """The separator of a table's header: a spreadsheet in French writes semicolons."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def table_rows(path: Path, needed: Collection[str]) -> Iterator[TableRow]:
    """The rows of a table in their order, without empty ones; columns may stand in any order, others may stand beside.

    Raises CurationError when the file cannot be read or a needed column is missing.
    """
    text = read_text(path).removeprefix("\ufeff")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator(text))
    if missing := set(needed) - set(rows.fieldnames or ()):
        raise CurationError(f"{path}: the column {', '.join(sorted(missing))} is missing.")
    for row in rows:
        cells = {column: unguarded(value or "").strip() for column, value in row.items() if column}
        if any(cells.values()):
            yield TableRow(f"{path}, line {rows.line_num}", cells)
