"""`values.csv`: what people call values, and what of the file is refused."""

import pytest

from orchestration.resolution import CurationError, read_value_lookups
from orchestration.resolution.curation import read_curation


def written(folder, text, name="values.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_from_a_spreadsheet_in_french_is_read(tmp_path):
    text = "\ufeffcolumn;value;canonical_value;why\r\ndocuments.publisher;Rives.fr;L’Écho des Rives;site\r\n;;;\r\n"
    (lookup,) = read_value_lookups(written(tmp_path, text)).all
    assert (lookup.column_name, lookup.value) == ("documents.publisher", "Rives.fr")
    assert lookup.canonical_value == "L’Écho des Rives"


def test_names_from_a_spreadsheet_in_french_are_read_too(tmp_path):
    written(tmp_path, "name;canonical_name;acronym;kind\nNordalys;Nordalis;;company\n", "organisations.csv")
    (decision,) = read_curation(tmp_path).organisations.values()
    assert (decision.canonical_name, decision.acronym, decision.organisation_kind) == ("Nordalis", None, "company")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("contracts.amount,12,13", "line 2: values of 'contracts.amount' are not looked up"),
        ("documents.author,,Anne", "line 2: value and canonical_value"),
        ("documents.author,Desk,Anne\ndocuments.author,DESK,Odile", "line 3: an earlier line"),
    ],
)
def test_what_cannot_be_right_is_said_with_its_line(tmp_path, row, message):
    path = written(tmp_path, f"column,value,canonical_value\n{row}\n")
    with pytest.raises(CurationError, match=message):
        read_value_lookups(path)


def test_a_changed_file_is_another_version_and_a_missing_one_decides_nothing(tmp_path):
    assert read_value_lookups(tmp_path / "values.csv").all == ()
    first = read_value_lookups(written(tmp_path, "column,value,canonical_value\nroles.normal_title,dg,dirigeant\n"))
    second = read_value_lookups(written(tmp_path, "column,value,canonical_value\nroles.normal_title,dg,directeur\n"))
    assert first.version != second.version
