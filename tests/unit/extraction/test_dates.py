"""A date is never more precise than the words, and never guessed where the day of publication is not known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.dates import find_dates

PUBLISHED = date(2019, 10, 23)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "surface", "value", "precision"),
    [
        ("Le 3 janvier 2024, elle signe", "3 janvier 2024", date(2024, 1, 3), "day"),
        ("le 1er mars 2020", "1er mars 2020", date(2020, 3, 1), "day"),
        ("le 27/11/2025", "27/11/2025", date(2025, 11, 27), "day"),
        ("le 03.11.2025", "03.11.2025", date(2025, 11, 3), "day"),
        ("le 2025-11-03", "2025-11-03", date(2025, 11, 3), "day"),
        ("en mars 2016, Airlor", "en mars 2016", date(2016, 3, 1), "month"),
        ("fin août 2018", "fin août 2018", date(2018, 8, 1), "month"),
        ("conclu en 2016.", "en 2016", date(2016, 1, 1), "year"),
        ("signé début 2017", "début 2017", date(2017, 1, 1), "year"),
        ("au printemps 2018", "printemps 2018", date(2018, 1, 1), "year"),
        ("au 2e semestre 2018", "semestre 2018", date(2018, 1, 1), "year"),
    ],
)
def test_a_full_date_needs_no_publication_day(text: str, surface: str, value: date, precision: str) -> None:
    (found,) = find_dates(text)

    assert (text[found.start_char : found.end_char], found.value, found.precision) == (surface, value, precision)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("a déclaré mardi", date(2019, 10, 22), "day"),
        ("a déclaré ce mercredi", date(2019, 10, 23), "day"),
        ("lundi prochain", date(2019, 10, 28), "day"),
        ("le 14 août", date(2019, 8, 14), "day"),
        ("le 2 janvier", date(2020, 1, 2), "day"),
        ("début juin, la cour", date(2019, 6, 1), "month"),
        ("l'an dernier", date(2018, 1, 1), "year"),
        ("l’année dernière", date(2018, 1, 1), "year"),
        ("le mois dernier", date(2019, 9, 1), "month"),
        ("il y a deux ans", date(2017, 1, 1), "year"),
        ("il y a trois mois", date(2019, 7, 1), "month"),
        ("hier", date(2019, 10, 22), "day"),
        ("ce matin", date(2019, 10, 23), "day"),
        ("le 4 avril dernier", date(2019, 4, 4), "day"),
        ("le 4 avril prochain", date(2020, 4, 4), "day"),
        ("en décembre dernier", date(2018, 12, 1), "month"),
        ("en mars prochain", date(2020, 3, 1), "month"),
    ],
)
def test_a_relative_date_is_read_against_the_publication(text: str, value: date, precision: str) -> None:
    assert [(found.value, found.precision) for found in find_dates(text, PUBLISHED)] == [(value, precision)]
    assert find_dates(text) == []


@pytest.mark.parametrize(
    "text", ["le 31 février 2020", "Mars est une planète", "24 avions", "en 2000 euros", "à 2016 mètres"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


def test_neighbouring_dates_stay_apart() -> None:
    found = find_dates("le 16 février 2015 et le 10 octobre 2015, puis entre 2013 et 2019")

    assert [day.value for day in found][:3] == [date(2015, 2, 16), date(2015, 10, 10), date(2013, 1, 1)]


@given(st.text(alphabet="0123456789 /.-enilyadursmoijvetàéû'\n", max_size=200), st.dates(min_value=date(1900, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_any_text_is_survived(text: str, published_on: date) -> None:
    found = find_dates(text, published_on)

    assert all(0 <= day.start_char < day.end_char <= len(text) for day in found)
