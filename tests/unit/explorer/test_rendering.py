"""Values as readers see them: never more precise than they are known, in the reader's language."""

from datetime import UTC, datetime, timedelta

import pytest

from orchestration.explorer.rendering import Writing, entity_url, evidence_url


@pytest.mark.parametrize(
    ("value", "precision", "french", "english"),
    [
        ("2024-03-03", None, "3 mars 2024", "3 March 2024"),
        ("2024-03-03", "day", "3 mars 2024", "3 March 2024"),
        ("2024-03-01", "month", "mars 2024", "March 2024"),
        ("2024-01-01", "year", "2024", "2024"),
        (None, "year", "", ""),
    ],
)
def test_a_date_says_what_is_known(value, precision, french, english):
    assert Writing("fr").day(value, precision) == french
    assert Writing("en").day(value, precision) == english


@pytest.mark.parametrize(
    ("value", "told"), [("2020-01-01", "2020"), ("2020-06-01", "juin 2020"), ("2020-06-04", "4 juin 2020")]
)
def test_a_role_states_no_precision_so_the_least_is_told(value, told):
    assert Writing("fr").role_day(value) == told


def test_sums_have_cents_only_where_there_are_any():
    assert Writing("fr").money(1_200_000.0, "EUR") == "1\u202f200\u202f000\u00a0€"
    assert Writing("fr").money(12.5, "EUR") == "12,50\u00a0€"
    assert Writing("en").money(1_200_000.0, "EUR") == "€1,200,000"
    assert Writing("en").money(None, "EUR") == ""
    assert Writing("en").money(1500.0, None) == "1,500"


def test_times_are_told_as_utc():
    assert Writing("en").moment("2026-03-04T02:15:00+00:00") == "4 March 2026, 02:15 UTC"


def test_an_age_is_told_in_the_unit_that_fits():
    three_hours_ago = (datetime.now(UTC) - timedelta(hours=3, minutes=2)).isoformat()
    assert Writing("fr").age(three_hours_ago) == "il y a 3 heures"
    assert Writing("en").age(three_hours_ago) == "3 hours ago"


def test_values_without_a_translation_are_told_as_they_are():
    assert Writing("fr").word("nothing", "some_value") == "some value"


def test_addresses_are_those_of_their_kind():
    assert entity_url("act-1") == "/actors/act-1"
    assert entity_url("org-1/..") == "/organisations/org-1%2F.."
    assert evidence_url("doc-1", "evi-1") == "/documents/doc-1#e=evi-1"
