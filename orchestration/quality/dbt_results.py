"""What dbt said of the tables that the release was copied from: every test and every contract, as checks.

What belongs here: reading `run_results.json` against the manifest. What does not: running dbt. dbt replaces a table
before it tests it, and a run may leave tests out: what counts is that each one ran in this very run, and passed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from orchestration.quality.results import CheckResult, Severity

RUN_RESULTS = "run_results.json"
# dbt copies variables of this prefix into its results: so the results say which run they belong to.
RUN_VARIABLE = "DBT_ENV_CUSTOM_ENV_GREFFIER_RUN"
RECORDED_AS = RUN_VARIABLE.removeprefix("DBT_ENV_CUSTOM_ENV_")
PASSED = frozenset({"pass", "success"})
CARRIED_OUT = PASSED | {"fail", "warn"}

_dbt = partial(CheckResult, kind="dbt")


def check_dbt(target: Path, manifest: Path, run_id: str) -> list[CheckResult]:
    """Check that dbt, in the run `run_id`, built every mart under its contract and carried out every test.

    `target` is dbt's target folder. One check says whether its results are those of this run; if not, nothing else in
    them counts. A test or mart without a result is an error.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    results = _results(target / RUN_RESULTS, run_id)
    if results is None:
        return [_of_this_run(passed=False, observed="missing, unreadable or of another run")]
    return [_of_this_run(passed=True, observed=f"{len(results)} results"), *_checks(nodes, results)]


def _results(path: Path, run_id: str) -> dict[str, Mapping[str, Any]] | None:
    """Results by the id of their node; None unless the file tells of this run."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        told_run = content["metadata"]["env"].get(RECORDED_AS)
        return {result["unique_id"]: result for result in content["results"]} if told_run == run_id else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _of_this_run(*, passed: bool, observed: str) -> CheckResult:
    return _dbt(
        name="run_results",
        table="dbt",
        severity="critical",
        passed=passed,
        observed=observed,
        bound="dbt's results are those of this run",
        why="Tests of another night say nothing of the tables of this one.",
    )


def _checks(nodes: Any, results: Mapping[str, Mapping[str, Any]]) -> Iterator[CheckResult]:
    for node in sorted(nodes, key=lambda node: str(node["unique_id"])):
        result = results.get(node["unique_id"], {})
        if node["resource_type"] == "test":
            yield _test(node, result)
        elif node["resource_type"] == "model" and node["config"]["contract"]["enforced"]:
            yield _contract(node, result)


def _test(node: Mapping[str, Any], result: Mapping[str, Any]) -> CheckResult:
    severity: Severity = "warning" if node["config"]["severity"].lower() == "warn" else "critical"
    failures = result.get("failures")
    return _dbt(
        name=node["name"],
        table=_table(node),
        severity=severity,
        passed=result.get("status") in PASSED,
        observed="nothing" if failures is None else f"{failures} rows outside the bound",
        bound="no failure",
        why="A rule of the model's description; it is stated beside the model.",
        error=_error(result),
    )


def _contract(node: Mapping[str, Any], result: Mapping[str, Any]) -> CheckResult:
    return _dbt(
        name="contract",
        table=node["name"],
        severity="critical",
        passed=result.get("status") in PASSED,
        observed=str(result.get("status", "nothing")),
        bound="built with the columns, types and constraints that its contract promises",
        why="Readers' queries rely on columns and types.",
        error=_error(result),
    )


def _error(result: Mapping[str, Any]) -> str | None:
    if not result:
        return "dbt did not run it"
    status = str(result.get("status"))
    return None if status in CARRIED_OUT else f"dbt ended with {status}"


def _table(node: Mapping[str, Any]) -> str:
    """The model or source that the test is about."""
    about = node.get("attached_node") or "dbt"
    return str(about).rpartition(".")[2]
