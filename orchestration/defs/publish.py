"""The published release: the one thing that BI tools and analysts see.

What belongs here: the last step of the graph. What does not: the decision, which the publisher takes from the verdict
itself, however this step is started.
"""

from datetime import timedelta

import dagster as dg

from orchestration import night, progress
from orchestration.defs.reporting import OWNERS
from orchestration.defs.resources import Greffier
from orchestration.defs.run_tags import RELEASE
from orchestration.defs.validate import STAGED
from orchestration.evaluation import EvaluationError
from orchestration.figures import quality_figures
from orchestration.publishing import Release
from orchestration.settings import Settings


@dg.asset(
    key=["release", "latest"],
    deps=[STAGED],
    group_name="release",
    kinds={"parquet", "duckdb"},
    owners=OWNERS,
    # A night that finds nothing new reports the release as well, so that a quiet week is no stale one.
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=Settings().stale_after_hours)),
    description="The current release: immutable Parquet and one warehouse.duckdb. `latest` leads to it, always whole.",
)
def latest(context: dg.AssetExecutionContext, greffier: Greffier) -> dg.MaterializeResult[None]:
    """Publish what was staged and judged in this run, or refuse with the reason."""
    progress.report("Publishing")
    release = night.publish_build(greffier.settings, greffier.store, context.run.run_id)
    context.instance.add_run_tags(context.run.run_id, {RELEASE: release.release_id})
    return dg.MaterializeResult(
        metadata={
            "release_id": release.release_id,
            "folder": dg.MetadataValue.path(str(release.folder)),
            "input_signature": str(release.manifest["input_signature"]),
            **{f"{table}_rows": int(rows) for table, rows in release.manifest["counts"].items()},
            **_figures(context, release, greffier.settings),
            **_seconds(context),
        }
    )


def _figures(context: dg.AssetExecutionContext, release: Release, settings: Settings) -> dict[str, float]:
    try:
        return quality_figures(release, settings.gold)
    except EvaluationError as error:
        # The release is public: what people annotated cannot take it back.
        context.log.warning("%s The release is not scored.", error)
        return quality_figures(release, None)


def _seconds(context: dg.AssetExecutionContext) -> dict[str, float]:
    """How long each stage of this run took."""
    stats = context.instance.get_run_step_stats(context.run.run_id)
    spans = {step.step_key.removeprefix("release__"): (step.start_time, step.end_time) for step in stats}
    return {f"seconds_{stage}": end - start for stage, (start, end) in sorted(spans.items()) if start and end}
