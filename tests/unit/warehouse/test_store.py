import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from orchestration.records import (
    ContractClaim,
    Document,
    Duplicate,
    Extraction,
    FileReading,
    FileRecord,
    MemberRecord,
    Mention,
    Notice,
    OrganisationFactClaim,
    QuoteClaim,
    RelationClaim,
    RoleClaim,
    Section,
    stable_id,
)
from orchestration.warehouse.lock import LockedError
from orchestration.warehouse.store import Store

TEXT = "Léa Varenne dirige Nordalis. « C’est signé », dit-elle."


def document(text=TEXT, file_sha256="f1", index=0):
    return Document(
        document_id=stable_id("doc", text),
        file_sha256=file_sha256,
        section_index=index,
        content_sha256=stable_id("sha", text),
        media_type="text/plain",
        text=text,
        sections=(Section(0, 28, "title"), Section(29, len(text), "body")),
        language="fr",
        published_on=date(2024, 1, 3),
    )


def counts(store, *tables):
    return {table: store.look(table, rows=0).row_count for table in tables}


def file_of(doc, path="a.txt", status="accepted"):
    return FileRecord(path, status, file_sha256=doc.file_sha256, byte_count=9, media_type="text/plain")


def mention(doc, start, end, **changes):
    values = Mention(
        mention_id=stable_id("men", doc.document_id, start, end),
        document_id=doc.document_id,
        start_char=start,
        end_char=end,
        surface_text=doc.text[start:end],
        kind="actor",
        name=doc.text[start:end],
        rule="test",
        confidence=0.9,
    )
    return replace(values, **changes)


def extraction(doc):
    varenne = mention(doc, 0, 11)
    nordalis = mention(doc, 19, 27, kind="organisation", organisation_kind="company")
    return Extraction(
        doc.document_id,
        "extracted",
        mentions=(varenne, nordalis),
        roles=(
            RoleClaim("rc", doc.document_id, 0, 27, varenne.mention_id, nordalis.mention_id, "dirige", False, "t", 0.9),
        ),
        contracts=(
            ContractClaim(
                *("cc", doc.document_id, 0, 5, (nordalis.mention_id,), (), "awarded", "t", 0.5),
                amount=1.5,
                subcontractor_mention_ids=(varenne.mention_id,),
            ),
        ),
        organisation_relations=(
            RelationClaim(
                *("rel", doc.document_id, 0, 27, "founder", nordalis.mention_id, varenne.mention_id),
                *("completed", False, "t", 0.8),
            ),
        ),
        organisation_facts=(
            OrganisationFactClaim(
                "fac", doc.document_id, 19, 27, nordalis.mention_id, "headquarters", "Nordalis", "t", 0.8
            ),
        ),
        quotes=(QuoteClaim("qc", doc.document_id, 31, 42, "direct", "C’est signé", "dit", "elle", None, "t", 0.9),),
    )


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "work.duckdb")
    store.create()
    return store


def take_in(store, *docs, reader="r1", files=None):
    readings = [FileReading(doc.file_sha256, media_type="text/plain") for doc in docs]
    store.save_readings(readings, docs, {}, reader)
    store.save_files(files or [file_of(doc) for doc in docs], reader, "sig")


def test_documents_come_back_as_they_went_in(store):
    doc = document()
    take_in(store, doc)
    assert store.pending_documents("v1") == [doc]
    assert store.known_readings("r1")["f1"].content_sha256s == (doc.content_sha256,)
    assert store.intake_signature() == "sig"


def test_what_a_document_says_of_itself_comes_back_with_how_it_was_found(store):
    doc = replace(document(), url="https://nordalis.example/a", found_by=(("author", "byline"), ("url", "html_meta")))
    take_in(store, doc)
    assert store.pending_documents("v1") == [doc]


def test_what_came_of_reading_a_content_is_known_the_next_night(store):
    refused = FileReading("bad", "encrypted", "needs a password")
    box = FileReading(
        "box", media_type="application/zip", warnings=("a", "b"), members=(MemberRecord("é/a.txt", "f1", 9),)
    )
    notices = FileReading("n1", media_type="application/vnd.decp+json", notice_count=2)
    records = [FileRecord(r.file_sha256, "accepted", file_sha256=r.file_sha256) for r in (refused, box, notices)]
    awarded = Notice("decp", "2024-01", "award", "decp", amount=Decimal("1250.50"), fields=(("formePrix", "Ferme"),))
    store.save_readings([refused, box, notices], [], {"n1": [awarded, awarded]}, "r1")
    store.save_files(records, "r1", "sig")
    assert store.known_readings("r1") == {"bad": refused, "box": box, "n1": notices}
    assert store.query("select amount, fields['formePrix'] from bronze.notices limit 1")[1] == [
        (Decimal("1250.50"), "Ferme")
    ]


def test_reading_the_same_bytes_again_replaces_what_was_known(store):
    doc = document()
    take_in(store, doc)
    take_in(store, doc)
    assert counts(store, "bronze.documents", "bronze.readings") == {"bronze.documents": 1, "bronze.readings": 1}


def test_contents_leave_boilerplate_out_and_count_a_text_once(store):
    kinds = (Section(0, 28, "body"), Section(29, 42, "boilerplate"), Section(43, 55, "body"))
    doc = replace(document(), sections=kinds)
    take_in(store, doc, replace(doc, file_sha256="f2"))
    assert store.contents() == [(doc.document_id, f"{TEXT[:28]}\n{TEXT[43:55]}")]


