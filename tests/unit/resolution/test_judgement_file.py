"""The file of judgements: what is written is read back, what people put there stays."""

from datetime import date

import pytest

from orchestration.resolution import CurationError
from orchestration.resolution.judgement_file import append_judgements, read_judgements, withdraw_judgement
from orchestration.resolution.judgements import Judgement, Side

HEAD = "kind,left_name,left_document_id,right_name,right_document_id,judgement,decided_by,decided_on,why\n"


def judged(left, right, verdict="same", why="read both"):
    one, other = sorted(Side(*side) if isinstance(side, tuple) else Side(side) for side in (left, right))
    return Judgement("actor", one, other, verdict, "Odile Tazi", date(2026, 11, 22), why)


ROWS = [
    judged("Léa Varenne", "L. Varennes"),
    judged(("Paul Faye", "doc-1"), ("Paul Faye", "doc-2"), "different"),
    judged("=1+1", "'=cmd", "unsure", '-2, "so"; @ all'),
]


def test_what_is_written_is_read_back_and_runs_in_no_spreadsheet(tmp_path):
    path = tmp_path / "curation" / "judgements.csv"
    append_judgements(path, ROWS[:1])
    append_judgements(path, ROWS[1:])
    assert list(read_judgements(path).all) == ROWS
    assert [said.said_at for said in read_judgements(path).all] == [f"{path}, line {line}" for line in (2, 3, 4)]
    cells = path.read_text().replace('"', "").split(",")
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "actor,A,,B,,same,O. T.,2026-11-22,",
        "\ufeff" + HEAD.replace(",", ";").replace("\n", "\r\n") + "actor;A;;B;;same;O. T.;2026-11-22;\r\n",
        "note," + HEAD + "seen twice,actor,A,,B,,same,O. T.,2026-11-22,\n",
    ],
    ids=["no line end", "a French spreadsheet", "a column of one's own"],
)
def test_adding_leaves_what_people_wrote(tmp_path, text):
    path = tmp_path / "judgements.csv"
    path.write_bytes(text.encode())
    append_judgements(path, ROWS[:1])
    assert path.read_bytes().decode().startswith(text)
    assert [said.left.name for said in read_judgements(path).all] == ["A", "L. Varennes"]


def test_an_answer_is_taken_back_and_nothing_else(tmp_path):
    path = tmp_path / "judgements.csv"
    append_judgements(path, ROWS)
    append_judgements(path, [judged("Odile Tazi", "O. Tazi")])
    withdraw_judgement(path, ROWS[1])
    assert [said.left.name for said in read_judgements(path).all] == ["L. Varennes", "'=cmd", "O. Tazi"]
    with pytest.raises(CurationError, match="somebody else"):
        withdraw_judgement(path, ROWS[1])


def test_a_contradiction_adds_nothing_and_names_the_line(tmp_path):
    path = tmp_path / "judgements.csv"
    append_judgements(path, ROWS[:1])
    before = path.read_bytes()
    with pytest.raises(CurationError, match=r"this answer.*judgements\.csv, line 2"):
        append_judgements(path, [ROWS[1], judged("LEA VARENNE", "L. Varennes", "different")])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("person,A,,B,,same,O. T.,2026-11-22,", "kind"),
        ("actor,A,,B,,maybe,O. T.,2026-11-22,", "judgement"),
        ("actor,A,,A,,same,O. T.,2026-11-22,", "two names"),
        ("actor,A,,B,,same,,2026-11-22,", "decided_by"),
        ("actor,A,,B,,same,O. T.,hier,", "decided_on"),
    ],
)
def test_a_row_that_cannot_be_read_stops_with_its_line(tmp_path, line, word):
    path = tmp_path / "judgements.csv"
    path.write_text(HEAD + "\n" + line + "\n")
    with pytest.raises(CurationError, match=f"line 3.*{word}"):
        read_judgements(path)


def test_a_file_that_is_not_utf_8_is_refused_with_its_name(tmp_path):
    path = tmp_path / "judgements.csv"
    path.write_bytes(HEAD.encode() + "actor,Léa,,B,,same,O. T.,2026-11-22,\n".encode("cp1252"))
    with pytest.raises(CurationError, match=r"judgements\.csv.*UTF-8"):
        read_judgements(path)
