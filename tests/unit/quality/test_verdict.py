"""Verdict and report: decided by the checks, bound to the bytes, readable without danger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.quality import Acceptance, CheckResult, write_report, write_verdict

GOOD = CheckResult("rows", "quotes", "critical", passed=True, observed="1", bound="at least 1", why="Because of it.")
INPUTS = {"input_signature": "in-1", "pipeline_version": "0.1.0+abc", "documents_signature": "docs-1"}
JUDGED = ("changes.json", "exports/manifest.json", "quotes.parquet", "warehouse.duckdb")
ACCEPTED = Acceptance("drift.quotes.rows", "otazi", "2026-11-22T03:10:00+00:00")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    for name in (*JUDGED, "report.html", "manifest.json", "SHA256SUMS", "verdict.json"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("checks", "passed"),
    [
        ([GOOD], True),
        ([GOOD, replace(GOOD, severity="warning", passed=False)], True),
        ([GOOD, replace(GOOD, passed=False)], False),
        ([GOOD, replace(GOOD, severity="warning", passed=False, error="TypeError")], False),
        ([GOOD, replace(GOOD, kind="drift", passed=False, accepted=True)], True),
        ([GOOD, replace(GOOD, kind="drift", passed=False, accepted=True, error="IOException")], False),
        ([], False),
    ],
)
def test_one_critical_failure_or_error_or_no_check_at_all_fails(
    build: Path, checks: list[CheckResult], passed: bool
) -> None:
    assert write_verdict(build, "b-1", checks, INPUTS).passed is passed
    assert json.loads((build / "verdict.json").read_text())["passed"] is passed


def test_the_file_names_build_inputs_figures_and_bytes(build: Path) -> None:
    write_verdict(build, "b-1", [GOOD], INPUTS, "rel-0123456789abcdef", [ACCEPTED])
    verdict = json.loads((build / "verdict.json").read_text())
    assert (verdict["build_id"], verdict["base_release"]) == ("b-1", "rel-0123456789abcdef")
    assert verdict["inputs"] == INPUTS
    assert verdict["accepted"] == [
        {"check": "drift.quotes.rows", "by": "otazi", "at": "2026-11-22T03:10:00+00:00"},
    ]
    assert (verdict["checks"][0]["observed"], verdict["checks"][0]["bound"]) == ("1", "at least 1")
    assert verdict["files"] == {name: hashlib.sha256(name.encode()).hexdigest() for name in JUDGED}


def test_a_verdict_that_does_not_say_what_it_judged_is_refused(build: Path) -> None:
    with pytest.raises(ValueError, match="pipeline_version"):
        write_verdict(build, "b-1", [GOOD], {"input_signature": "in-1"})


def test_the_report_escapes_everything(build: Path) -> None:
    script = "<script>alert('x')</script>"
    evil = replace(GOOD, name=script, table=script, observed=script, bound=script, why=script, passed=False)
    inputs = {"input_signature": script, "pipeline_version": script}
    verdict = write_verdict(build, script, [evil], inputs, script, [Acceptance(script, script, script)])
    page = write_report(build, verdict, {script: 3}).read_text()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 12
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_report_puts_what_blocks_first(build: Path) -> None:
    warning = replace(GOOD, name="odd", severity="warning", passed=False)
    failure = replace(GOOD, name="wrong", table="roles", passed=False, observed="3 of 4 rows")
    page = write_report(build, write_verdict(build, "b-1", [GOOD, warning, failure], INPUTS), {"quotes": 7}).read_text()
    assert page.index("roles.wrong") < page.index("quotes.odd") < page.index("quotes.rows")
    assert "3 checks, 1 blocking,\n2 not passed in all" in page
    assert "not publishable" in page
    assert '<td>quotes</td><td class="figure">7</td>' in page


def test_the_report_says_what_was_accepted_by_whom_and_against_which_release(build: Path) -> None:
    accepted = replace(GOOD, kind="drift", passed=False, accepted=True)
    verdict = write_verdict(build, "b-1", [GOOD, accepted], INPUTS, "rel-0123456789abcdef", [ACCEPTED])
    page = write_report(build, verdict, {"quotes": 7}).read_text()
    assert "<td>drift.quotes.rows</td><td>otazi</td><td>2026-11-22T03:10:00+00:00</td>" in page
    assert '<td class="failed">accepted</td>\n<td>drift.quotes.rows</td>' in page
    assert "Compared with rel-0123456789abcdef." in page
    assert "docs-1" in page
