"""A sum of money is read as its writer meant it: a factor of a million too little is the costliest mistake here."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.amounts import find_amounts, with_tax


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1.234,56 €", 1234.56, "EUR"),
        ("1 234,56 euros", 1234.56, "EUR"),
        ("1\u202f234\u00a0€", 1234.0, "EUR"),
        ("1'234.56 CHF", 1234.56, "CHF"),
        ("1,234,567 dollars", 1234567.0, "USD"),
        ("194.000 euros", 194000.0, "EUR"),
        ("500,000 dollars", 500000.0, "USD"),
        ("0,145 €", 0.145, "EUR"),
        ("2,4 M€", 2.4e6, "EUR"),
        ("un demi milliard d'euros", 5e8, "EUR"),
        ("1.5 milliard d'euros", 1.5e9, "EUR"),
        ("1,250 milliard d’euros", 1.25e9, "EUR"),
        ("20 milliards de dollars", 20e9, "USD"),
        ("455 MEUR", 455e6, "EUR"),
        ("3 Mds €", 3e9, "EUR"),
        ("150 k€", 150e3, "EUR"),
        ("150 000 euros", 150e3, "EUR"),
        ("un demi-million d'euros", 5e5, "EUR"),
        ("deux millions d'euros", 2e6, "EUR"),
        ("un million et demi d'euros", 1.5e6, "EUR"),
        ("quatre-vingt-dix mille euros", 90e3, "EUR"),
        ("trois cent vingt-quatre mille francs suisses", 324e3, "CHF"),
        ("EUR 66.430,21", 66430.21, "EUR"),
        ("2 500 000 dollars canadiens", 2.5e6, "CAD"),
        ("12 milliards FCFA", 12e9, "XOF"),
        ("40 millions de livres sterling", 40e6, "GBP"),
        ("une centaine de millions d'euros", 1e8, "EUR"),
        ("une dizaine de milliards de dollars", 1e10, "USD"),
        ("trois millions et demi d'euros", 3.5e6, "EUR"),
        ("45 M$ CA", 45e6, "CAD"),
        ("2.5 Mio. CHF", 2.5e6, "CHF"),
        ("Fr. 12'500", 12500.0, "CHF"),
        ("245 000,- EUR", 245e3, "EUR"),
        ("900 000 F CFA", 9e5, "XOF"),
        ("1,5 million d'€", 1.5e6, "EUR"),
        ("1,2 G$", 1.2e9, "USD"),
        ("un demi-milliard d'euros", 5e8, "EUR"),
        ("deux cent cinquante mille euros", 250e3, "EUR"),
        ("mille deux cents euros", 1200.0, "EUR"),
        ("1.250.000,00 EUR", 1.25e6, "EUR"),
        ("CHF 1'234.–", 1234.0, "CHF"),
        ("US$ 3 millions", 3e6, "USD"),
        ("1,7 Md€", 1.7e9, "EUR"),
        ("3 millions de couronnes danoises", 3e6, "DKK"),
        ("45 000 dirhams", 45e3, "MAD"),
    ],
)
def test_a_sum_is_read_as_written(written: str, amount: float, currency: str) -> None:
    (found,) = find_amounts(f"Le prix est de {written}.")

    assert (found.amount, found.currency) == (pytest.approx(amount), currency)
    assert found.amount_text == written


@pytest.mark.parametrize(
    ("text", "upper"),
    [
        ("entre 2 et 3 millions d'euros", 3e6),
        ("de 10 à 15 M€", 15e6),
        ("entre 2 millions d'euros et 3 millions d'euros", 3e6),
        ("jusqu'à 40.000 euros", 40e3),
        ("pour 1,5 à 2 millions d'euros", 2e6),
        ("200 k€ à 300 k€", 300e3),
        ("lot 1 à 200 000 €", 200e3),
    ],
)
def test_a_range_gives_its_upper_bound_once(text: str, upper: float) -> None:
    assert [found.amount for found in find_amounts(text)] == [upper]


@pytest.mark.parametrize(
    "text",
    [
        "24 avions livrés en 2016",
        "12 millions de doses et 5,3 milliards d'habitants",
        "il a lu 200 livres",
        "l'article 722/723-60 du budget",
        "une hausse de 4,6 %",
        "des dizaines de millions d'euros",
        "1 million 200 mille euros",
    ],
)
def test_a_number_without_money_is_no_amount(text: str) -> None:
    assert find_amounts(text) == []


def test_a_word_for_money_of_several_countries_has_no_currency() -> None:
    assert [(found.amount, found.currency) for found in find_amounts("13 millions de francs")] == [(13e6, None)]


@pytest.mark.parametrize(
    "text",
    [
        "10.000,00 € hors TVA ou 12.100,00 €, 21% TVA comprise",
        "10.000,00 € HTVA (12.100,00 € TVAC)",
        "12.100,00 € TVAC (10.000,00 € HTVA)",
    ],
)
def test_of_a_price_stated_twice_the_one_with_tax_is_kept(text: str) -> None:
    assert with_tax(find_amounts(text), 0).amount == 12100.0


def test_a_neighbour_that_is_no_tax_of_it_does_not_replace_a_price() -> None:
    amounts = find_amounts("lot 1 : 1.000 € HTVA, lot 2 : 90.000 € TVAC")

    assert with_tax(amounts, 0).amount == 1000.0


@given(st.text(alphabet="0123456789 .,'’€MkEURdeuxmillions\n\u202f-", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_spans_that_hold_what_they_say(text: str) -> None:
    found = find_amounts(text)

    assert all(text[a.start_char : a.end_char] == a.amount_text for a in found)
    assert all(a.end_char <= b.start_char for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "tax"),
    [
        ("pour 245 000 € HTVA", "excluded"),
        ("pour 245 000 € TTC", "included"),
        ("un montant hors taxes de 245 000 €", "excluded"),
        ("un coût TTC de 245 000 €", "included"),
        ("pour 245 000 €", None),
        ("pour 245 000 €, alors que les prix hors taxes montent", None),
    ],
)
def test_tax_is_known_only_where_a_mark_stands_beside_the_sum(text: str, tax: str | None) -> None:
    assert [found.tax for found in find_amounts(text)] == [tax]
