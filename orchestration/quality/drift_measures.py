"""What is counted of a release to compare it with another, and how two counts are told apart.

What belongs here: figures. What does not: whether a difference is too much (`drift`). The measure of a changed mix is
the Jensen-Shannon divergence (J. Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on
Information Theory 37(1), 1991): it has a largest value, and empty classes do it no harm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

# A file of the documents folder itself is of the source ''; a member of an archive is of the source of its archive.
MACROS = """
create macro top_folder(path) as
    case when contains(split_part(path, '!/', 1), '/') then split_part(path, '/', 1) else '' end;
create macro folders(path, others) as
    list_distinct(list_transform(list_prepend(path, coalesce(others, [])), lambda one: top_folder(one)));
"""


class NotHeldError(Exception):
    """The release does not hold the table."""


@dataclass(frozen=True, slots=True)
class Side:
    """The Parquet of one of the two releases. Raises NotHeldError for an absent table, duckdb.Error for the rest."""

    con: duckdb.DuckDBPyConnection
    folder: Path

    @property
    def tables(self) -> set[str]:
        """The tables that the release holds."""
        return {path.stem for path in self.folder.glob("*.parquet")}

    def count(self, table: str) -> int:
        """Rows of the table; 0 when there is no such table."""
        return int(self._ask(table, "select count(*)")[0][0]) if table in self.tables else 0

    def groups(self, table: str, by: str) -> dict[str, int]:
        """Rows by the value of the SQL expression `by`; those without one count under ''."""
        return dict(self._ask(table, f"select coalesce(cast({by} as varchar), ''), count(*)", "group by 1 order by 1"))

    def share(self, table: str, of: str) -> tuple[int, int]:
        """Rows for which the SQL condition `of` holds, and all rows."""
        holding, rows = self._ask(table, f"select count(*) filter ({of}), count(*)")[0]
        return int(holding), int(rows)

    def _ask(self, table: str, what: str, after: str = "") -> list[Any]:
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            raise NotHeldError(table)
        file = str(path).replace("'", "''")
        return self.con.execute(f"{what} from read_parquet('{file}') as {table} {after}").fetchall()


def divergence(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    """Jensen-Shannon divergence of two counts by class, in bits: 0 for equal shares, 1 for no class in common."""
    return sum(_half_apart(p, q) + _half_apart(q, p) for p, q in _shares(before, now))


def moved(before: Mapping[str, int], now: Mapping[str, int]) -> int:
    """How many rows of `now` would have to be of another class to have the shares of `before`."""
    return round(sum(now.values()) * sum(abs(p - q) for p, q in _shares(before, now)) / 2)


def _shares(before: Mapping[str, int], now: Mapping[str, int]) -> Iterator[tuple[float, float]]:
    rows_before, rows_now = sum(before.values()), sum(now.values())
    for name in before.keys() | now.keys():
        yield before.get(name, 0) / rows_before, now.get(name, 0) / rows_now


def _half_apart(share: float, other: float) -> float:
    """One class's part of half the relative entropy of its share to the mean of both shares."""
    return share * math.log2(2 * share / (share + other)) / 2 if share else 0.0
