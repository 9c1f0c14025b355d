"""Run history, logs and curation files: where names may hide, and what is left of them."""

import json
import sqlite3

import pytest

from orchestration.privacy import traces
from orchestration.privacy.curation import lines_naming, take_out
from orchestration.privacy.forms import forms_of
from orchestration.privacy.target import Target
from orchestration.settings import Settings

PERSON = Target(forms=forms_of(["Zélie Quennevat"]))


def history(path, *events: str) -> None:
    with sqlite3.connect(path) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("create table event_logs (id integer primary key, event text not null)")
        con.executemany("insert into event_logs (event) values (?)", [(event,) for event in events])
    con.close()


def test_a_name_leaves_the_history_its_log_and_its_free_pages(tmp_path):
    path = tmp_path / "dagster" / "runs.db"
    path.parent.mkdir()
    looked = {"label": "preview", "entry_data": {"md_str": "| Zélie Quenne… |", "__class__": "Markdown"}}
    plain = json.dumps({"rows": 12})
    history(
        path, json.dumps({"message": "Z\u00e9lie Quennevat", "metadata": [looked]}), plain, "x" * 90_000 + "Quennevat"
    )
    with sqlite3.connect(path) as con:
        con.execute("pragma secure_delete = off")
        con.execute("delete from event_logs where id = 3")
    con.close()
    traces.clean(Settings(home=tmp_path), PERSON)
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"uenne" not in raw
    with sqlite3.connect(path) as con:
        told = [row for (row,) in con.execute("select event from event_logs order by id")]
    con.close()
    assert told[1] == plain
    assert json.loads(told[0])["metadata"][0]["label"] == "preview"


def test_logs_are_covered_line_by_line_and_everything_else_stays(tmp_path):
    (tmp_path / "last-run.log").write_text('ok\n{"path": "Z\\u00e9lie-Quennevat.txt"}\nfin\n')
    (tmp_path / "other.log").write_bytes(b"line\r\nline\r\n")
    (tmp_path / "writer.lock").write_text("1")
    traces.clean(Settings(home=tmp_path), PERSON)
    first, told, last = (tmp_path / "last-run.log").read_text().splitlines()
    assert (first, last) == ("ok", "fin")
    assert "Quennevat" not in json.loads(told)["path"]
    assert (tmp_path / "other.log").read_bytes() == b"line\r\nline\r\n"


def test_what_dbt_left_what_the_explorer_reads_by_and_damaged_databases_go(tmp_path):
    settings = Settings(home=tmp_path)
    settings.looks.mkdir(parents=True)
    (settings.looks / "marts.actors.parquet").write_bytes(b"PAR1")
    (tmp_path / "warehouse.duckdb.damaged-20260101T000000").write_bytes(b"\x00Quennevat")
    (tmp_path / "warehouse.duckdb").write_bytes(b"")
    settings.side_files.mkdir()
    (settings.side_files / "rel-1.sqlite").write_bytes(b"SQLite format 3\x00Quennevat")
    traces.clean(settings, PERSON)
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse.duckdb"]


def test_annotated_texts_go_where_the_person_stood_and_stay_elsewhere(tmp_path):
    settings = Settings(home=tmp_path)
    named, of_namesake, erased, other = (digit * 64 for digit in "abcd")
    for content in (named, of_namesake, erased, other):
        path = settings.annotations / "model" / content[:2] / f"{content}-0.spacy"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"\x00Quennevat")
    spans = {named: [(0, 15)], of_namesake: []}
    traces.clean(settings, Target(forms=PERSON.forms, contents=frozenset({erased}), spans=spans))
    assert sorted(path.name[0] for path in settings.annotations.rglob("*.spacy")) == ["b", "d"]


def test_lines_of_curation_files_are_told_and_removed_only_when_asked(tmp_path):
    path = tmp_path / "judgements.csv"
    path.write_bytes('kind,left\r\nactor,"Zélie\r\nQuennevat"\r\nactor,Odile Tazi\r\nactor,Z. Quennevat\r\n'.encode())
    lines = lines_naming(tmp_path, PERSON.names)
    assert [(line.path, line.first, line.last) for line in lines] == [(path, 2, 3), (path, 5, 5)]
    take_out(lines)
    assert path.read_bytes() == b"kind,left\r\nactor,Odile Tazi\r\n"


def test_a_history_that_somebody_writes_to_is_told_to_people(tmp_path, monkeypatch):
    monkeypatch.setattr(traces, "PATIENCE_SECONDS", 0.1)
    path = tmp_path / "runs.db"
    history(path, "Zélie Quennevat")
    with sqlite3.connect(path) as busy:
        busy.execute("begin immediate")
        with pytest.raises(traces.InUseError, match=r"runs\.db is in use.*greffier dev"):
            traces.clean(Settings(home=tmp_path), PERSON)
    busy.close()


def test_paths_of_erased_documents_leave_the_logs_but_longer_paths_stay(tmp_path):
    (tmp_path / "last-run.log").write_text("read note.txt\nread press/note.txt and anote.txt\nAppel du 3 mai lu\n")
    traces.clean(Settings(home=tmp_path), Target(paths=frozenset({"note.txt"}), titles=frozenset({"Appel du 3 mai"})))
    assert (tmp_path / "last-run.log").read_text() == (
        "read ████████\nread press/note.txt and anote.txt\n██████████████ lu\n"
    )
