"""What people call values that documents write in several ways: a publisher, an author, a function.

What belongs here: reading `values.csv` and refusing what cannot be right. What does not: applying it (dbt, where the
columns are made) and names of people and organisations (`curation`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from orchestration.resolution.names import actor_key
from orchestration.resolution.tables import CurationError, TableRow, table_rows

# Where a value may be looked up. Sums, dates and subjects are what the document says, and stay so.
COLUMNS = ("documents.author", "documents.publisher", "roles.normal_title")


@dataclass(frozen=True, slots=True)
class ValueLookup:
    """In the published column `column_name`, what is written `value` is called `canonical_value`."""

    column_name: str
    value: str
    canonical_value: str


@dataclass(frozen=True, slots=True)
class ValueLookups:
    """All lookups in the order of the file, and the hash of the file."""

    all: tuple[ValueLookup, ...] = ()
    version: str = "none"


def read_value_lookups(path: Path) -> ValueLookups:
    """Read the lookups; a missing file decides nothing. Values are compared without case, accents and punctuation.

    Raises CurationError with file and line when a cell is missing, a column cannot be looked up, or two rows disagree.
    """
    if not path.is_file():
        return ValueLookups()
    found: dict[tuple[str, str], ValueLookup] = {}
    for row in table_rows(path, ("column", "value", "canonical_value")):
        lookup = _lookup(row)
        earlier = found.setdefault((lookup.column_name, actor_key(lookup.value)), lookup)
        if earlier.canonical_value != lookup.canonical_value:
            raise CurationError(f"{row.said_at}: an earlier line decides otherwise about the same value.")
    return ValueLookups(tuple(found.values()), hashlib.sha256(path.read_bytes()).hexdigest()[:16])


def _lookup(row: TableRow) -> ValueLookup:
    column, value, canonical = (row.cells[name] for name in ("column", "value", "canonical_value"))
    if column not in COLUMNS:
        raise CurationError(f"{row.said_at}: values of {column!r} are not looked up; use {', '.join(COLUMNS)}.")
    if not actor_key(value) or not canonical:
        raise CurationError(f"{row.said_at}: value and canonical_value must both be filled.")
    return ValueLookup(column, value, canonical)
