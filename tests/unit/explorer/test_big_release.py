"""The invented release on which the explorer is measured: true to its texts, and shown as words whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from benchmarks.explorer_release import write_release
from orchestration.explorer import Shelf, create_app
from tests.unit.explorer.writing import Writing


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("big")
    like = Writing().write(folder / "like")
    write_release(folder / "big", like, documents=30, mentions=1200, quotes=1200, sitting_chars=20_000)
    return folder / "big"


@pytest.fixture(scope="module")
def tables(output: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(output / "latest" / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def count(tables: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(tables.execute(f"select count(*) from {query}").fetchall()[0][0])


@pytest.mark.parametrize("table", ["mentions", "evidence", "named_things"])
def test_every_offset_leads_to_the_words(tables: duckdb.DuckDBPyConnection, table: str) -> None:
    joined = f"{table} inner join documents using (document_id)"
    assert count(tables, table) > 0
    assert count(tables, f"{joined} where text[start_char + 1 : end_char] <> surface_text") == 0


def test_every_fact_has_evidence_and_every_party_is_there(tables: duckdb.DuckDBPyConnection) -> None:
    for table, key in (("quotes", "quote_id"), ("roles", "role_id"), ("contracts", "contract_id")):
        assert count(tables, table) > 0
        assert count(tables, f"{table} anti join evidence on {key} = fact_id and fact_table = '{table}'") == 0
    assert count(tables, "contract_parties anti join organisations using (organisation_id)") == 0
    assert count(tables, "contracts anti join contract_parties using (contract_id)") == 0


def test_there_is_as_much_as_was_asked_for(tables: duckdb.DuckDBPyConnection) -> None:
    assert count(tables, "documents") == 30
    assert 1150 <= count(tables, "quotes") <= 1250
    assert count(tables, "documents where character_count >= 20000") == 1


def test_hostile_names_are_shown_as_words(output: Path, tmp_path: Path) -> None:
    shelf = Shelf(output, tmp_path, ("open",))
    release = shelf.prepare()
    hostile = release.rows("select entity_id from entities where name like '<%' or name like '=%' or name like '\"%'")
    ids = [row["entity_id"] for row in hostile]
    assert len(ids) >= 4
    document = release.value("select document_id from documents where title like '<script>%'")
    contract = release.value("select contract_id from contract_parties where organisation_id = ?", ids[-1])
    pages = [f"/{kind}/{one}" for one in ids for kind in ("network", "timeline")]
    pages += [f"/{'actors' if one.startswith('act-') else 'organisations'}/{one}" for one in ids]
    pages += ["/", "/?q=script", "/?q=alert&type=quote", "/?q=img", "/contracts", f"/contracts/{contract}"]
    with TestClient(create_app(shelf)) as visitor:
        for address in [*pages, f"/documents/{document}"]:
            answered = visitor.get(address)
            assert answered.status_code == 200, address
            assert "<script>alert" not in answered.text, address
            assert "<img src=x" not in answered.text, address
            assert "&lt;" in answered.text or "=cmd" in answered.text or "\\u003c" in answered.text, address
