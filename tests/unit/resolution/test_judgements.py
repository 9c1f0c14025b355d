"""People's word in resolution: it wins, it lasts, and what cannot be true at once is told, not guessed."""

import itertools
from datetime import date

import duckdb
import pytest

from benchmarks.labelled import resolved
from orchestration.resolution import Appearance, Curation, CurationError, Decisions
from orchestration.resolution.appearances import Office
from orchestration.resolution.curation import Decision
from orchestration.resolution.decided import Decided
from orchestration.resolution.judgements import LISTED_ON, Judgement, Judgements, Side

LINES = itertools.count(2)
NOTHING_RENAMED = Curation()


def judged(left, right, verdict, kind="actor", by="Odile Tazi", on=date(2026, 11, 22)):
    sides = sorted(Side(*side) if isinstance(side, tuple) else Side(side) for side in (left, right))
    return Judgement(kind, *sides, verdict, by, on, "read both", f"line {next(LINES)}")


def appearance(place, name, kind="actor", **values):
    return Appearance(f"app-{place}", f"doc-{place}", kind, name, mention_ids=(f"men-{place}",), **values)


def partition(appearances, *judgements, curation=NOTHING_RENAMED, listed=(), **night):
    decisions = Decisions(curation, Judgements(judgements, str(judgements), tuple(listed)))
    found = resolved(appearances, decisions=decisions, **night)
    groups = {entity: {a for a, e in found.items() if e == entity} for entity in found.values()}
    return sorted(sorted(a.removeprefix("app-") for a in group) for group in groups.values())


def test_people_bring_together_what_no_rule_would():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet")]
    assert partition(two) == [["a"], ["b"]]
    assert partition(two, judged("Odile Tazi", "Comtesse de Brivet", "same")) == [["a", "b"]]


def test_people_keep_apart_two_of_one_name_in_two_documents():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Odile Tazi")]
    assert partition(two) == [["a", "b"]]
    assert partition(two, judged(("Odile Tazi", "doc-a"), ("Odile Tazi", "doc-b"), "different")) == [["a"], ["b"]]


def test_here_may_be_another_than_elsewhere():
    three = [appearance(place, "Odile Tazi") for place in "abc"]
    assert partition(three, judged("Odile Tazi", ("Odile Tazi", "doc-b"), "different")) == [["a", "c"], ["b"]]


def test_another_here_keeps_those_who_are_one_with_it():
    four = [*(appearance(place, "Odile Tazi") for place in "abc"), appearance("d", "Comtesse de Brivet")]
    said = [
        judged("Odile Tazi", ("Odile Tazi", "doc-b"), "different"),
        judged(("Odile Tazi", "doc-b"), ("Comtesse de Brivet", "doc-d"), "same"),
    ]
    assert partition(four, *said) == [["a", "c"], ["b", "d"]]


def test_a_registered_number_does_not_outweigh_people():
    two = [appearance(place, "Nordalis", "organisation", number="999999907") for place in "ab"]
    assert partition(two) == [["a", "b"]]
    said = judged(("Nordalis", "doc-a"), ("Nordalis", "doc-b"), "different", "organisation")
    assert partition(two, said) == [["a"], ["b"]]


def test_people_are_heard_on_a_name_that_thousands_of_documents_bear():
    many = [appearance(f"{place:02}", "Odile Tazi") for place in range(30)]
    said = judged("Odile Tazi", ("Odile Tazi", "doc-07"), "different")
    assert sorted(map(len, partition(many, said))) == [1, 29]


def test_unsure_decides_nothing():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Odile Tazi")]
    assert partition(two, judged(("Odile Tazi", "doc-a"), ("Odile Tazi", "doc-b"), "unsure")) == [["a", "b"]]


def test_two_are_one_over_a_name_that_nobody_bears_any_more():
    two = [appearance("a", "Odile Tazi"), appearance("c", "Odette Morvan")]
    said = [
        judged("Odile Tazi", "Comtesse de Brivet", "same"),
        judged("Comtesse de Brivet", "Odette Morvan", "same"),
    ]
    assert partition(two, *said) == [["a", "c"]]


def test_two_are_kept_apart_over_a_name_that_nobody_bears_any_more():
    office = (Office("directrice", "Nordalis"),)
    two = [appearance("a", "Odile Tazi", offices=office), appearance("c", "Odile Tazi-Morvan", offices=office)]
    assert partition(two) == [["a", "c"]]
    said = [
        judged("Odile Tazi", "Comtesse de Brivet", "same"),
        judged("Comtesse de Brivet", "Odile Tazi-Morvan", "different"),
    ]
    assert partition(two, *said) == [["a"], ["c"]]


def test_a_judgement_waits_for_documents_that_come_back():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet")]
    said = judged("Odile Tazi", ("Comtesse de Brivet", "doc-b"), "same")
    night = {"connection": duckdb.connect()}
    assert partition(two, said, **night) == [["a", "b"]]
    assert partition(two, said, documents=["doc-a"], **night) == [["a"]]
    assert partition(two, said, **night) == [["a", "b"]]


def test_a_new_judgement_is_heard_by_names_that_were_there_before():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet")]
    night = {"connection": duckdb.connect()}
    assert partition(two, **night) == [["a"], ["b"]]
    assert partition(two, judged("Odile Tazi", "Comtesse de Brivet", "same"), **night) == [["a", "b"]]
    assert partition(two, **night) == [["a"], ["b"]]


