import random
from collections import Counter

import duckdb
import pytest

from benchmarks.labelled import b_cubed, labelled, resolved
from orchestration.records import stable_id
from orchestration.resolution import HistoryRow
from orchestration.resolution.profiles import written_key
from tests.unit.resolution.press import Corpus, article, body, people, person

LAWYER = ("directeur juridique", "Nordalis")
MAYOR = ("maire", "Ville d'Orvanne")


def outcome(connection):
    """All that a reader sees, but the ids of homonyms: who is one, under which name, why; and unique names' ids."""
    entities = connection.execute("select entity_id, kind, name from resolution.entities").fetchall()
    named = {entity_id: name for entity_id, _, name in entities}
    keys = {entity_id: (kind, written_key(kind, name, {})) for entity_id, kind, name in entities}
    bearers = Counter(keys.values())
    links = connection.execute(
        "select entity_id, mention_id, score, reason, matched_mention_id from resolution.clusters order by mention_id"
    ).fetchall()
    parts = {}
    for entity_id, *link in links:
        parts.setdefault(entity_id, []).append(tuple(link))
    rows = "select * exclude (entity_id) from resolution.entities order by all"
    return (
        sorted((named[entity_id], members) for entity_id, members in parts.items()),
        {name: entity_id for entity_id, name in named.items() if bearers[keys[entity_id]] == 1},
        connection.execute(rows).fetchall(),
        connection.execute("select * from resolution.pairs order by all").fetchall(),
    )


@pytest.fixture(scope="module")
def development():
    return labelled("development")


@pytest.fixture(scope="module")
def at_once(development):
    connection = duckdb.connect()
    resolved(development[0], connection)
    return outcome(connection)


@pytest.mark.parametrize("seed", [1, 2])
def test_nights_in_any_order_end_where_one_night_over_everything_ends(development, at_once, seed):
    appearances, _ = development
    documents = sorted({appearance.document_id for appearance in appearances})
    chance = random.Random(seed)
    chance.shuffle(documents)
    connection = duckdb.connect()
    for night in range(0, len(documents), 12):
        present = documents[: night + 12]
        left_out = chance.choice(present)
        resolved(appearances, connection, documents=[document for document in present if document != left_out])
        resolved(appearances, connection, documents=present)
    found = outcome(connection)
    assert found[0] == at_once[0]
    assert found[1:] == at_once[1:]


def test_precision_and_recall_on_the_set_that_nobody_tuned_rules_on():
    appearances, true = labelled("mentions")
    precision, recall = b_cubed(resolved(appearances), true)
    assert len(appearances) >= 400
    assert len(set(true.values())) >= 120
    assert precision >= 0.97
    assert recall >= 0.90


