"""Staged release and its verdict: every check on the very files that readers would open.

What belongs here: how a build's checks look in Dagster. What does not: bounds (`quality`) and publishing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import dagster as dg
from pydantic import Field

from orchestration import night, progress
from orchestration.defs.reporting import OWNERS, markdown_table
from orchestration.defs.resources import Greffier
from orchestration.defs.transform import MANIFEST
from orchestration.publishing import load_catalog, with_alerts
from orchestration.quality import CheckResult
from orchestration.watching import Watched

STAGED = dg.AssetKey(["release", "staged"])
TABLES = load_catalog(MANIFEST)
COLUMNS = ["check", "severity", "observed", "bound", "why"]
DRIFT, DBT, WHOLE = "drift_from_the_current_release", "dbt_results_of_this_run", "release_as_a_whole"
CHECKS = {
    **{
        f"expectations_{table.name}": f"All expectations about `{table.name}` and its evidence; the report says why."
        for table in with_alerts(TABLES)
    },
    WHOLE: "What concerns no table alone: the descriptor of the release is sound and fits its files.",
    DBT: "dbt built every mart under its contract and carried out every test, in this very run.",
    DRIFT: "Nothing fell too far behind the current release. What is right is accepted by name in the run's config.",
}


class Acceptances(dg.Config):
    """What the launchpad and `greffier run --accept` say of a night's drifts."""

    accept: list[str] = Field(
        default=[], description="Drifts from the current release that are right tonight, such as drift.quotes.rows."
    )


@dg.asset(
    key=STAGED,
    deps=[["marts", table.name] for table in TABLES],
    check_specs=[
        dg.AssetCheckSpec(name, asset=STAGED, blocking=True, description=f"{text} A failure: no release.")
        for name, text in CHECKS.items()
    ],
    group_name="release",
    kinds={"greatexpectations", "parquet"},
    owners=OWNERS,
    description="Tonight's release, complete but not public: its files, verdict and report.",
)
def staged(
    context: dg.AssetExecutionContext, greffier: Greffier, config: Acceptances
) -> Iterator[dg.MaterializeResult[None]]:
    """Write the release aside, judge it, and keep the verdict beside it."""
    progress.report("Checking (Great Expectations)")
    run_id = context.run.run_id
    build = night.build_folder(greffier.settings, run_id)
    verdict = night.stage_and_judge(greffier.settings, greffier.store, MANIFEST, run_id, config.accept)
    by_check: dict[str, list[CheckResult]] = defaultdict(list)
    for check in verdict.checks:
        by_check[_dagster_check(check)].append(check)
    yield dg.MaterializeResult(
        metadata={
            "passed": verdict.passed,
            "checks": len(verdict.checks),
            "blocking_failures": len(verdict.blocking),
            "accepted": [acceptance.check for acceptance in verdict.accepted],
            "warnings": sum(1 for check in verdict.checks if not check.passed and not check.blocking),
            "compared_with": verdict.base_release or "no release",
            "watched": dg.MarkdownMetadataValue(_watched(night.watched_in(greffier.settings, build))),
            "report": dg.MetadataValue.path(str(build)),
        },
        check_results=[_dagster_result(name, by_check[name]) for name in CHECKS],
    )


def _watched(watched: Sequence[Watched]) -> str:
    """Which line of the watchlists is whom in this release: nobody and several are seen at a glance."""
    rows = [
        (each.watchlist.name, each.kind, each.written, ", ".join(each.entities), each.remark or "") for each in watched
    ]
    return markdown_table(["list", "kind", "as written", "found", "remark"], rows)


def _dagster_check(check: CheckResult) -> str:
    if check.kind in ("drift", "dbt"):
        return DRIFT if check.kind == "drift" else DBT
    about_table = f"expectations_{check.table}"
    return about_table if about_table in CHECKS else WHOLE


def _dagster_result(name: str, checks: Sequence[CheckResult]) -> dg.AssetCheckResult:
    failed = [check for check in checks if not check.passed]
    rows = [(c.full_name, _severity(c), c.error or c.observed, c.bound, c.why) for c in failed]
    return dg.AssetCheckResult(
        check_name=name,
        passed=not any(check.blocking for check in checks),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "checks": len(checks),
            "failed": len(failed),
            "blocking": [f"{c.full_name} ({c.error or c.observed})" for c in checks if c.blocking],
            **({"failures": dg.MarkdownMetadataValue(markdown_table(COLUMNS, rows))} if rows else {}),
        },
    )


def _severity(check: CheckResult) -> str:
    return "accepted" if check.accepted else check.severity