def test_a_judgement_on_a_name_that_people_renamed_still_holds():
    two = [appearance("a", "O. Tazi-Morvan"), appearance("b", "Comtesse de Brivet")]
    renamed = Curation(actors={"o tazi morvan": Decision("Odile Tazi")}, version="1")
    assert partition(two, judged("O. Tazi-Morvan", "Comtesse de Brivet", "same"), curation=renamed) == [["a", "b"]]


def test_people_win_over_a_register():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet")]
    register = judged("Odile Tazi", "Comtesse de Brivet", "same", by="register nobles", on=LISTED_ON)
    connection = duckdb.connect()
    assert partition(two, listed=[register], connection=connection) == [["a", "b"]]
    assert connection.execute("select is_judged from resolution.entities").fetchall() == [(False,)]
    assert partition(two, judged("Odile Tazi", "Comtesse de Brivet", "different"), listed=[register]) == [["a"], ["b"]]


def test_an_entity_says_that_people_judged_it_and_its_links_who_and_when():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet"), appearance("c", "Paul Faye")]
    connection = duckdb.connect()
    partition(two, judged("Odile Tazi", "Comtesse de Brivet", "same"), connection=connection)
    reasons = dict(connection.execute("select mention_id, reason from resolution.clusters").fetchall())
    assert reasons["men-a"] == reasons["men-b"] == "judged same by Odile Tazi on 2026-11-22"
    assert connection.execute(
        "select is_judged, count(*) from resolution.entities group by all order by 1"
    ).fetchall() == [
        (False, 1),
        (True, 1),
    ]


CONTRADICTIONS = {
    "one pair twice": ([judged("A Faye", "B Faye", "same"), judged("B Faye", "A Faye", "different")], (0, 1)),
    "a chain": (
        [
            judged("A Faye", "B Morvan", "same"),
            judged("B Morvan", "C Tazi", "same"),
            judged("A Faye", "C Tazi", "different"),
        ],
        (0, 1, 2),
    ),
    "two spellings compared as one": (
        [
            judged("A Faye", "Léa Morvan", "same"),
            judged("LEA MORVAN", "C Tazi", "same"),
            judged("A Faye", "C Tazi", "different"),
        ],
        (0, 1, 2),
    ),
    "wherever it stands, and here": (
        [judged("A Faye", "B Morvan", "same"), judged(("A Faye", "doc-a"), ("B Morvan", "doc-b"), "different")],
        (0, 1),
    ),
    "here, and wherever it stands": (
        [judged(("A Faye", "doc-a"), ("B Morvan", "doc-b"), "same"), judged("A Faye", "B Morvan", "different")],
        (0, 1),
    ),
    "one name in two documents over another": (
        [
            judged("A Faye", "B Morvan", "same"),
            judged(("A Faye", "doc-a"), ("A Faye", "doc-c"), "different"),
        ],
        (0, 1),
    ),
    "spellings that nothing tells apart": ([judged("Léa Morvan", "LEA MORVAN", "different")], (0,)),
}


@pytest.mark.parametrize(("rows", "named"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_cannot_be_true_at_once_is_told_with_all_its_lines(rows, named):
    people = [appearance("a", "A Faye"), appearance("b", "B Morvan"), appearance("c", "C Tazi")]
    with pytest.raises(CurationError) as told:
        partition(people, *rows)
    for place in named:
        assert rows[place].said_at in str(told.value)


def test_a_contradiction_that_only_the_corpus_makes_is_told_too():
    bodies = [
        appearance("a", "Agence du littoral nordique", "organisation", acronym="ALN"),
        appearance("b", "Laboratoire de l'ALN", "organisation"),
        appearance("c", "Nordalis", "organisation"),
    ]
    said = [
        judged("Laboratoire de l'ALN", "Nordalis", "same", "organisation"),
        judged("Laboratoire de l'Agence du littoral nordique", "Nordalis", "different", "organisation"),
    ]
    with pytest.raises(CurationError) as told:
        partition(bodies, *said)
    assert all(row.said_at in str(told.value) for row in said)
    assert partition(bodies[1:], *said) == [["b", "c"]]


def test_unsure_contradicts_nothing_and_may_be_decided_later():
    two = [appearance("a", "Odile Tazi"), appearance("b", "Comtesse de Brivet")]
    said = [judged("Odile Tazi", "Comtesse de Brivet", verdict) for verdict in ("unsure", "same")]
    assert partition(two, *said) == [["a", "b"]]


def test_a_judgement_is_idle_when_a_side_of_it_is_nobody():
    said = [
        judged("Odile Tazi", "Paul Faye", "same"),
        judged("Odile Tazi", "Comtesse de Brivet", "same"),
        judged(("Odile Tazi", "doc-a"), ("Paul Faye", "doc-z"), "different"),
    ]
    bearers = {("actor", "odile / tazi"): [("doc-a", "pro-1")], ("actor", "paul / faye"): [("doc-b", "pro-2")]}
    decided = Decided.of(Judgements(tuple(said[:2])), Curation(), {})
    assert decided.idle(bearers) == [said[1]]
    assert Decided.of(Judgements((said[2],)), Curation(), {}).idle(bearers) == [said[2]]
