"""Two people of one name: one is erased from a release's tables, the other keeps every row and every character."""

from __future__ import annotations

import duckdb

from orchestration.masking import Erased, Screen
from orchestration.privacy.covering import cover
from orchestration.privacy.cutting import cut
from orchestration.privacy.forms import forms_of
from orchestration.privacy.target import Target
from tests.small_release import make_marts, marts

__all__ = ["make_marts", "marts"]
NAMESAKE = "Maëlle Kervoan, patineuse, a gagné."


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return con.execute(query).fetchall()


def test_the_namesake_stays(marts):
    marts.run(
        f"""
        update marts.documents set text = '{NAMESAKE}', title = 'Maëlle Kervoan gagne',
            content_sha256 = sha256('{NAMESAKE}') where document_id = 'doc-b2';
        insert into marts.mentions by name select 'men-9' as mention_id, 'doc-b2' as document_id, 0 as start_char,
            14 as end_char, 'Maëlle Kervoan' as surface_text, 'act-2' as actor_id, 0.9 as confidence;
        insert into marts.actors by name select 'act-2' as actor_id, 'Maëlle Kervoan' as name, [] as aliases;
        """
    )
    with duckdb.connect(str(marts.database)) as con:
        sha256 = dict(rows(con, "select document_id, content_sha256 from marts.documents"))
        ((place,),) = rows(con, "select [start_char, end_char] from marts.mentions where mention_id = 'men-1'")
        spans = {sha256["doc-a1"]: [(place[0], place[1])], sha256["doc-b2"]: []}
        names = forms_of(["Maëlle Kervoan"])
        target = Target(actors=frozenset({"act-1"}), mentions=frozenset({"men-1"}), forms=names, spans=spans)
        before = rows(con, "select * from marts.documents where document_id = 'doc-b2'")
        cut(con, target, Screen(Erased()))
        cover(con, ("marts",), target, Screen(Erased()))
        assert rows(con, "select * from marts.documents where document_id = 'doc-b2'") == before
        assert rows(con, "select actor_id, name from marts.actors") == [("act-2", "Maëlle Kervoan")]
        assert rows(con, "select surface_text from marts.mentions where actor_id is not null") == [("Maëlle Kervoan",)]
        (told,) = rows(con, "select text from marts.documents where document_id = 'doc-a1'")[0]
        assert told.startswith("🏛 ██████ ███████, maire de Port-Brévent")
        assert rows(con, "select count(*) from marts.roles union all select count(*) from marts.quotes") == [(0,), (0,)]
        facts = rows(con, "select distinct fact_table from marts.evidence order by all")
        assert facts == [("contracts",), ("organisation_facts",), ("organisation_relations",)]
        wrong = "text[start_char + 1 : end_char] <> surface_text"
        assert rows(
            con, f"select count(*) from marts.mentions join marts.documents using (document_id) where {wrong}"
        ) == [(0,)]
