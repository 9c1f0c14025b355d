"""Computed columns: each row gets its own value, dates stay dates, SQL that does not fit is named without a value."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.quality import SuiteError
from orchestration.quality.computed import computing
from orchestration.quality.suites import Expectation, Suite


def computed(marts: Any, build: Path, table: str, **columns: str) -> dict[str, list[Any]]:
    marts.stage(build)
    probe = Expectation(name="probe", type="expect_probe", kwargs={}, severity="warning", why="The probe of a test.")
    with computing(build) as compute:
        found = compute(Suite(table=table, computed=columns, expectations=(probe,)))
    return {name: column.tolist() for name, column in found.items()}


def test_a_column_has_the_order_of_the_table_and_reads_other_tables(marts: Any, tmp_path: Path) -> None:
    build = tmp_path / "build"
    sql = "(select max(name) from organisations where organisations.organisation_id = self.organisation_id)"
    columns = computed(marts, build, "mentions", own="self.mention_id", bearer=sql)
    assert columns["own"] == pq.read_table(build / "mentions.parquet")["mention_id"].to_pylist()
    assert dict(zip(columns["own"], columns["bearer"], strict=True))["men-3"] == "Tressan SA"


def test_dates_stay_dates(marts: Any, tmp_path: Path) -> None:
    columns = computed(marts, tmp_path / "build", "documents", day="self.published_on")
    assert date(2026, 3, 4) in columns["day"]


@pytest.mark.parametrize("sql", ["self.no_such_column", "cast(self.surface_text as integer)"])
def test_sql_that_does_not_fit_is_named_and_quotes_nothing(marts: Any, tmp_path: Path, sql: str) -> None:
    with pytest.raises(SuiteError, match=r"suites/mentions\.yml: a computed column fails \(\w+Exception\)") as caught:
        computed(marts, tmp_path / "build", "mentions", broken=sql)
    assert "Kervoan" not in str(caught.value)
