"""The table `alerts` of a build: each row has the highest mark of what it names."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.publishing import ALERTS, add_alerts

WORDS = ("doc-a1", 0, 4, None, None, None, "Elle", True, 0.8)
# Values of the columns up to the mark, in their order.
ALERT = ("ale-0123456789abcdef0123", "quais", "quote_by", "act-1", "Maëlle Kervoan", "org-1", "Port", "quotes", "quo-1")


@pytest.mark.parametrize(
    ("closed", "marking"),
    [
        ("documents where document_id = 'doc-a1'", "internal"),
        ("quotes where quote_id = 'quo-1'", "internal"),
        ("actors where actor_id = 'act-1'", "internal"),
        ("organisations where organisation_id = 'org-1'", "internal"),
        ("organisations where organisation_id <> 'org-1'", "open"),
    ],
)
def test_an_alert_has_the_highest_mark_of_what_it_names(make_marts, tmp_path, closed, marking):
    marts = make_marts("working")
    tables = {table.name for table in marts.tables} - {"alerts"}
    marts.run("".join(f"alter table marts.{table} add column marking varchar default 'open';" for table in tables))
    marts.run(f"update marts.{closed.replace(' where', ' set marking = $$internal$$ where')}")
    marts.stage(tmp_path / "build", only=tables)
    assert add_alerts(tmp_path / "build", [(*ALERT, *WORDS)], ("open", "internal")) == 1
    query = f"select marking from read_parquet('{tmp_path / 'build' / 'alerts.parquet'}')"
    assert duckdb.sql(query).fetchall() == [(marking,)]


def test_a_build_without_alerts_has_the_table_with_all_its_columns(make_marts, tmp_path):
    marts = make_marts("working")
    tables = {table.name for table in marts.tables} - {"alerts"}
    marts.run("".join(f"alter table marts.{table} add column marking varchar default 'open';" for table in tables))
    marts.stage(tmp_path / "build", only=tables)
    assert add_alerts(tmp_path / "build", [], ("open",)) == 0
    with duckdb.connect(str(tmp_path / "build" / "warehouse.duckdb"), read_only=True) as con:
        assert con.table("alerts").columns == [column.name for column in ALERTS.columns]
