"""What people type, understood: words, phrases, exclusions, fields in two languages; never an error."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.explorer.search.folding import finder, folded
from orchestration.explorer.search.query import MOST_TERMS, Narrowing, Term, number_forms, parse


def narrowed(typed: str) -> dict[str, set[str]]:
    return {one.facet: set(one.values) for one in parse(typed).narrowings}


def test_every_word_must_be_found() -> None:
    assert parse("port quai").expression() == '("port" OR "ports") AND ("quai" OR "quais")'


def test_a_phrase_is_taken_as_it_is() -> None:
    assert parse('"marché public"').wanted == (Term(("marche", "public"), is_exact=True),)
    assert parse("« marché public »").wanted == parse('"marché public"').wanted


def test_a_phrase_that_is_not_closed_goes_to_the_end() -> None:
    assert parse('"marché public').expression() == '("marche public")'


def test_an_exclusion_is_taken_out_of_what_is_found() -> None:
    assert parse("eau -barrage").expression() == '(("eau" OR "eaux" OR "eaus")) NOT (("barrage" OR "barrages"))'


def test_a_hyphen_within_a_word_excludes_nothing() -> None:
    assert parse("Saint-Aurélien").wanted == (Term(("saint", "aurelien")),)


def test_exclusions_alone_are_told_instead_of_asked() -> None:
    query = parse("-eau")
    assert query.is_empty
    assert query.expression() == ""
    assert query.notes == (("only_exclusions", ""),)


def test_a_star_asks_for_words_that_begin_so() -> None:
    assert parse("hydro*").expression() == '("hydro" *)'


def test_one_letter_is_no_beginning() -> None:
    query = parse("a*")
    assert query.expression() == '("a")'
    assert query.notes == (("short_beginning", "a"),)


@pytest.mark.parametrize("typed", ["l'eau", "L’eau", "d'eau", "qu'eau"])
def test_an_elided_article_is_not_asked_for(typed: str) -> None:
    assert parse(typed).wanted == (Term(("eau",)),)


def test_an_apostrophe_of_a_word_itself_stays() -> None:
    assert parse("aujourd'hui").wanted == (Term(("aujourd", "hui")),)


@pytest.mark.parametrize(
    ("typed", "column"),
    [
        ("speaker:Tazi", "speaker"),
        ("locuteur:Tazi", "speaker"),
        ("Locuteur : Tazi", "speaker"),
        ("titre:Tazi", "title"),
        ("buyer:Tazi", "buyer"),
        ("acheteur:Tazi", "buyer"),
        ("fournisseur:Tazi", "supplier"),
    ],
)
def test_a_field_looks_only_there(typed: str, column: str) -> None:
    assert parse(typed).expression() == f'{{{column}}} : ("tazi" OR "tazis")'


def test_a_field_takes_a_phrase() -> None:
    assert parse('speaker:"Odile Tazi" eau').wanted[0] == Term(("odile", "tazi"), "speaker", is_exact=True)


@pytest.mark.parametrize(
    ("typed", "facet", "values"),
    [
        ("type:citation", "type", {"quote"}),
        ("type:personne", "type", {"actor"}),
        ("type:quote type:document", "type", {"quote", "document"}),
        ("kind:entreprise", "kind", {"company"}),
        ("kind:société", "kind", {"company"}),
        ("année:2024", "year", {"2024"}),
        ("year:2022-2024", "year", {"2022", "2023", "2024"}),
        ("year:2024..2022", "year", {"2022", "2023", "2024"}),
        ("langue:français", "language", {"fr"}),
        ('source:"Le Fanal"', "publisher", {"le fanal"}),
    ],
)
def test_a_field_narrows(typed: str, facet: str, values: set[str]) -> None:
    assert narrowed(typed) == {facet: values}


def test_a_facet_can_be_excluded() -> None:
    assert parse("eau -type:quote").narrowings == (Narrowing("type", frozenset({"quote"}), is_excluded=True),)


@pytest.mark.parametrize("typed", ["type:poème", "year:jadis", "kind:club", "language:volapük", "publisher:…"])
def test_what_a_field_cannot_mean_is_told(typed: str) -> None:
    field, _, words = typed.partition(":")
    assert parse(typed).notes == ((f"unknown_{field}", words),)


def test_an_unknown_field_is_words() -> None:
    assert parse("http://exemple").wanted == (Term(("http", "exemple")),)


def test_too_many_words_are_told() -> None:
    query = parse(" ".join(f"mot{number}" for number in range(60)))
    assert len(query.wanted) == MOST_TERMS
    assert query.notes == (("too_many_words", str(MOST_TERMS)),)


def test_only_plain_words_are_somebodys_name() -> None:
    assert parse("Aurélien d'Œuvre").name == "aurelien d oeuvre"
    assert parse("type:quote Aurélien").name == ""


@pytest.mark.parametrize(
    ("word", "other"),
    [("marche", "marches"), ("journaux", "journal"), ("local", "locaux"), ("eaux", "eau"), ("ports", "port")],
)
def test_singular_and_plural_are_one(word: str, other: str) -> None:
    assert {word, other} <= set(number_forms(word))


def test_short_words_and_numbers_have_no_plural() -> None:
    assert number_forms("les") == ("les",)
    assert number_forms("le") == ("le",)
    assert number_forms("2024") == ("2024",)


@settings(max_examples=400, deadline=None)
@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from([*"\"*-:(){}^+';\0", "NOT", "AND", "OR", "NEAR", "eau", "speaker:", "type:", "--"]), max_size=25
    ).map(" ".join)
)
def test_whatever_is_typed_the_index_understands(typed: str) -> None:
    index = sqlite3.connect(":memory:")
    index.execute(
        "create virtual table search_words using fts5 (title, words, speaker, buyer, supplier, content = '', "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    if expression := parse(typed).expression():
        assert index.execute("select rowid from search_words where search_words match ?", [expression]).fetchall() == []
        assert re.fullmatch(r'[^\W_ ]*(?:[ (){}:"*]|[^\W_])*', expression)


@settings(deadline=None)
@given(st.text(alphabet="abcœæéèÉŒ'’-* \u202e\u00ad\u0301", max_size=30))
def test_whatever_is_typed_can_be_marked(typed: str) -> None:
    pattern = finder(parse(typed).marked())
    if pattern:
        assert pattern.sub("", "texte") is not None


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
