"""What a page answers: the same content as HTML, as JSON and as CSV.

What belongs here: the three forms. What does not: what they say.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.explorer.asking import NotFound

Rows = Sequence[Mapping[str, Any]]
# What OWASP's page on CSV injection names, after apostrophes too, so that dropping one always gives the words back.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Answer:
    """A page: its template, what the template shows, and the tables that are on screen, by name."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)


def as_json(answer: Answer, release_id: str) -> str:
    """The tables of a page with the release that they are from."""
    told = {"release_id": release_id, **{name: list(rows) for name, rows in answer.tables.items()}}
    return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"


def as_csv(answer: Answer, name: str) -> str:
    """One table of a page, the first without a name, with a header; no cell is one that a spreadsheet would run.

    Raises NotFound for a table that the page does not show.
    """
    if not answer.tables or (name and name not in answer.tables):
        known = ", ".join(answer.tables) or "-"
        raise NotFound(f"table={name}: {known}")
    rows = answer.tables[name or next(iter(answer.tables))]
    written = io.StringIO()
    sheet = csv.writer(written)
    if rows:
        sheet.writerow(rows[0])
        sheet.writerows([_cell(value) for value in row.values()] for row in rows)
    return written.getvalue()


def _cell(value: Any) -> Any:
    """Numbers stay what they are; words that a spreadsheet would take for a formula get an apostrophe."""
    if value is None or isinstance(value, int | float):
        return value
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"'{words}" if FORMULA.match(words) else words
