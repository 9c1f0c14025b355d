"""A home borrows what another one made of the same bytes, and not a row more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.records import Document, Extraction, FileReading, MemberRecord, Mention, stable_id
from orchestration.warehouse.lending import borrow
from orchestration.warehouse.store import CLAIM_TABLES, CONTENT_TABLES, Store

SHARED, INNER, SECRET = "Léa Varenne est venue.", "Léa Varenne est repartie.", "Ysolde Carquefou a parlé."


def document(text: str, file_sha256: str) -> Document:
    return Document(stable_id("doc", text), file_sha256, 0, stable_id("sha", text), "text/plain", text, sections=())


def mention(of: Document) -> Mention:
    return Mention(stable_id("men", of.document_id), of.document_id, 0, 3, of.text[:3], "actor", "Nom", "test", 1.0)


def home(folder: Path) -> Store:
    folder.mkdir()
    store = Store(folder / "warehouse.duckdb")
    store.create()
    return store


@pytest.fixture
def lender(tmp_path: Path) -> Store:
    """A home that has read and extracted three texts, one of them inside an archive."""
    store = home(tmp_path / "lender")
    documents = [document(SHARED, "f1"), document(INNER, "f2"), document(SECRET, "f3")]
    readings = [FileReading(each.file_sha256, content_sha256s=(each.content_sha256,)) for each in documents]
    readings.append(FileReading("zip", members=(MemberRecord("inner.txt", "f2", 9),)))
    store.save_readings(readings, documents, {}, "reader")
    found = [Extraction(each.document_id, "extracted", mentions=(mention(each),)) for each in documents]
    store.save_extractions(found, {each.document_id: each.text for each in documents}, "pipeline")
    return store


def texts(store: Store) -> set[str]:
    return {text for (text,) in store.query("select text from bronze.documents")[1]}


def test_what_lies_in_the_files_that_are_seen_is_lent_with_its_claims(tmp_path: Path, lender: Store) -> None:
    own = home(tmp_path / "own")
    assert borrow(own, lender.database, ["f1", "zip", "unknown"]) == 3
    assert texts(own) == {SHARED, INNER}
    assert own.known_readings("reader").keys() == {"f1", "f2", "zip"}
    assert own.pending_documents("pipeline") == []
    _, named = own.query("select count(*) from annotation.mentions")
    assert named == [(2,)]


def test_nothing_is_lent_twice(tmp_path: Path, lender: Store) -> None:
    own = home(tmp_path / "own")
    borrow(own, lender.database, ["f1"])
    assert borrow(own, lender.database, ["f1", "f2"]) == 1
    tables = [*CONTENT_TABLES, *(f"annotation.{table}" for table in CLAIM_TABLES)]
    twice = {table: own.query(f"select * from {table} group by all having count(*) > 1")[1] for table in tables}
    assert {table: rows for table, rows in twice.items() if rows} == {}


def test_a_home_of_another_version_lends_nothing(tmp_path: Path, lender: Store) -> None:
    with duckdb.connect(str(lender.database)) as con:
        con.execute("update bronze.state set value = 'older' where key = 'schema_version'")
    assert borrow(home(tmp_path / "own"), lender.database, ["f1"]) == 0


@pytest.mark.parametrize("content", [None, b"", b"no database", "without tables", "flipped"])
def test_a_lender_that_cannot_be_read_lends_nothing(tmp_path: Path, lender: Store, content: bytes | str | None) -> None:
    if content == "without tables":
        lender.database.unlink()
        duckdb.connect(str(lender.database)).close()
    elif content == "flipped":
        whole = bytearray(lender.database.read_bytes())
        whole[len(whole) // 2 :] = bytes(len(whole) - len(whole) // 2)
        lender.database.write_bytes(whole)
    elif content is None:
        lender.database.unlink()
    else:
        lender.database.write_bytes(content)
    own = home(tmp_path / "own")
    assert borrow(own, lender.database, ["f1"]) == 0
    assert texts(own) == set()
