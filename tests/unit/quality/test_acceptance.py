"""Acceptance: a fall that somebody knows to be right is let through by its name, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.quality import CheckResult, is_acceptable
from orchestration.quality.acceptance import Acceptance, accept

AT = "2026-11-22T03:10:00+00:00"
FALL = CheckResult("rows", "quotes", "critical", False, "60 rows, 100 before", "at most …", "Because.", kind="drift")


def test_a_fall_accepted_by_its_name_holds_nothing_back_and_says_who_accepted_it() -> None:
    (check,), accepted = accept([FALL], ["drift.quotes.rows"], "otazi", AT)
    assert not check.passed
    assert not check.blocking
    assert accepted == (Acceptance("drift.quotes.rows", "otazi", AT),)


@pytest.mark.parametrize(
    "check",
    [
        replace(FALL, table="roles"),
        replace(FALL, kind="evidence"),
        replace(FALL, kind="expectation", table="drift.quotes"),
        replace(FALL, kind="dbt"),
        replace(FALL, error="IOException while counting"),
    ],
)
def test_what_is_no_fall_of_that_name_stays_blocking(check: CheckResult) -> None:
    (left,), accepted = accept([check], ["drift.quotes.rows"], "otazi", AT)
    assert left.blocking
    assert accepted == ()


def test_what_did_not_fall_is_not_recorded_as_accepted() -> None:
    fine, grown = replace(FALL, passed=True), replace(FALL, severity="warning")
    assert accept([fine, grown], ["drift.quotes.rows"], "otazi", AT) == ([fine, grown], ())


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("drift.quotes.rows", True),
        ("drift.documents.folder-0a1b2c3d", True),
        ("drift.quotes", False),
        ("quotes.rows", False),
        ("drift.quotes.rows ", False),
        ("drift.*.rows", False),
        ("drift.quotes.Léa Varenne", False),
    ],
)
def test_names_of_drifts_are_told_from_others(name: str, is_one: bool) -> None:
    assert is_acceptable(name) is is_one
