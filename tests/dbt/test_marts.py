"""What lands in the marts, and what keeps a night from landing: dbt run for real on hand-made rows."""

from __future__ import annotations

import json
from typing import Any

PASSED = {"success", "pass", "no-op"}


def marts(night: Any) -> dict[str, list[tuple[Any, ...]]]:
    tables = night.execute("select table_name from information_schema.tables where table_schema = 'marts'")
    return {table: night.execute(f"select * from marts.{table} order by all") for (table,) in sorted(tables)}


def failures(statuses: dict[str, str]) -> dict[str, str]:
    return {name: status for name, status in statuses.items() if status not in PASSED}


def test_every_model_and_test_passes_on_a_sound_night(built_once):
    assert failures(built_once[1]) == {}


def test_the_unit_tests_of_the_models_pass(dbt, built):
    statuses = dbt.run(built, "test", "--select", "test_type:unit")
    assert len(statuses) >= 11
    assert failures(statuses) == {}


def test_the_documentation_builds_and_knows_every_mart(dbt, built):
    dbt.run(built, "docs", "generate")
    catalog = json.loads((dbt.target / "catalog.json").read_text(encoding="utf-8"))
    documented = {node["metadata"]["name"] for node in catalog["nodes"].values()}
    assert set(marts(built)) <= documented
    assert (dbt.target / "index.html").is_file()


def test_a_night_lands_whole_and_traceable(built):
    assert built.execute(
        "select documents.source_path, evidence.fact_table, evidence.surface_text from marts.evidence "
        "join marts.documents using (document_id) order by all"
    ) == [
        (
            "2021/award.txt",
            "contracts",
            "La commune de Brévannes confie à Lumivia l’éclairage de ses rues pour 245 000 euros.",
        ),
        ("2021/award.txt", "quotes", "Nous sommes prêts"),
        ("2021/award.txt", "roles", "Odile Ferrand, directrice générale de Lumivia"),
        ("2023/report.txt", "contracts", "Brévannes a renoncé à Lumivia"),
        ("2023/report.txt", "quotes", "Dommage"),
        ("2023/report.txt", "roles", "Odile Ferrand, Directrice Générale de Lumivia"),
    ]


def test_a_text_in_two_files_is_one_document(built):
    assert built.execute("select source_path, other_source_paths from marts.documents order by all") == [
        ("2021/award.txt", ["2021/copy.txt"]),
        ("2023/report.txt", []),
    ]
    assert built.execute("select source_path, status, document_count from marts.files order by all") == [
        ("2021/award.txt", "accepted", 1),
        ("2021/copy.txt", "duplicate", 1),
        ("2023/broken.bin", "quarantined", 0),
        ("2023/report.txt", "accepted", 1),
    ]


def test_wordings_of_one_function_are_one_role(built):
    assert built.execute("select actor_id, organisation_id, title, document_count from marts.roles") == [
        ("act-ferrand", "org-lumivia", "Directrice Générale", 2)
    ]


def test_two_reports_of_one_award_are_one_contract(built):
    assert built.execute(
        "select subject, status, amount, currency, amount_text, document_count from marts.contracts"
    ) == [("l’éclairage de ses rues", "ended", 245_000.0, "EUR", "245 000 euros", 2)]
    assert built.execute("select organisation_id, actor_id, party_role from marts.contract_parties order by all") == [
        ("org-brevannes", None, "buyer"),
        ("org-lumivia", None, "supplier"),
    ]


def test_reports_that_name_one_side_only_stay_apart(dbt, night):
    for number, text in enumerate(("Lumivia a gagné un marché.", "Lumivia a décroché un marché.")):
        night.file(f"one-sided-{number}.txt", f"one-{number}")
        document = night.document(text, f"one-{number}")
        supplier = night.mention(document, "Lumivia", "org-lumivia")
        night.contract(document, text, [], [supplier], subject="un marché")
    night.write()
    assert failures(dbt.run(night, "run", "--select", "+contracts")) == {}
    assert night.execute("select document_count from marts.contracts order by all") == [(1,), (1,), (2,)]


def test_a_speaker_is_named_or_left_empty(built):
    assert built.execute(
        "select content, speaker_text, speaker_actor_id, speaker_organisation_id, speaker_kind from marts.quotes "
        "order by all"
    ) == [
        ("Dommage", "un riverain", None, None, None),
        ("Nous sommes prêts", "Odile Ferrand", "act-ferrand", None, "actor"),
    ]


def test_who_is_in_no_current_document_is_not_published(built):
    assert built.execute("select name, aliases, mention_count, document_count, quote_count from marts.actors") == [
        ("Odile Ferrand", ["Mme Ferrand"], 2, 2, 1)
    ]
    assert built.execute("select name, kind, mention_count from marts.organisations order by all") == [
        ("Lumivia", "other", 2),
        ("commune de Brévannes", "public_body", 2),
    ]


def test_the_order_of_rows_changes_nothing(dbt, built):
    forwards = marts(built)
    built.write(backwards=True)
    dbt.run(built, "run")
    assert marts(built) == forwards


def test_ids_hold_only_what_every_export_takes(built):
    ids = built.execute(
        "select role_id from marts.roles union all select contract_id from marts.contracts "
        "union all select evidence_id from marts.evidence"
    )
    assert all(identifier.replace("-", "").isalnum() for (identifier,) in ids)


def test_an_empty_folder_is_a_normal_night_with_typed_tables(dbt, night):
    night.tables.clear()
    night.write()
    assert failures(dbt.build(night)) == {}
    assert {table: rows for table, rows in marts(night).items() if rows} == {}
    types = night.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = 'marts' and table_name = 'contracts' order by ordinal_position"
    )
    assert types == [
        ("contract_id", "VARCHAR"),
        ("subject", "VARCHAR"),
        ("status", "VARCHAR"),
        ("amount", "DOUBLE"),
        ("currency", "VARCHAR"),
        ("amount_text", "VARCHAR"),
        ("signed_on", "DATE"),
        ("signed_on_precision", "VARCHAR"),
        ("confidence", "DOUBLE"),
        ("document_count", "INTEGER"),
    ]


def test_an_offset_that_is_off_by_one_stops_the_night(dbt, built):
    before = marts(built)
    built.execute("update annotation.mentions set start_char = start_char + 1")
    statuses = dbt.build(built)
    assert [name for name, status in statuses.items() if status == "fail"] == [
        "surface_matches_text_stg_mentions_ref_stg_documents_"
    ]
    assert statuses["evidence"] == "skipped"
    assert marts(built) == before


def test_a_mention_that_belongs_to_nobody_stops_the_night(dbt, built):
    before = marts(built)
    built.execute("delete from resolution.clusters where entity_id = 'org-lumivia'")
    statuses = dbt.run(built, "run", "--select", "+actors")
    assert (statuses["mentions"], statuses["actors"]) == ("error", "skipped")
    assert marts(built) == before


def test_a_document_that_nobody_looked_at_stops_the_night(dbt, built):
    before = marts(built)
    built.execute("delete from annotation.extractions")
    assert dbt.run(built, "run", "--select", "+documents")["documents"] == "error"
    assert marts(built) == before
