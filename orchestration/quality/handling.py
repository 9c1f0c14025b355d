"""Whether a build holds nothing that its audience may not see, by the handling mark of every row.

What belongs here: counting rows by mark. What does not: marking them, and keeping confidential files out of a home,
which the intake does: this check is the second lock on that door.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from orchestration.quality.evidence import CONNECTION
from orchestration.quality.results import CheckResult


def check_handling(build: Path, visible: Collection[str]) -> list[CheckResult]:
    """Check each table of `build` with a column `marking`: no row without a mark, none with one beyond `visible`."""
    import pyarrow.parquet as pq

    tables = [path for path in sorted(build.glob("*.parquet")) if "marking" in pq.read_schema(path).names]
    with duckdb.connect(config=CONNECTION) as con:
        return [_check(con, path, visible) for path in tables]


def _check(con: duckdb.DuckDBPyConnection, table: Path, visible: Collection[str]) -> CheckResult:
    query = "select count(*) from read_parquet(?) where marking is null or not list_contains(?, marking)"
    found = con.execute(query, [str(table), list(visible)]).fetchone() or (0,)
    return CheckResult(
        name="marking",
        table=table.stem,
        severity="critical",
        passed=found[0] == 0,
        observed=f"{found[0]} rows",
        bound="no row beyond what the audience may see",
        why="A release goes to people of one audience: a row beyond their mark is a leak.",
        kind="handling",
    )
