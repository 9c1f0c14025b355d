"""The published release: the one thing that BI tools and analysts see.

What belongs here: the last step of the graph. What does not: the decision, which the publisher takes from the verdict
itself, however this step is started.
"""

from datetime import timedelta

import dagster as dg

from orchestration import night, progress
from orchestration.defs.reporting import OWNERS
from orchestration.defs.resources import Greffier
from orchestration.defs.validate import STAGED


@dg.asset(
    key=["release", "latest"],
    deps=[STAGED],
    group_name="release",
    kinds={"parquet", "duckdb"},
    owners=OWNERS,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(days=8), warn_window=timedelta(days=2)),
    description="The current release: immutable Parquet and one warehouse.duckdb. `latest` leads to it, always whole.",
)
def latest(context: dg.AssetExecutionContext, greffier: Greffier) -> dg.MaterializeResult[None]:
    """Publish what was staged and judged in this run, or refuse with the reason."""
    progress.report("Publishing")
    release = night.publish_build(greffier.settings, greffier.store, context.run.run_id)
    return dg.MaterializeResult(
        metadata={
            "release_id": release.release_id,
            "folder": dg.MetadataValue.path(str(release.folder)),
            "input_signature": str(release.manifest["input_signature"]),
            **{f"{table}_rows": int(rows) for table, rows in release.manifest["counts"].items()},
        }
    )
