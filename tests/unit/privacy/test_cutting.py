"""What an erasure takes out of a release's tables: the alerts about a person too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.masking import Screen, read_erased
from orchestration.privacy.cutting import cut
from orchestration.privacy.target import Target
from tests.small_release import Marts, make_marts

__all__ = ["make_marts"]


@pytest.fixture
def con(make_marts: Callable[[str], Marts]) -> Iterator[duckdb.DuckDBPyConnection]:
    marts = make_marts("working")
    # Besides the alert of the mayor's words: one that names her beside the firm, one about the firm that rests on her
    # words, one about the firm alone.
    for alert, other, fact in (
        ("ale-00000000000000000001", "'act-1'", "con-1"),
        ("ale-00000000000000000002", "null", "quo-1"),
        ("ale-00000000000000000003", "null", "con-1"),
    ):
        marts.run(
            f"insert into marts.alerts by name select * replace ('{alert}' as alert_id, 'org-2' as entity_id,"
            f" {other} as other_entity_id, '{fact}' as fact_id) from marts.alerts where entity_id = 'act-1' limit 1"
        )
    with duckdb.connect(str(marts.database)) as connection:
        yield connection


def left(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [alert[-1] for (alert,) in con.execute("select alert_id from marts.alerts order by 1").fetchall()]


def test_alerts_about_or_beside_an_erased_person_go_and_others_stay(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    cut(con, Target(actors=frozenset({"act-1"})), Screen(read_erased(tmp_path)))
    assert left(con) == ["3"]
