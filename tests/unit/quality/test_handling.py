"""The check of handling marks: one row too many blocks, whatever let it in."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.quality.handling import check_handling


def build(folder: Path, *marks: str | None) -> Path:
    with duckdb.connect() as con:
        con.execute("create table quotes (marking varchar)")
        con.executemany("insert into quotes values (?)", [[mark] for mark in marks])
        con.execute(f"copy quotes to '{folder / 'quotes.parquet'}'")
        con.execute(f"copy (select 1 as one) to '{folder / 'unmarked.parquet'}'")
    return folder


def test_rows_that_the_audience_may_see_pass(tmp_path: Path) -> None:
    (result,) = check_handling(build(tmp_path, "open", "internal"), ["open", "internal"])
    assert (result.table, result.passed) == ("quotes", True)


@pytest.mark.parametrize("mark", ["confidential", None, "OPEN"])
def test_a_row_beyond_its_mark_blocks(tmp_path: Path, mark: str | None) -> None:
    (result,) = check_handling(build(tmp_path, "open", mark), ["open", "internal"])
    assert result.blocking
    assert result.observed == "1 rows"
