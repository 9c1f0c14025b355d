"""What lands in the marts, and what keeps a night from landing: dbt run for real on hand-made rows."""

from __future__ import annotations

import json
from typing import Any

from orchestration.records import stable_id
from tests.dbt.conftest import AWARD, DIRECTOR, OFFICE, REPORT, SPEECH

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
        ("2023/report.txt", "roles", "Odile Ferrand, DG de Lumivia"),
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
    columns = "actor_id, organisation_id, title, normal_title, document_count"
    assert built.execute(f"select {columns} from marts.roles") == [
        ("act-ferrand", "org-lumivia", "DG", "directeur général", 2)
    ]


def test_the_names_of_things_in_current_documents_are_published(built):
    assert built.execute("select surface_text, kind from marts.named_things") == [("Lueur", "programme")]


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


def test_what_a_reprint_says_again_counts_once_with_evidence_in_both(dbt, night):
    reprint_text = "À la une. " + AWARD + SPEECH + " Lumivia cherche un site. « Dommage », dit un riverain."
    night.file("2021/reprint.txt", "f4")
    reprint = night.document(reprint_text, "f4", language="fr")
    buyer = night.mention(reprint, "commune de Brévannes", "org-brevannes")
    supplier = night.mention(reprint, "Lumivia", "org-lumivia")
    speaker = night.mention(reprint, "Odile Ferrand", "act-ferrand")
    night.role(reprint, OFFICE, speaker, supplier, "directrice générale", **DIRECTOR)
    night.contract(reprint, AWARD.strip(), [buyer], [supplier], amount=245_000, currency="EUR")
    night.quote(reprint, "Nous sommes prêts", speaker, "Odile Ferrand")
    night.quote(reprint, "Dommage", None, "un riverain")
    first = stable_id("doc", AWARD + SPEECH)
    for document, words in ((first, SPEECH), (reprint, "Lumivia cherche un site")):
        mention = stable_id(
            "men", document, night.texts[document].index("Lumivia"), night.texts[document].index("Lumivia") + 7
        )
        night.contract(document, words, [], [mention], subject="un site")
    night.duplicate(first, reprint)
    night.write()
    assert failures(dbt.build(night)) == {}

    assert night.execute("select source_path, leading_document_id = ? from marts.documents order by all", reprint) == [
        ("2021/award.txt", True),
        ("2021/reprint.txt", None),
        ("2023/report.txt", None),
    ]
    # The other article's "Dommage" is another quote: only documents of one text share theirs.
    assert night.execute(
        "select content, source_path from marts.quotes join marts.documents using (document_id) order by all"
    ) == [
        ("Dommage", "2021/reprint.txt"),
        ("Dommage", "2023/report.txt"),
        ("Nous sommes prêts", "2021/reprint.txt"),
    ]
    assert night.execute(
        "select content, count(*) from marts.quotes join marts.evidence on fact_id = quote_id "
        "group by quote_id, content order by all"
    ) == [("Dommage", 1), ("Dommage", 1), ("Nous sommes prêts", 2)]
    assert night.execute("select mention_count, document_count, quote_count from marts.actors") == [(3, 2, 1)]
    assert night.execute("select document_count from marts.roles") == [(2,)]
    assert night.execute("select subject, document_count from marts.contracts order by all") == [
        ("l’éclairage de ses rues", 2),
        ("un site", 1),
    ]


def test_how_a_value_was_found_stands_beside_it(dbt, night):
    night.file("2024/2024-05-06 note.txt", "f4", warnings=["recovered"])
    found_by = {"author": "byline", "language": "words", "title": "first_line"}
    night.document(
        "Note de Paul Tessier.",
        "f4",
        language="fr",
        author="Paul Tessier",
        url="https://exemple.fr/n",
        found_by=found_by,
    )
    night.write()
    assert failures(dbt.run(night, "run", "--select", "+documents", "+files")) == {}
    assert night.execute(
        "select author_found_by, language_found_by, title_found_by, published_on::varchar, published_on_found_by, url "
        "from marts.documents where author = 'Paul Tessier'"
    ) == [("byline", "words", None, "2024-05-06", "file_name", "https://exemple.fr/n")]
    assert night.execute("select warnings from marts.files where file_sha256 = 'f4'") == [(["recovered"],)]


def test_notices_are_published_with_all_that_their_source_states(dbt, night):
    night.file("marches.zip", "f4")
    night.file("marches.zip!/decp.json", "f5", container_path="marches.zip")
    night.add("bronze.members", container_sha256="f4", member_index=0, name="decp.json", file_sha256="f5", byte_count=9)
    night.notice("f5", 0, supplier_name="Lumivia", amount="1250.50", currency="EUR", fields={"formePrix": "Ferme"})
    night.notice("f5", 1)
    night.write()
    assert failures(dbt.build(night)) == {}
    assert night.execute(
        "select source_path, notice_index, supplier_name, amount::varchar, fields['formePrix'] "
        "from marts.notices order by all"
    ) == [("marches.zip!/decp.json", 0, "Lumivia", "1250.50", "Ferme"), ("marches.zip!/decp.json", 1, None, None, None)]
    assert night.execute(
        "select source_path, document_count, notice_count, member_count from marts.files "
        "where source_path like 'marches%' order by all"
    ) == [("marches.zip", 0, 0, 1), ("marches.zip!/decp.json", 0, 2, 0)]


def test_an_accepted_file_that_came_to_nothing_stops_the_night(dbt, night):
    night.file("2024/lost.txt", "f4")
    night.write()
    assert [name for name, status in dbt.build(night).items() if status == "fail"] == [
        name for name in failures(dbt.run(night, "test", "--select", "files")) if name.startswith("always_true_files_")
    ]


def test_a_follower_whose_leader_follows_stops_the_night(dbt, night):
    first, second = stable_id("doc", AWARD + SPEECH), stable_id("doc", REPORT)
    night.duplicate(first, second)
    night.duplicate(second, first)
    night.write()
    assert dbt.build(night)["leader_leads_stg_duplicates_"] == "fail"


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
        ("amount_basis", "VARCHAR"),
        ("tax_basis", "VARCHAR"),
        ("signed_on", "DATE"),
        ("signed_on_precision", "VARCHAR"),
        ("programme", "VARCHAR"),
        ("procedure", "VARCHAR"),
        ("cpv", "VARCHAR"),
        ("started_on", "DATE"),
        ("started_on_precision", "VARCHAR"),
        ("duration_months", "INTEGER"),
        ("lot", "VARCHAR"),
        ("consortium_name", "VARCHAR"),
        ("subcontractor_organisation_ids", "VARCHAR[]"),
        ("confidence", "DOUBLE"),
        ("document_count", "INTEGER"),
        ("notice_count", "INTEGER"),
        ("marking", "VARCHAR"),
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
