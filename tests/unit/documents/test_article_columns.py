"""What a record states of an article is read where it is sure, and left empty where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents import article_columns
from orchestration.documents.article_columns import as_date, columns, day_first, is_of_articles, stated
from orchestration.documents.lists import rows

DATES = {
    "2024-03-05": date(2024, 3, 5),
    "2024-03-05T23:30:00Z": date(2024, 3, 5),
    "20240305": date(2024, 3, 5),
    "2024/03/05 08:00": date(2024, 3, 5),
    "25/03/2024": date(2024, 3, 25),
    "03/25/2024": date(2024, 3, 25),
    "05.03.2024": date(2024, 3, 5),
    "05/05/2024": date(2024, 5, 5),
    "5 mars 2024": date(2024, 3, 5),
    "mardi 1er août 2023 à 16:21": date(2023, 8, 1),
    "12 juil. 2023": date(2023, 7, 12),
    "March 5, 2024": date(2024, 3, 5),
    "Tue, 05 Mar 2024 08:00:00 +0100": date(2024, 3, 5),
}
NO_DATES = ("", "05/03/2024", "2024-13-45", "31/02/2024", "1970-01-01", "0001-01-01T00:00:00", "12 jui 2023", "hier")


def test_names_of_columns_in_both_languages() -> None:
    assert columns(["ID", "Titre", "Date_de publication", "contenu", "Auteur(s)"]) == {
        "title": "Titre",
        "published_on": "Date_de publication",
        "text": "contenu",
        "author": "Auteur(s)",
    }


@pytest.mark.parametrize("names", [["date", "publishedAt"], ["publishedAt", "date"]])
def test_the_more_telling_of_two_names_wins(names: list[str]) -> None:
    assert columns(names) == {"published_on": "publishedAt"}


@pytest.mark.parametrize(("names", "expected"), [("text date", True), ("text", False), ("title date url", False)])
def test_what_a_table_of_articles_needs(names: str, expected: bool) -> None:
    assert is_of_articles(columns(names.split())) is expected


def test_a_list_names_each_column_once() -> None:
    names = [article_columns.comparable(name) for _, name in rows("article_columns")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("written", "expected"), DATES.items())
def test_dates(written: str, expected: date) -> None:
    assert as_date(written) == expected


@pytest.mark.parametrize("written", NO_DATES)
def test_what_is_no_sure_date_is_none(written: str) -> None:
    assert as_date(written) is None


def test_a_column_proves_its_own_order() -> None:
    assert day_first(["05/03/2024", "25/03/2024"]) is True
    assert day_first(["05/03/2024", "03/25/2024"]) is False
    assert day_first(["05/03/2024", "06/03/2024"]) is None
    assert day_first(["25/03/2024", "03/25/2024"]) is None
    assert (as_date("05/03/2024", True), as_date("05/03/2024", False)) == (date(2024, 3, 5), date(2024, 5, 3))


def test_values_that_are_not_what_their_column_promises_are_left_empty() -> None:
    said = stated(
        {"author": "=cmd|calc", "publisher": "gazette.example", "url": "javascript:alert(1)", "language": "inconnue"}
    )
    assert said == article_columns.stated({})


def test_values_as_feeds_wrap_them() -> None:
    said = stated(
        {
            "title": {"rendered": "L&#8217;usine\x00rouvre"},
            "author": [{"name": "Inès Corvaisier"}, "Luc Brémond"],
            "publisher": {"id": None, "name": "La Gazette"},
            "language": "fr_FR",
            "url": "https://gazette.example/a?b=1",
        }
    )
    assert (said.title, said.author) == ("L’usine\ufffdrouvre", "Inès Corvaisier, Luc Brémond")
    assert (said.publisher, said.language, said.url) == ("La Gazette", "fr", "https://gazette.example/a?b=1")
