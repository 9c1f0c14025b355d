"""What holds for all exports together: the same bytes each time, and views that answer what people ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing.exports import write_exports
from tests.unit.publishing.exported import MORE_MARTS, ask, exported

__all__ = ["exported"]


def contents(build: Path) -> dict[str, bytes]:
    """Every file but the database, whose bytes DuckDB never writes twice alike."""
    paths = (path for path in build.rglob("*") if path.is_file() and path.suffix != ".duckdb")
    return {path.relative_to(build).as_posix(): path.read_bytes() for path in paths}


def test_two_writings_give_the_same_bytes_whatever_the_order_of_arrival(make_marts: Any, tmp_path: Path) -> None:
    builds = []
    for name, order in (("one", "asc"), ("other", "desc")):
        marts = make_marts(name)
        marts.run(MORE_MARTS.read_text(encoding="utf-8"))
        for table in marts.tables:
            by = ", ".join(f"{column.name} {order}" for column in table.of_mart)
            marts.run(f"create or replace table marts.{table.name} as from marts.{table.name} order by {by}")
        build = tmp_path / f"build-{name}"
        marts.stage(build)
        write_exports(build, marts.tables)
        builds.append(contents(build))
    one, other = builds
    assert one.keys() == other.keys()
    assert not [name for name in one if one[name] != other[name]]
    # NetworkX writes the day into its files; tomorrow's would differ.
    assert b"lastmodified" not in one["exports/network.gexf"]
    assert {"exports/entities.ftm.json", "exports/network.gexf", "datapackage.json", "croissant.json"} <= one.keys()


def test_writing_again_changes_nothing(exported: Path, marts: Any) -> None:
    before = contents(exported)
    write_exports(exported, marts.tables)
    assert contents(exported) == before


def test_every_view_says_what_it_is_and_runs(exported: Path) -> None:
    views = ask(exported, "select view_name, comment from duckdb_views() where not internal")
    assert {name for name, _ in views} == {
        "co_mentions",
        "contracts_by_buyer_and_year",
        "contracts_with_parties",
        "evidence_in_context",
        "quotes_about_organisations",
        "quotes_with_speakers",
        "roles_with_names",
        "speakers",
    }
    for name, comment in views:
        assert comment.endswith("."), name
        assert ask(exported, f"select count(*) from {name}")[0][0] > 0, name


def test_views_work_under_whatever_name_the_file_is_attached(exported: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{exported}/warehouse.duckdb' as elsewhere (read_only)")
        assert con.execute("select speaker_id from elsewhere.speakers").fetchall() == [("act-1",)]


def test_the_file_still_opens_in_the_oldest_client_that_it_was_written_for(exported: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{exported}/warehouse.duckdb' as release (read_only)")
        tags = con.execute("select tags from duckdb_databases() where database_name = 'release'").fetchone()
    assert tags is not None
    assert "v1.2.0" in tags[0]["storage_version"]
    assert not (exported / "warehouse.duckdb.wal").exists()


def test_who_speaks_most_leaves_out_what_was_denied(exported: Path) -> None:
    assert ask(exported, "select speaker_id, quote_count, direct_quote_count, last_on::varchar from speakers") == [
        ("act-1", 1, 1, "2026-03-04")
    ]


def test_contracts_add_up_whole_amounts_only(exported: Path, marts: Any, tmp_path: Path) -> None:
    marts.run(
        """
        insert into marts.contracts by name
        select * replace ('con-2' as contract_id, 'ceiling' as amount_basis, 9e9 as amount) from marts.contracts;
        insert into marts.contract_parties by name
        select * replace ('con-2' as contract_id) from marts.contract_parties where party_role = 'buyer';
        """
    )
    build = tmp_path / "more"
    marts.stage(build)
    write_exports(build, marts.tables)
    assert ask(build, "select buyer_name, signed_year, contract_count, amount_count, total_amount "
                      "from contracts_by_buyer_and_year") == [("Port-Brévent", 2026, 2, 1, 1_200_000.0)]  # fmt: skip


def test_an_organisation_is_spoken_of_where_it_is_named_within_the_speech(exported: Path) -> None:
    assert ask(exported, "select organisation_name, quote_id, speaker_name from quotes_about_organisations") == [
        ("Tressan SA", "quo-3", None)
    ]


def test_former_suppliers_are_not_among_the_parties(exported: Path) -> None:
    assert ask(exported, "select buyers, suppliers from contracts_with_parties") == [("Port-Brévent", "Tressan SA")]


def test_evidence_stands_in_its_context(exported: Path) -> None:
    rows = ask(
        exported,
        "select starts_with(text, text_before || surface_text || text_after), text_before, length(text_after)"
        " from evidence_in_context join documents using (document_id) where fact_id = 'rol-1'",
    )
    assert rows == [(True, "🏛 ", 80)]
    # Of a notice the field is named, and the file.
    assert ask(exported, "select source_path, field_path from evidence_in_context where document_id is null") == [
        ("avis.json", "marches.marche.id[2026-07]")
    ]
