"""Staged release and its verdict: Great Expectations on the very files that readers would open.

What belongs here: how a build's checks look in Dagster. What does not: bounds (`quality/suites`) and publishing.
"""

import json
from collections.abc import Iterable, Iterator

import dagster as dg

from orchestration import night, progress
from orchestration.defs.reporting import OWNERS, markdown_table
from orchestration.defs.resources import Greffier
from orchestration.defs.transform import MANIFEST
from orchestration.publishing import load_catalog
from orchestration.quality import CheckResult

STAGED = dg.AssetKey(["release", "staged"])
TABLES = load_catalog(MANIFEST)
COLUMNS = ["expectation", "severity", "observed", "bound", "why"]


def check_name(table: str) -> str:
    """Name of the Dagster check that carries all expectations about a table."""
    return f"expectations_{table}"


@dg.asset(
    key=STAGED,
    deps=[["marts", table.name] for table in TABLES],
    check_specs=[
        dg.AssetCheckSpec(
            check_name(table.name),
            asset=STAGED,
            blocking=True,
            description=f"All expectations about `{table.name}`; the report says why. A failure: no release.",
        )
        for table in TABLES
    ],
    group_name="release",
    kinds={"greatexpectations", "parquet"},
    owners=OWNERS,
    description="Tonight's release, complete but not public: Parquet, warehouse.duckdb, verdict and report.",
)
def staged(context: dg.AssetExecutionContext, greffier: Greffier) -> Iterator[dg.MaterializeResult[None]]:
    """Write the release aside, judge it, and keep the verdict beside it."""
    progress.report("Checking (Great Expectations)")
    verdict = night.stage_and_judge(greffier.settings, greffier.store, MANIFEST, context.run.run_id)
    by_table: dict[str, list[CheckResult]] = {table.name: [] for table in TABLES}
    for check in verdict.checks:
        by_table.setdefault(check.table, []).append(check)
    yield dg.MaterializeResult(
        metadata={
            "passed": verdict.passed,
            "checks": len(verdict.checks),
            "blocking_failures": len(verdict.blocking),
            "warnings": sum(1 for check in verdict.checks if not check.passed and not check.blocking),
            "report": dg.MetadataValue.path(str(night.build_folder(greffier.settings, context.run.run_id))),
        },
        check_results=[_dagster_result(table, checks) for table, checks in by_table.items()],
    )


def _dagster_result(table: str, checks: Iterable[CheckResult]) -> dg.AssetCheckResult:
    checks = list(checks)
    failed = [check for check in checks if not check.passed]
    rows = [(c.name, c.severity, c.error or json.dumps(c.observed, default=str), str(c.bound), c.why) for c in failed]
    return dg.AssetCheckResult(
        check_name=check_name(table),
        passed=not any(check.blocking for check in checks),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "expectations": len(checks),
            "failed": len(failed),
            **({"failures": dg.MarkdownMetadataValue(markdown_table(COLUMNS, rows))} if rows else {}),
        },
    )
