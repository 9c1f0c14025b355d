"""`greffier review`: what is asked, in which order, and how answers come in, on a small working database."""

import csv
import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections import defaultdict
from datetime import date

import duckdb
import pytest

from orchestration.records import Mention
from orchestration.resolution import Decisions, appearances, read_judgements, resolve
from orchestration.resolution.judgement_file import append_judgements
from orchestration.resolution.judgements import Judgement, Side
from orchestration.warehouse.store import Store
from tests.conftest import GREFFIER, Greffier

# Three who may be one with a namesake, by how many documents name them: the answer on the first moves most.
PRESS = {
    **{f"doc-a{n}": ("Odile Tazi, directrice de Nordalis, a signé.", "Odile Tazi") for n in range(4)},
    **{f"doc-b{n}": ("Odile Tazi-Morvan a visité Brest.", "Odile Tazi-Morvan") for n in range(3)},
    "doc-c0": ("Paul Faye a chanté. =1+1", "Paul Faye"),
    "doc-c1": ('=HYPERLINK("x") Paul Faye-Brun a chanté.', "Paul Faye-Brun"),
    "doc-d0": ("Luc Amiel a plaidé.", "Luc Amiel"),
    "doc-d1": ("L. Amiel a jugé.", "L. Amiel"),
    "doc-d2": ("Lise Amiel a couru.", "Lise Amiel"),
}


@pytest.fixture
def reviewed(greffier: Greffier) -> Greffier:
    """A Greffier with a resolved corpus."""
    compare(greffier, PRESS)
    return greffier


def compare(greffier, press):
    store = Store(greffier.home / "warehouse.duckdb")
    store.create()
    mentions = [mention(document, text, name) for document, (text, name) in press.items()]
    named = defaultdict(list)
    for appearance in appearances(mentions, [], dict.fromkeys(press, date(2026, 3, 1))):
        named[appearance.document_id].append(appearance)
    with store.connect() as connection:
        connection.execute("delete from bronze.documents; delete from annotation.mentions")
        for document, (text, _) in press.items():
            connection.execute(
                "insert into bronze.documents by name select ? as document_id, ? as text, ? as file_sha256, 0 as"
                " section_index, '' as content_sha256, 'text/plain' as media_type, ? as title, 'r1' as reader_version,"
                " date '2026-03-01' as published_on",
                [document, text, document, f"Titre de {document}"],
            )
        for m in mentions:
            connection.execute(
                "insert into annotation.mentions by name select ? as mention_id, ? as document_id, ? as start_char,"
                " ? as end_char, ? as surface_text, 'actor' as kind, ? as name, 'test' as rule, 1 as confidence,"
                " 'p1' as pipeline_version",
                [m.mention_id, m.document_id, m.start_char, m.end_char, m.surface_text, m.name],
            )
        decisions = Decisions(judgements=read_judgements(file(greffier)))
        resolve(connection, dict.fromkeys(press, "1"), lambda ids: [a for d in ids for a in named[d]], decisions)


def mention(document, text, name):
    start = text.index(name)
    return Mention(f"men-{document}", document, start, start + len(name), name, "actor", name, "test", 1.0)


def file(greffier):
    return greffier.folder / "curation" / "judgements.csv"


def review(greffier, *arguments):
    return greffier.command("review", *arguments, GREFFIER_CURATION=str(file(greffier).parent))


