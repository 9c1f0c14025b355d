"""A release under pseudonyms: nobody is named, every offset still holds, the same person bears the same name."""

from __future__ import annotations

import json

import duckdb

from orchestration.publishing import stage
from orchestration.publishing.pseudonyms import forget_named_keys, pseudonym, pseudonymised

KEY = b"\x01" * 32


def rows(database, query):
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(query).fetchall()


def test_no_table_names_a_person_and_spans_still_lead_to_their_words(marts):
    marts.run("update marts.documents set title = 'Kervoan inaugure' where document_id = 'doc-a1'")
    marts.run("update marts.files set source_path = 'interview-kervoan.txt' where source_path = 'conseil.txt'")
    marts.run(
        "insert into marts.mentions by name select 'men-9' as mention_id, * exclude mention_id replace ("
        "start_char + 7 as start_char, 'Kervoan' as surface_text) from marts.mentions where mention_id = 'men-1'"
    )
    with pseudonymised(marts.database, KEY) as database:
        for table in marts.tables:
            told = rows(database, f"select to_json(t)::varchar from marts.{table.name} t")
            assert not any("kervoan" in row.casefold() for (row,) in told), table.name
        spans = "from marts.mentions join marts.documents using (document_id)"
        assert rows(database, f"select count(*) {spans} where text[start_char + 1 : end_char] <> surface_text") == [
            (0,)
        ]
        assert rows(database, "select surface_text from marts.mentions order by all") == [
            ("Port-Brévent",),
            ("Tressan SA",),
            ("██████ ███████",),
            ("███████",),
        ]
        assert rows(database, "select name, aliases from marts.actors") == [(pseudonym(KEY, "act-1"), [])]
    assert rows(marts.database, "select name from marts.actors") == [("Maëlle Kervoan",)]
    assert list(marts.database.parent.glob("*.pseudonyms*")) == []


def test_a_pseudonym_is_the_same_every_night_and_another_under_another_key():
    assert pseudonym(KEY, "act-1") == pseudonym(KEY, "act-1") != pseudonym(b"\x02" * 32, "act-1")
    assert pseudonym(KEY, "act-1") != pseudonym(KEY, "act-2")


def test_what_changed_since_a_release_with_names_names_nobody(marts, make_marts, tmp_path):
    marts.run("update marts.files set source_path = 'interview-kervoan.txt' where source_path = 'conseil.txt'")
    marts.stage(tmp_path / "before")
    with pseudonymised(marts.database, KEY) as database:
        stage(database, tmp_path / "after", marts.tables, "v1.2.0", tmp_path / "before")
    assert "kervoan" in (tmp_path / "after" / "changes.json").read_text()
    forget_named_keys(tmp_path / "after")
    told = json.loads((tmp_path / "after" / "changes.json").read_text())
    assert "kervoan" not in json.dumps(told)
    assert told["tables"]["files"]["counts"]["deleted"] == 1
