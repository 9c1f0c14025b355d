"""The index that the search looks into, made once a release, inside its side file.

What belongs here: putting everything that can be found under its words. What does not: what is found under which words
(`index.sql`), asking (`searching`).
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from orchestration.explorer.search.folding import name_key, spelt_out

SCHEMA = Path(__file__).with_name("index.sql")
NAMES = "search_of_entities"
# Each the newest first.
TEXTS = ("search_of_contracts", "search_of_documents", "search_of_quotes")
WORDS = ("title", "words", "speaker", "buyer", "supplier")
BATCH = 2_000
# From which confidence on a fact is said to be sure, and to be fairly sure.
SURE, FAIRLY_SURE = 0.85, 0.6

Values = tuple[Any, ...]
Numbered = tuple[int, sqlite3.Row]


def build(connection: sqlite3.Connection) -> None:
    """Make the index over the tables of a side file, all of which must be there."""
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    groups = _Groups()
    texts = heapq.merge(*(_read(connection, view) for view in TEXTS), key=_day, reverse=True)
    for numbered in _batches(enumerate(chain(_read(connection, NAMES), texts), start=1)):
        _insert(connection, numbered, groups)
    connection.executemany("insert into search_groups values (?, ?, ?, ?, ?, ?, ?, ?, ?)", groups.rows())
    connection.execute("insert into search_words (search_words) values ('optimize')")


def _read(connection: sqlite3.Connection, view: str) -> Iterator[sqlite3.Row]:
    reader = connection.execute(f"select * from {view}")
    reader.row_factory = sqlite3.Row  # type: ignore[assignment]  # as the documentation has it
    return reader


def _day(found: sqlite3.Row) -> int:
    """For order: 20240517; 0 without a day."""
    return int((found["day"] or "0").replace("-", ""))


def _insert(connection: sqlite3.Connection, numbered: list[Numbered], groups: _Groups) -> None:
    connection.executemany(
        "insert into search_entries values (?, ?, ?)",
        [(number, groups.number_of(found), _day(found)) for number, found in numbered],
    )
    connection.executemany(
        "insert into search_items values (?, ?)", [(number, found["item_id"]) for number, found in numbered]
    )
    connection.executemany(
        "insert or ignore into search_names values (?, ?)",
        [(name, number) for number, found in numbered for name in _names(found)],
    )
    connection.executemany(
        f"insert into search_words (rowid, {', '.join(WORDS)}) values (?, ?, ?, ?, ?, ?)",
        [(number, *_words(connection, found)) for number, found in numbered],
    )


def _names(found: sqlite3.Row) -> Iterator[str]:
    """The names by which an entity is asked for exactly."""
    if found["type"] in {"actor", "organisation"}:
        yield from filter(None, map(name_key, found["title"].split("\n")))


def _words(connection: sqlite3.Connection, found: sqlite3.Row) -> list[str]:
    texts = {column: found[column] or "" for column in WORDS}
    if found["type"] == "document":
        (texts["words"],) = connection.execute(
            "select coalesce(text, '') from documents where document_id = ?", (found["item_id"],)
        ).fetchone()
    return [spelt_out(texts[column]) for column in WORDS]


def _batches(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


@dataclass(slots=True)
class _Groups:
    """Numbers for the combinations of what the results can be narrowed by."""

    numbers: dict[Values, int] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)

    def number_of(self, found: sqlite3.Row) -> int:
        year = int(found["day"][:4]) if found["day"] else None
        shared = (found["type"], found["organisation_kind"], year, found["publisher"], found["language"])
        key = (*shared, found["marking"], _band(found["confidence"]))
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        self.counts[number] += 1
        return number

    def rows(self) -> Iterator[Values]:
        return ((number, *values, self.counts[number]) for values, number in self.numbers.items())


def _band(confidence: float | None) -> str | None:
    if confidence is None:
        return None
    return "high" if confidence >= SURE else "middle" if confidence >= FAIRLY_SURE else "low"