def asked(greffier, *arguments):
    done = review(greffier, "--list", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return [(row["left_name"], row["right_name"]) for row in json.loads(done.stdout)]


def test_what_would_move_most_is_asked_first(reviewed):
    found = asked(reviewed)
    assert set(found[0]) == {"Odile Tazi", "Odile Tazi-Morvan"}
    assert {"Paul Faye", "Paul Faye-Brun"} in [set(pair) for pair in found[1:]]
    assert asked(reviewed, "--limit", "1") == found[:1]


def test_both_sides_are_shown_with_their_words_and_how_far_an_answer_reaches(reviewed):
    rows = {
        frozenset((row["left_name"], row["right_name"])): row for row in json.loads(review(reviewed, "--json").stdout)
    }
    row = rows[frozenset(("Paul Faye", "Paul Faye-Brun"))]
    side = "left" if row["left_name"] == "Paul Faye" else "right"
    assert row[f"{side}_words"] == "[Paul Faye] a chanté. =1+1"
    assert row[f"{side}_title"] == "Titre de doc-c0"
    assert row[f"{side}_published_on"] == "2026-03-01"
    assert row["reasons"] == "same given name, one of several surnames (+4)"
    assert row["left_document_id"] == row["right_document_id"] == "", "names of one bearer each: for all documents"
    initial = rows[frozenset(("L. Amiel", "Luc Amiel"))]
    assert {initial["left_document_id"], initial["right_document_id"]} == {"doc-d0", "doc-d1"}
    printed = review(reviewed, "--list").stdout
    assert "in these two documents" in printed
    assert "wherever these two names stand" in printed


def test_a_name_of_two_people_is_asked_about_in_its_documents_only(greffier):
    apart = Judgement(
        "actor", Side("Odile Tazi", "doc-a0"), Side("Odile Tazi", "doc-a1"), "different", "O. T.", date.today()
    )
    append_judgements(file(greffier), [apart])
    compare(greffier, PRESS)
    rows = json.loads(review(greffier, "--json").stdout)
    about = [row for row in rows if "Odile Tazi" in (row["left_name"], row["right_name"])]
    assert about
    assert all(row["left_document_id"] and row["right_document_id"] for row in about)


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_is_answered_is_not_asked_again_neither_before_nor_after_it_is_applied(reviewed, verdict):
    said = Judgement("actor", Side("Paul Faye"), Side("Paul Faye-Brun"), verdict, "O. T.", date.today())
    append_judgements(file(reviewed), [said])
    assert "Paul Faye" not in str(asked(reviewed))
    compare(reviewed, PRESS)
    assert "Paul Faye" not in str(asked(reviewed))


def test_what_follows_from_answers_is_not_asked(reviewed):
    names = ("Paul Faye", "Paul Faye-Brun")
    sides = [(name, "Comtesse de Brivet") for name in names]
    said = [Judgement("actor", *map(Side, sorted(pair)), "same", "O. T.", date.today()) for pair in sides]
    append_judgements(file(reviewed), said)
    assert "Paul Faye" not in str(asked(reviewed))


def test_a_sheet_runs_nothing_and_comes_back_the_same(reviewed):
    sheet = reviewed.folder / "questions.csv"
    done = review(reviewed, "--export", str(sheet))
    assert done.returncode == 0, done.stderr
    with sheet.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert [cell for cell in cells if cell.startswith("'=HYPERLINK")]
    for row, verdict in zip(rows, ("same", "", "Different"), strict=False):
        row["judgement"] = verdict
    with sheet.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = review(reviewed, "--import", str(sheet), "--by", "Odile Tazi")
    assert done.returncode == 0, done.stderr
    recorded = read_judgements(file(reviewed)).all
    assert [(said.verdict, said.decided_by, said.decided_on) for said in recorded] == [
        ("same", "Odile Tazi", date.today()),
        ("different", "Odile Tazi", date.today()),
    ]
    assert {recorded[0].left.name, recorded[0].right.name} == {"Odile Tazi", "Odile Tazi-Morvan"}
    before = file(reviewed).read_bytes()
    assert "0 new of 2" in review(reviewed, "--import", str(sheet), "--by", "Paul Faye").stderr
    assert file(reviewed).read_bytes() == before


def test_elsewhere_than_on_a_terminal_the_sheet_goes_to_stdout(reviewed):
    done = review(reviewed, "--limit", "2")
    assert [row["judgement"] for row in csv.DictReader(done.stdout.splitlines())] == ["", ""]


def test_a_contradiction_is_refused_with_both_lines_and_records_nothing(reviewed):
    append_judgements(
        file(reviewed), [Judgement("actor", Side("Paul Faye"), Side("Paul Faye-Brun"), "same", "O. T.", date.today())]
    )
    before = file(reviewed).read_bytes()
    sheet = reviewed.folder / "sheet.csv"
    sheet.write_text(
        "kind,left_name,left_document_id,right_name,right_document_id,judgement\n"
        "actor,Luc Amiel,,Lise Amiel,,different\nactor,Paul Faye,,Paul Faye-Brun,,different\n"
    )
    done = review(reviewed, "--import", str(sheet))
    assert done.returncode == 2
    assert f"{sheet}, line 3" in done.stderr
    assert f"{file(reviewed)}, line 2" in done.stderr
    assert file(reviewed).read_bytes() == before


def test_a_judgement_on_nobody_is_listed_and_kept(reviewed):
    kept = Judgement("actor", Side("Luc Amiel"), Side("Paul Faye"), "different", "O. T.", date.today())
    gone = Judgement("actor", Side("Comtesse de Brivet"), Side("Luc Amiel"), "same", "O. T.", date.today())
    append_judgements(file(reviewed), [kept, gone])
    done = review(reviewed, "--idle")
    assert [line.split("\t")[2] for line in done.stdout.splitlines()] == ["Comtesse de Brivet"]
    assert f"{file(reviewed)}, line 3" in done.stdout
    assert json.loads(review(reviewed, "--idle", "--json").stdout)[0]["said_at"].endswith("line 3")
    assert "--idle" in review(reviewed, "--list").stderr
    assert list(read_judgements(file(reviewed)).all) == [kept, gone]


def test_nothing_to_review_is_said_and_no_error(greffier):
    compare(greffier, {"doc-a": ("Odile Tazi a signé.", "Odile Tazi")})
    done = review(greffier, "--list")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing to review" in done.stderr


def test_before_the_first_run_it_says_what_to_do(greffier):
    done = review(greffier)
    assert done.returncode == 2
    assert "greffier run" in done.stderr
    Store(greffier.home / "warehouse.duckdb").create()
    assert review(greffier).returncode == 2


def test_after_an_upgrade_it_says_that_a_run_comes_first(reviewed):
    with Store(reviewed.home / "warehouse.duckdb").connect() as connection:
        connection.execute("alter table resolution.appearances rename column name to written")
    done = reviewed.command("review", "--list")
    assert done.returncode == 2
    assert "greffier run" in done.stderr
    assert "Traceback" not in done.stderr


def test_while_a_run_has_the_database_it_says_so(reviewed):
    with duckdb.connect(str(reviewed.home / "warehouse.duckdb")):
        done = review(reviewed, "--list")
    assert done.returncode == 3
    assert "run is at work" in done.stderr


def own_the_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # As a script in the background hands it down: Ctrl-C must end the sitting all the same.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Sitting:
    """`greffier review` on a terminal of its own."""

    def __init__(self, greffier, *arguments):
        self.master, slave = pty.openpty()
        environment = greffier.environment | {"GREFFIER_CURATION": str(file(greffier).parent), "COLUMNS": "160"}
        self.process = subprocess.Popen(
            [GREFFIER, "review", *arguments],
            cwd=greffier.folder,
            env=environment | {"TERM": "xterm"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=own_the_terminal,
        )
        self.before = termios.tcgetattr(slave)
        os.close(slave)
        self.seen = ""

    def wait_for(self, words, start):
        give_up = time.monotonic() + 60
        while words not in self.seen[start:]:
            assert time.monotonic() < give_up, self.seen
            if select.select([self.master], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode(errors="replace")
                except OSError:
                    break
        return self.seen[start:]

    def press(self, *keys):
        """Press each key once the next question waits; return what was seen after each."""
        shown = []
        for key in keys:
            start = self.read
            shown.append(self.wait_for("[q]uit", start))
            self.read = len(self.seen)
            os.write(self.master, key.encode())
        return shown

    read = 0

    def end(self):
        code = self.process.wait(60)
        self.wait_for("\0", self.read)
        assert termios.tcgetattr(self.master) == self.before
        os.close(self.master)
        return code


def verdicts(greffier):
    return [
        (frozenset((said.left.name, said.right.name)), said.verdict, said.why)
        for said in read_judgements(file(greffier)).all
    ]


TAZI = frozenset(("Odile Tazi", "Odile Tazi-Morvan"))


def test_one_key_answers_and_each_answer_is_saved_at_once(reviewed):
    sitting = Sitting(reviewed, "--by", "Odile Tazi")
    first, second = sitting.press("s", "x")
    assert "Tazi-Morvan" in first
    assert "Amiel" in second
    assert verdicts(reviewed) == [(TAZI, "same", "")]
    sitting.press("q")
    assert sitting.end() == 0
    assert "1 answered" in sitting.seen
    assert read_judgements(file(reviewed)).all[0].decided_by == "Odile Tazi"


def test_a_reason_goes_with_the_next_answer_and_back_takes_an_answer_away(reviewed):
    sitting = Sitting(reviewed)
    sitting.press("w")
    sitting.wait_for("Reason: ", sitting.read)
    os.write(sitting.master, "mariée en 2024\n".encode())
    sitting.press("s", "k", "b")
    assert verdicts(reviewed) == [(TAZI, "same", "mariée en 2024")]
    sitting.press("b")
    shown = sitting.press("d")[0]
    assert "Tazi-Morvan" in shown
    sitting.press("u", "q")
    assert sitting.end() == 0
    assert [(verdict, why) for _, verdict, why in verdicts(reviewed)] == [("different", ""), ("unsure", "")]


def test_an_answer_that_contradicts_is_not_saved_and_the_question_stays(reviewed):
    sides = [("Paul Faye", "Comtesse de Brivet", "different"), ("Paul Faye-Brun", "Comtesse de Brivet", "same")]
    sitting = Sitting(reviewed)
    sitting.press("k", "k", "k")
    assert "Faye" in sitting.wait_for("[q]uit", sitting.read)
    append_judgements(
        file(reviewed),
        [Judgement("actor", *map(Side, sorted((a, b))), verdict, "O. T.", date.today()) for a, b, verdict in sides],
    )
    sitting.press("s", "q")
    assert sitting.end() == 0
    assert "Not saved" in sitting.seen
    assert len(verdicts(reviewed)) == 2


def test_keys_typed_ahead_count_and_arrows_do_not(reviewed):
    sitting = Sitting(reviewed)
    sitting.wait_for("[q]uit", 0)
    os.write(sitting.master, b"\x1b[D\x1bOSSkq")
    assert sitting.end() == 0
    assert verdicts(reviewed) == [(TAZI, "same", "")]


@pytest.mark.parametrize("end", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_keeps_what_was_answered_and_the_terminal_as_it_was(reviewed, end):
    sitting = Sitting(reviewed)
    sitting.press("s")
    sitting.wait_for("[q]uit", sitting.read)
    os.write(sitting.master, end)
    assert sitting.end() == 0
    assert verdicts(reviewed) == [(TAZI, "same", "")]
