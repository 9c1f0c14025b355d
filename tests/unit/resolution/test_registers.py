import json

import pytest

from benchmarks.labelled import resolved
from orchestration.resolution import Appearance, CurationError, Decisions
from orchestration.resolution.judgements import Judgements
from orchestration.resolution.registers import listed, one_entry, read_registers

MONEY = [
    {"id": "ftm-1", "schema": "Person", "properties": {"name": ["Léa Varenne"], "alias": ["Comtesse de Brivet"]}},
    {
        "id": "ftm-2",
        "schema": "Company",
        "properties": {"name": ["Nordalis SA"], "registrationNumber": ["999 999 907"]},
    },
    {"id": "ftm-3", "schema": "Vessel", "properties": {"name": ["La Brivette"]}},
]


def register(folder):
    lines = "\n".join(json.dumps(entity) for entity in MONEY)
    (folder / "sanctions.json").write_text(lines, encoding="utf-8")
    (folder / "élus.csv").write_text(
        "reference_id,name,aliases,identifier,kind\n7,Odile Tazi,O. Tazi|Odile Tazi-Morvan,,actor\n", encoding="utf-8"
    )
    return read_registers(folder)


def test_both_forms_give_the_people_and_bodies_that_they_name(tmp_path):
    found = {(entry.register, entry.reference_id): entry for entry in register(tmp_path).entries}
    assert set(found) == {("sanctions", "ftm-1"), ("sanctions", "ftm-2"), ("élus", "7")}
    assert found["sanctions", "ftm-1"].names == ("Léa Varenne", "Comtesse de Brivet")
    assert found["sanctions", "ftm-2"].organisation_kind == "company"
    assert found["élus", "7"].names == ("Odile Tazi", "O. Tazi", "Odile Tazi-Morvan")


def test_a_name_of_a_document_meets_the_register_under_any_of_its_names(tmp_path):
    entries = register(tmp_path).entries
    document = Appearance("app-1", "doc-1", "actor", "Comtesse de Brivet", mention_ids=("men-1",))
    other = Appearance("app-2", "doc-2", "actor", "Lea Varenne", mention_ids=("men-2",))
    decisions = Decisions(judgements=Judgements(listed=tuple(one_entry(entries))))
    found = resolved([document, other, *listed(entries)], decisions=decisions)
    assert found["app-1"] == found["app-2"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '{"id": "x"}', "a.json, line 1"),
        ("a.json", "{", "a.json, line 1"),
        ("b.csv", "reference_id,name\n1,X\n", "b.csv: the column kind"),
        ("b.csv", "reference_id,name,kind\n1,X,planet\n", "b.csv, line 2.*planet"),
        ("b.csv", "reference_id,name,kind\n,X,actor\n", "b.csv, line 2"),
    ],
)
def test_what_cannot_be_read_is_said_with_file_and_line(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(CurationError, match=told):
        read_registers(tmp_path)


def test_a_foreign_service_may_leave_out_lists_and_put_its_own_number_first(tmp_path):
    properties = {"name": "Nordalis  SA", "alias": ["Nordalis"], "vatCode": ["DE 123456789"], "sirenCode": "999999907"}
    weak = {"name": ["Léa Varenne"], "weakAlias": ["Léa"]}
    lines = [
        {"id": "1", "schema": "Company", "properties": properties},
        {"id": "2", "schema": "Person", "properties": weak},
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + "\n".join(map(json.dumps, lines)).encode())
    firm, person = read_registers(tmp_path).entries
    assert firm.names == ("Nordalis SA", "Nordalis")
    assert firm.identifier == "999999907"
    assert person.names == ("Léa Varenne",)


def test_a_table_from_a_spreadsheet_in_french_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("reference_id;name;kind\n7;'=Nordalis;company\n", encoding="utf-8-sig")
    assert [entry.names for entry in read_registers(tmp_path).entries] == [("=Nordalis",)]


def test_one_id_twice_is_refused_with_both_lines(tmp_path):
    (tmp_path / "a.csv").write_text("reference_id,name,kind\n7,Odile Tazi,actor\n7,Paul Faye,actor\n")
    with pytest.raises(CurationError, match=r"a\.csv, line 3.*a\.csv, line 2"):
        read_registers(tmp_path)


def test_a_register_that_changes_changes_its_version(tmp_path):
    before = register(tmp_path).version
    assert register(tmp_path).version == before
    (tmp_path / "élus.csv").write_text("reference_id,name,kind\n7,Odile Tazi,actor\n", encoding="utf-8")
    assert read_registers(tmp_path).version != before


def test_a_missing_folder_lists_nobody(tmp_path):
    assert read_registers(tmp_path / "none").entries == ()
