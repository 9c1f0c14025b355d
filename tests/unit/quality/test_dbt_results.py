"""What dbt reported: every test and contract of the project, in this run, or the build does not pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.quality import CheckResult
from orchestration.quality.dbt_results import RECORDED_AS, check_dbt

RUN = "0d5b6a1e-1f0a-4d4e-9b53-8f8a6a1c2d3e"
TEST, WARNING, MART = "test.greffier.not_null_quotes_kind.1", "test.greffier.few_gaps.2", "model.greffier.quotes"


def node(unique_id: str, severity: str = "ERROR", **more: Any) -> dict[str, Any]:
    kind, _, name = unique_id.split(".")[:3]
    config = {"severity": severity, "contract": {"enforced": kind == "model"}}
    return {"unique_id": unique_id, "resource_type": kind, "name": name, "config": config, **more}


def result(unique_id: str, status: str, failures: int | None = 0) -> dict[str, Any]:
    return {"unique_id": unique_id, "status": status, "failures": failures, "message": "Got Léa Varenne"}


ALL_PASS = [result(TEST, "pass"), result(WARNING, "pass"), result(MART, "success", None)]


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """What the checks find in results of dbt, by their full name."""
    nodes = [
        node(TEST, attached_node=MART),
        node(WARNING, "WARN", attached_node="source.greffier.bronze.files"),
        node(MART),
        {**node("model.greffier.stg_quotes"), "config": {"contract": {"enforced": False}}},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": {one["unique_id"]: one for one in nodes}}))

    def tell(results: Any, run_id: str | None = RUN) -> dict[str, CheckResult]:
        content = {"metadata": {"env": {RECORDED_AS: run_id} if run_id else {}}, "results": results}
        (tmp_path / "run_results.json").write_text(json.dumps(content))
        return {check.full_name: check for check in check_dbt(tmp_path, tmp_path / "manifest.json", RUN)}

    return tell


def test_a_run_in_which_all_went_well_passes_check_by_check(told: Any) -> None:
    checks = told(ALL_PASS)
    assert checks.keys() == {"dbt.run_results", "quotes.contract", "quotes.not_null_quotes_kind", "files.few_gaps"}
    assert all(check.passed and not check.error for check in checks.values())
    assert checks["quotes.not_null_quotes_kind"].observed == "0 rows outside the bound"


@pytest.mark.parametrize(
    ("results", "blocking"),
    [
        ([result(TEST, "fail", 3), *ALL_PASS[1:]], {"quotes.not_null_quotes_kind"}),
        ([ALL_PASS[0], result(WARNING, "warn", 3), ALL_PASS[2]], set()),
        ([*ALL_PASS[:2], result(MART, "error", None)], {"quotes.contract"}),
        ([result(TEST, "skipped", None), *ALL_PASS[1:]], {"quotes.not_null_quotes_kind"}),
        (ALL_PASS[1:], {"quotes.not_null_quotes_kind"}),
        ([ALL_PASS[0], ALL_PASS[2]], {"files.few_gaps"}),
        (ALL_PASS[:2], {"quotes.contract"}),
    ],
    ids=["failed", "warned", "broken contract", "skipped", "left out", "warning left out", "mart left out"],
)
def test_what_failed_or_was_not_carried_out_blocks(told: Any, results: Any, blocking: set[str]) -> None:
    checks = told(results)
    assert {name for name, check in checks.items() if check.blocking} == blocking
    assert "Varenne" not in repr(checks)


@pytest.mark.parametrize("run_id", ["another-run", None])
def test_results_of_another_run_do_not_count(told: Any, run_id: str | None) -> None:
    (check,) = told(ALL_PASS, run_id).values()
    assert check.blocking


@pytest.mark.parametrize("content", [None, "{", "[]", '{"metadata": {}}'])
def test_results_that_are_missing_or_unreadable_block(told: Any, tmp_path: Path, content: str | None) -> None:
    told(ALL_PASS)
    (tmp_path / "run_results.json").unlink()
    if content is not None:
        (tmp_path / "run_results.json").write_text(content)
    (check,) = check_dbt(tmp_path, tmp_path / "manifest.json", RUN)
    assert check.blocking
