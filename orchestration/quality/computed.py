"""Columns that a suite computes for its checks: what one row says of itself in several columns, or of other tables.

What belongs here: running that SQL over the staged Parquet. What does not: the SQL, which stands in the suites, and any
judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from orchestration.quality.evidence import CONNECTION
from orchestration.quality.suites import Suite, SuiteError

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def computing(build: Path) -> Iterator[Callable[[Suite], dict[str, pd.Series]]]:
    """Yield what computes the columns of a suite over the tables of `build`, each in the order of the table's rows.

    It raises SuiteError for SQL that does not fit the build.
    """
    with duckdb.connect(config=CONNECTION) as con:
        for path in sorted(build.glob("*.parquet")):
            con.execute(f"create view {path.stem} as select * from read_parquet({_text(path)})")
        yield lambda suite: _compute(con, build, suite)


def _compute(con: duckdb.DuckDBPyConnection, build: Path, suite: Suite) -> dict[str, pd.Series]:
    columns = ", ".join(f"({sql}) as {name}" for name, sql in suite.computed.items())
    source = f"read_parquet({_text(build / f'{suite.table}.parquet')}, file_row_number = true) as self"
    try:
        # By way of Arrow dates stay dates, as in the columns read from Parquet.
        query = f"select {columns} from {source} order by self.file_row_number"
        frame = con.sql(query).to_arrow_table().to_pandas()
    except duckdb.Error as error:
        # Its message may quote a value, and ends in logs.
        kind = type(error).__name__
        raise SuiteError(f"suites/{suite.table}.yml: a computed column fails ({kind}).") from None
    return {name: frame[name] for name in suite.computed}


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
