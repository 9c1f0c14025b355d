"""Suites: a bound that looks at nothing is an error, not a pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.quality import SuiteError
from orchestration.quality.suites import load_suites, require_fit

ENTRY = """
  - name: kind_known
    type: expect_column_values_to_be_in_set
    kwargs: {column: kind, value_set: [direct]}
    severity: critical
    why: "The kinds are a closed list."
"""


def suite(folder: Path, text: str, name: str = "quotes.yml") -> Path:
    (folder / name).write_text(text)
    return folder


def test_a_suite_that_fits_is_accepted(tmp_path: Path) -> None:
    (loaded,) = load_suites(suite(tmp_path, f"table: quotes\nexpectations:{ENTRY}"))
    require_fit((loaded,), {"quotes": ["quote_id", "kind"]})
    assert loaded.expectations[0].bound == "column values to be in set (column kind, value_set ['direct'])"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"table: quotes\nexpectations:{ENTRY}".replace("why:", "because:"), "because"),
        (f"table: quotes\nexpectations:{ENTRY}".replace("critical", "fatal"), "severity"),
        (f"table: roles\nexpectations:{ENTRY}", "not the file's name"),
        (f"table: quotes\nexpectations:{ENTRY}{ENTRY}", "used twice"),
        ("table: quotes\nexpectations: []", "at least 1 item"),
        ("table: [quotes", "malformed"),
    ],
)
def test_a_malformed_suite_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SuiteError, match=rf"(?s)suites/quotes\.yml.*{message}"):
        load_suites(suite(tmp_path, text))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"quotes": ["quote_id"]}, "reads unknown columns: kind"),
        ({}, "checks a table that was not staged"),
        ({"quotes": ["kind"], "roles": ["role_id"]}, "No suite checks the staged table roles"),
    ],
)
def test_suites_and_tables_match_one_to_one(tmp_path: Path, columns: dict[str, list[str]], message: str) -> None:
    suites = load_suites(suite(tmp_path, f"table: quotes\nexpectations:{ENTRY}"))
    with pytest.raises(SuiteError, match=message):
        require_fit(suites, columns)


def test_a_computed_column_is_not_looked_for_in_the_table(tmp_path: Path) -> None:
    text = f"table: quotes\ncomputed: {{kind: self.sort}}\nexpectations:{ENTRY}"
    require_fit(load_suites(suite(tmp_path, text)), {"quotes": ["quote_id", "sort"]})


def test_a_bound_in_words_is_tonight_s(tmp_path: Path) -> None:
    dated = """
  - name: founded
    type: expect_column_values_to_be_between
    kwargs: {column: founded, max_value: this_year}
    severity: critical
    why: "Nothing is founded in the future."
"""
    (loaded,) = load_suites(suite(tmp_path, f"table: quotes\nexpectations:{dated}"))
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert loaded.expectations[0].kwargs["max_value"] == tomorrow.year


def test_the_columns_of_a_key_are_read_too(tmp_path: Path) -> None:
    keyed = """
  - name: key_unique
    type: expect_compound_columns_to_be_unique
    kwargs: {column_list: [quote_id, document_id]}
    severity: critical
    why: "One row says it once."
"""
    (loaded,) = load_suites(suite(tmp_path, f"table: quotes\nexpectations:{keyed}"))
    assert loaded.columns == ["quote_id", "document_id"]
