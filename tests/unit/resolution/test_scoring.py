"""The weight of a pair is what its reasons say, and every mention's place has one."""

import re

import duckdb
import pytest

from benchmarks.labelled import labelled, resolved
from orchestration.resolution.model import model
from orchestration.resolution.state import KINDS
from tests.unit.resolution.press import Corpus, article, body, person

MAYOR = ("maire", "Ville d'Orvanne")


@pytest.fixture(scope="module")
def development():
    connection = duckdb.connect()
    resolved(labelled("development")[0], connection)
    return connection


@pytest.mark.parametrize("kind", KINDS)
def test_the_reasons_of_a_pair_add_up_to_its_weight(development, kind):
    rows = development.execute("select weight, reasons from resolution.pairs where kind = ?", [kind]).fetchall()
    assert len(rows) > 100
    for weight, reasons in rows:
        said = [float(re.search(r"\(([+-]\d+)\)$", reason)[1]) for reason in reasons]
        assert model(kind).prior + sum(said) == pytest.approx(weight, abs=0.02), reasons


def test_every_mention_has_a_score_and_a_reason_in_words(development):
    rows = development.execute("select score, reason from resolution.clusters").fetchall()
    assert all(0.5 < score <= 1 for score, _ in rows)
    assert all(reason == "only bearer of the name" or re.match(r"[a-z'].+ \(\+\d+\)", reason) for _, reason in rows)


def test_the_reason_names_all_that_was_seen_of_two_names():
    corpus = Corpus()
    corpus.night(
        article(1, person("Nora Belval", *MAYOR), person("Ilyes Carton")),
        article(2, person("N. Belval", *MAYOR), person("Ilyes Carton")),
    )
    assert corpus.links()["2 N. Belval"] == (
        0.999,
        "same surname, the initial fits (+6); same office (+7); named beside the same (+3)",
    )


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (body("Nordalis"), body("NORDALIS SA"), "same name (+12)"),
        (body("Agence du littoral (ex-Ligue des côtes)"), body("Ligue des côtes"), "acronym or former name (+9)"),
        (
            person("Nora Belval", *MAYOR),
            person("Nora Bellval", *MAYOR),
            "same given name, surname differs by a letter (+8)",
        ),
        (person("Nora Belval", *MAYOR), person("Fanny Belval"), "only bearer of the name"),
    ],
)
def test_what_is_said_of_two_names(one, other, reason):
    corpus = Corpus()
    corpus.night(article(1, one), article(2, other))
    assert corpus.links()["2 " + other.name][1].startswith(reason)
