"""Verdict and report: decided by the checks, bound to the bytes, readable without danger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.quality import CheckResult, write_report, write_verdict

GOOD = CheckResult("rows", "quotes", "critical", passed=True, observed="1", bound="at least 1", why="Because of it.")
INPUTS = {"input_signature": "in-1", "pipeline_version": "0.1.0+abc"}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in ("quotes.parquet", "warehouse.duckdb", "report.html"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("checks", "passed"),
    [
        ([GOOD], True),
        ([GOOD, replace(GOOD, severity="warning", passed=False)], True),
        ([GOOD, replace(GOOD, passed=False)], False),
        ([GOOD, replace(GOOD, severity="warning", passed=False, error="TypeError")], False),
        ([], False),
    ],
)
def test_one_critical_failure_or_error_or_no_check_at_all_fails(
    build: Path, checks: list[CheckResult], passed: bool
) -> None:
    assert write_verdict(build, "b-1", checks, INPUTS).passed is passed
    assert json.loads((build / "verdict.json").read_text())["passed"] is passed


def test_the_file_names_build_inputs_figures_and_bytes(build: Path) -> None:
    write_verdict(build, "b-1", [GOOD], INPUTS)
    verdict = json.loads((build / "verdict.json").read_text())
    assert verdict["build_id"] == "b-1"
    assert verdict["inputs"] == INPUTS
    assert (verdict["checks"][0]["observed"], verdict["checks"][0]["bound"]) == ("1", "at least 1")
    assert verdict["files"] == {
        name: hashlib.sha256(name.encode()).hexdigest() for name in ("quotes.parquet", "warehouse.duckdb")
    }


def test_the_report_escapes_everything(build: Path) -> None:
    script = "<script>alert('x')</script>"
    evil = replace(GOOD, name=script, table=script, observed=script, bound=script, why=script, passed=False)
    verdict = write_verdict(build, script, [evil], {"input_signature": script, "pipeline_version": script})
    page = write_report(build, verdict, {script: 3}).read_text()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 8
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