class TestIds:
    first = article(1, person("Nora Belval", *LAWYER))
    again = article(2, person("Nora Belval", *LAWYER), person("Odile Tazi"))
    other = article(3, person("Ilyes Carton", *MAYOR))

    def test_an_entity_keeps_its_id_when_documents_come_and_go(self):
        corpus = Corpus()
        corpus.night(self.first)
        before = corpus.ids()["Nora Belval"]
        corpus.night(self.first, self.again, self.other)
        assert corpus.ids()["Nora Belval"] == before
        corpus.night(self.again, self.other)
        assert corpus.ids()["Nora Belval"] == before
        assert corpus.history() == []

    def test_a_unique_names_id_does_not_depend_on_what_came_first(self):
        orders = [(self.first, self.again, self.other), (self.other, self.again, self.first)]
        ends = []
        for order in orders:
            corpus = Corpus()
            for night in range(len(order)):
                corpus.night(*order[: night + 1])
            ends.append(corpus.ids())
        assert ends[0] == ends[1]
        assert ends[0]["Nora Belval"] == stable_id("act", "nora / belval")

    def test_two_that_become_one_keep_the_id_of_the_larger_and_the_other_id_leads_to_it(self):
        corpus = Corpus()
        married = article(3, person("Nora Carton", *MAYOR))
        corpus.night(article(1, person("Nora Belval", *MAYOR), person("Nora Belval", times=2)), married)
        before = corpus.ids()
        assert set(before) >= {"Nora Belval", "Nora Carton"}
        corpus.night(*corpus.articles.values(), article(2, person("Nora Belval-Carton", *MAYOR)))
        assert corpus.groups("actor") == [["1 Nora Belval", "2 Nora Belval-Carton", "3 Nora Carton"]]
        assert set(corpus.entity_of().values()) >= {before["Nora Belval"]}
        assert HistoryRow(before["Nora Carton"], "merged", before["Nora Belval"]) in corpus.history()

    def test_one_that_becomes_two_leaves_its_id_to_the_larger_part(self):
        corpus = Corpus()
        double = article(2, person("Nora Belval-Carton", *MAYOR))
        ends = (article(1, person("Nora Belval", *MAYOR, times=3)), article(3, person("Nora Carton", *MAYOR)))
        corpus.night(*ends, double)
        (before,) = {entity.entity_id for entity in corpus.entities() if entity.kind == "actor"}
        corpus.night(*ends)
        ids = corpus.ids()
        assert ids["Nora Belval"] == before
        assert corpus.history() == [HistoryRow(before, "split", ids["Nora Carton"])]

    def test_one_whose_documents_are_gone_is_told_to_be_gone(self):
        corpus = Corpus()
        corpus.night(self.first, self.again)
        gone = corpus.ids()["Odile Tazi"]
        corpus.night(self.first)
        assert corpus.history() == [HistoryRow(gone, "gone", None)]


class TestWork:
    archive = tuple(article(n, person(f"{a} {b}", *LAWYER)) for n, (a, b) in enumerate([("Nora", "Belval")] * 5))

    def test_a_night_without_news_looks_at_nothing(self):
        corpus = Corpus()
        corpus.night(*self.archive)
        work = corpus.night(*self.archive)
        assert (work.documents, work.names, work.profiles, work.grouped) == (0, 0, 0, 0)

    def test_a_new_document_costs_what_its_names_touch(self):
        corpus = Corpus()
        corpus.night(*self.archive, article(10, person("Odile Tazi", *MAYOR)))
        work = corpus.night(*corpus.articles.values(), article(11, person("Odile Tazi")))
        assert (work.documents, work.names, work.profiles) == (1, 1, 1)
        assert work.grouped == 2

    def test_other_code_compares_everything_anew(self):
        corpus = Corpus()
        corpus.night(*self.archive, code="a")
        assert corpus.night(*self.archive, code="b").documents == len(self.archive)

    def test_a_document_that_says_something_else_is_compared_anew(self):
        corpus = Corpus()
        corpus.night(article(1, person("Nora Belval", *LAWYER)), article(2, person("Nora Belval", *LAWYER)))
        corpus.night(article(1, person("Nora Belval", *LAWYER)), article(2, person("Odile Tazi")))
        assert corpus.groups("actor") == [["1 Nora Belval"], ["2 Odile Tazi"]]


def test_an_acronym_that_a_later_document_explains_is_joined_then():
    corpus = Corpus()
    alone = article(1, body("ANL"))
    long = article(2, body("Agence nationale du littoral"))
    corpus.night(alone, long)
    assert len(corpus.groups("organisation")) == 2
    declared = article(3, body("Agence nationale du littoral", "ANL"))
    corpus.night(alone, long, declared)
    assert corpus.groups("organisation") == [
        ["1 ANL", "2 Agence nationale du littoral", "3 Agence nationale du littoral"]
    ]
    corpus.night(alone, long, declared, article(4, body("Amicale nordique de lutte", "ANL")))
    assert ["1 ANL"] in corpus.groups("organisation")


def test_people_of_one_article_are_never_one():
    assert len(people(article(1, person("Nora Belval"), person("N. Belval"), person("Belval")))) == 3
