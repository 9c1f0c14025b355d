"""Read two tables of the current release again and again, one way or another. Run by test_readers.py.

Usage: read_release.py LATEST WAY TIMES. Prints how often the two tables named different releases (mixed), how often a
read failed, and how many releases were seen.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

TABLES = ("actors", "quotes")
Ids = list[str]


def resolved_once(latest: Path) -> Ids:
    """As documented: `latest` is resolved once, all tables are read in the folder it leads to."""
    folder = latest.resolve()
    return [of_parquet(folder / f"{table}.parquet") for table in TABLES]


def one_database(latest: Path) -> Ids:
    """As documented: all tables out of the one DuckDB file, opened through `latest`."""
    with duckdb.connect(str(latest / "warehouse.duckdb"), read_only=True) as connection:
        return [connection.execute(f"select min(release_id) from {table}").fetchall()[0][0] for table in TABLES]


def path_by_path(latest: Path) -> Ids:
    """As a dashboard does that was not told: each table through `latest`, one after the other."""
    ids = []
    for table in TABLES:
        ids.append(of_parquet(latest / f"{table}.parquet"))
        time.sleep(0.005)
    return ids


def of_parquet(path: Path) -> str:
    with duckdb.connect() as connection:
        found: str = connection.execute("select min(release_id) from read_parquet(?)", [str(path)]).fetchall()[0][0]
    return found


WAYS: dict[str, Callable[[Path], Ids]] = {
    "resolved once": resolved_once,
    "one database": one_database,
    "path by path": path_by_path,
}


def main(latest: Path, way: str, times: int) -> None:
    mixed, failed, seen = 0, 0, set()
    for _ in range(times):
        try:
            ids = WAYS[way](latest)
        except duckdb.Error:
            failed += 1
            continue
        mixed += len(set(ids)) > 1
        seen.update(ids)
    sys.stdout.write(json.dumps({"mixed": mixed, "failed": failed, "seen": len(seen)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
