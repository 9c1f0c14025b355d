"""People's answers over several nights: questions out, answers in, and what becomes of the entities."""

import csv
import json

import pytest

from tests.conftest import Greffier

pytestmark = pytest.mark.integration

LATER = """Nordalis ouvre un atelier

Léa Varenne-Morvan a visité jeudi un atelier à Brest.
"""
BOTH = {"Léa Varenne", "Léa Varenne-Morvan"}


def run(greffier: Greffier, *arguments: str):
    done = greffier.command(*arguments, GREFFIER_CURATION=str(greffier.folder / "curation"))
    assert done.returncode == 0, done.stderr
    return done


def people(greffier: Greffier) -> dict[str, str]:
    """The id of each of both names, by the name that the document writes."""
    run(greffier, "run")
    rows = greffier.rows("select distinct surface_text, actor_id from mentions where actor_id is not null")
    return {name: identity for name, identity in rows if name in BOTH}


def questions(greffier: Greffier) -> list[dict[str, str]]:
    found = json.loads(run(greffier, "review", "--list", "--json").stdout)
    return [row for row in found if {row["left_name"], row["right_name"]} == BOTH]


def answer(greffier: Greffier, verdict: str) -> None:
    sheet = greffier.folder / "questions.csv"
    run(greffier, "review", "--export", str(sheet))
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if {row["left_name"], row["right_name"]} == BOTH]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(row | {"judgement": verdict} for row in rows)
    run(greffier, "review", "--import", str(sheet), "--by", "Odile Tazi")


def test_an_answer_holds_over_nights_and_renamed_files_until_people_change_it(greffier):
    greffier.write("a.txt")
    greffier.write("b.txt", LATER)
    apart = people(greffier)
    assert len(set(apart.values())) == 2
    assert len(questions(greffier)) == 1

    answer(greffier, "same")
    assert questions(greffier) == []
    together = people(greffier)
    assert set(together.values()) == {apart["Léa Varenne"]}, "the larger keeps its id"
    assert greffier.rows("select is_judged from actors where name like 'Léa Varenne%'") == [(True,)]

    (greffier.documents / "b.txt").rename(greffier.documents / "visite.txt")
    assert people(greffier) == together
    assert run(greffier, "review", "--idle").stdout == ""

    judgements = greffier.folder / "curation" / "judgements.csv"
    judgements.write_text(judgements.read_text().replace(",same,", ",different,"))
    assert people(greffier) == apart
    assert greffier.rows("select is_judged from actors where name like 'Léa Varenne%'") == [(True,), (True,)]
    assert questions(greffier) == []
