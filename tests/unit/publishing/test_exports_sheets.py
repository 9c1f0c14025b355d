"""CSV that spreadsheets run nothing of, and from which every value comes back."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb

from tests.unit.publishing.exported import ask, exported

__all__ = ["exported"]

GUARD = re.compile(r"'(?='*[=+\-@\t\r\n＝＋－＠])")


def cells(build: Path, table: str) -> list[dict[str, str]]:
    with (build / "exports" / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_cell_of_words_begins_a_formula(exported: Path) -> None:
    text_columns = ask(
        exported, "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal"
    )
    tables = {path.stem for path in (exported / "exports" / "csv").glob("*.csv")}
    checked = [row[column] for table, column in text_columns if table in tables for row in cells(exported, table)]
    assert len(checked) > 300
    assert not [cell for cell in checked if cell[:1] and cell[0] in "=+-@\t\r\n＝＋－＠"]
    stated = [row["value_text"] for row in cells(exported, "contract_values") if row["attribute"] == "subject"]
    assert len(stated) == 11
    assert all(value.startswith("'") for value in stated)
    assert cells(exported, "contracts")[0]["subject"] == "'+33 fois le quai"
    assert {row["amount_text"] for row in cells(exported, "organisation_relations")} == {"", "'-5 M€"}


def test_numbers_stay_numbers(exported: Path) -> None:
    assert {row["actor_id"]: row["score"] for row in cells(exported, "actors")} == {
        "act-1": "-5.0",
        "act-2": "2.5",
        "act-3": "",
    }


def test_every_value_comes_back(exported: Path) -> None:
    # `'=1+1` was written by a document, apostrophe and all: dropping one apostrophe must give it back.
    assert {row["quote_id"]: row["content"] for row in cells(exported, "quotes")}["quo-2"] == "''=1+1"
    for table in ("quotes", "contracts", "documents", "contract_values", "organisation_relations", "mentions"):
        columns = [name for name, kind, *_ in ask(exported, f"describe {table}") if kind == "VARCHAR"]
        stored = ask(exported, f"select {', '.join(columns)} from {table} order by rowid")
        read = [tuple(GUARD.sub("", row[name], count=1) or None for name in columns) for row in cells(exported, table)]
        assert read == stored


def test_lists_are_json_and_rows_keep_their_order(exported: Path) -> None:
    rows = cells(exported, "actors")
    assert [row["actor_id"] for row in rows] == ["act-1", "act-2", "act-3"]
    assert rows[0]["aliases"] == '["=HYPERLINK(\\"http://x\\")","Mme Kervoan"]'


def test_every_table_is_there_with_its_release_and_its_types(exported: Path) -> None:
    with duckdb.connect() as con:
        for path in exported.glob("*.parquet"):
            sheet = con.execute(f"describe from read_csv('{exported}/exports/csv/{path.stem}.csv')").fetchall()
            assert [row[0] for row in sheet] == [row[0] for row in con.execute(f"describe from '{path}'").fetchall()]
            assert sheet[-1][0] == "release_id"