def test_links_between_documents_are_replaced_whole(store):
    store.save_duplicates([Duplicate("doc-2", "doc-1", 0.97)])
    store.save_duplicates([Duplicate("doc-3", "doc-1", 1.0)])
    assert store.query("select * from bronze.duplicates")[1] == [("doc-3", "doc-1", 1.0)]


def test_looking_in_neither_waits_nor_writes(store):
    take_in(store, document())
    assert store.peek("select count(*) from bronze.files") == [(1,)]
    with pytest.raises(duckdb.InvalidInputException):
        store.peek("delete from bronze.files")
    script = f"import duckdb\nc = duckdb.connect({str(store.database)!r})\nprint(flush=True)\ninput()"
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    holder.stdout.readline()
    with pytest.raises(LockedError):
        store.peek("select 1")
    holder.communicate(b"\n")


def test_a_file_read_by_an_older_reader_is_not_known(store):
    take_in(store, document())
    assert store.known_readings("r2") == {}


def test_one_text_in_two_files_is_extracted_once(store):
    take_in(store, document(), document(file_sha256="f2"))
    assert len(store.pending_documents("v1")) == 1


def test_documents_of_removed_files_disappear(store):
    gone, stays = document(), document("Autre texte.", file_sha256="f2")
    take_in(store, gone, stays)
    store.save_files([file_of(stays)], "r1", "sig2")
    assert [doc.file_sha256 for doc in store.pending_documents("v1")] == ["f2"]


def test_extracted_documents_are_no_longer_pending_until_the_pipeline_changes(store):
    doc = document()
    take_in(store, doc)
    store.save_extractions([extraction(doc)], {doc.document_id: doc.text}, "v1")
    assert store.pending_documents("v1") == []
    assert len(store.pending_documents("v2")) == 1


def test_claims_carry_the_words_that_their_offsets_lead_to(store):
    doc = document()
    take_in(store, doc)
    store.save_extractions([extraction(doc)], {doc.document_id: doc.text}, "v1")
    _, rows = store.query(
        "select surface_text from annotation.quotes union all select surface_text from annotation.roles "
        "union all select surface_text from annotation.organisation_relations "
        "union all select surface_text from annotation.organisation_facts"
    )
    assert [row[0] for row in rows] == ["C’est signé", *["Léa Varenne dirige Nordalis"] * 2, "Nordalis"]
    assert set(store.wrong_spans().values()) == {0}
    assert store.wrong_spans().keys() >= {"mentions", "roles", "contracts", "quotes", "organisation_relations"}
    varenne, nordalis = (mention.mention_id for mention in extraction(doc).mentions)
    assert store.query("select * from annotation.contract_parties")[1] == [
        ("cc", doc.document_id, nordalis, "buyer", "v1"),
        ("cc", doc.document_id, varenne, "subcontractor", "v1"),
    ]


def test_a_span_that_leads_elsewhere_is_counted(store):
    doc = document()
    take_in(store, doc)
    wrong = replace(extraction(doc), mentions=(mention(doc, 0, 11, surface_text="Léo Varenne"),))
    store.save_extractions([wrong], {doc.document_id: doc.text}, "v1")
    assert store.wrong_spans()["mentions"] == 1


def test_claims_of_another_version_and_of_removed_documents_are_forgotten(store):
    old, gone = document(), document("Autre texte.", file_sha256="f2")
    take_in(store, old, gone)
    store.save_extractions([extraction(old)], {old.document_id: old.text}, "v1")
    store.save_extractions([Extraction(gone.document_id, "extracted")], {gone.document_id: gone.text}, "v2")
    store.save_files([file_of(old)], "r1", "sig")
    assert store.forget_stale_claims("v2") == 2
    assert counts(store, "annotation.mentions", "annotation.extractions") == {
        "annotation.mentions": 0,
        "annotation.extractions": 0,
    }


def test_a_look_tells_columns_size_and_first_rows(store):
    take_in(store, document(), document("Autre texte.", file_sha256="f2"))
    look = store.look("bronze.sections", rows=1)
    assert ("start_char", "INTEGER") in look.columns
    assert (look.row_count, len(look.first_rows)) == (4, 1)
    assert len(look.first_rows[0]) == len(look.columns)


def test_a_step_that_fails_leaves_the_tables_as_they_were(store):
    doc = document()
    take_in(store, doc)
    with pytest.raises(duckdb.Error):
        store.save_files([replace(file_of(doc), source_path=None)], "r1", "other")
    assert store.intake_signature() == "sig"
    assert len(store.pending_documents("v1")) == 1


def test_a_damaged_file_is_set_aside_and_made_anew(store):
    take_in(store, document())
    store.database.write_bytes(b"not a database" * 500)
    store.create()
    assert store.pending_documents("v1") == []
    assert len(list(store.database.parent.glob("*.damaged-*"))) == 1


def test_a_file_of_another_schema_is_set_aside_and_made_anew(store):
    take_in(store, document())
    with store.connect() as connection:
        connection.execute("update bronze.state set value = 'older' where key = 'schema_version'")
    store.create()
    assert counts(store, "bronze.documents") == {"bronze.documents": 0}
