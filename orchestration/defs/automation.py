"""When a night runs: the job and its schedule.

What belongs here: jobs, schedules, and the look at the folder that spares a run without news. What does not: work.
"""

from datetime import UTC, datetime

import dagster as dg

from orchestration import freshness, night
from orchestration.settings import Settings

settings = Settings()

# What a night writes to the stream of its process: nothing. Dagster's records have it all; the journal of a service
# outlives erasures, and a traceback may repeat words of documents. Given where nights are started and not as a default
# of the job, which Dagster would fill with the steps of the whole job and then refuse for a part of it.
SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    # A run that was killed begins again from its first step, for a build belongs to one run; what is done stays done.
    tags={"dagster/retry_strategy": "ALL_STEPS"},
    description="Documents to a published release: take in, extract, resolve, build, check, publish. All or nothing.",
)


@dg.schedule(
    job=nightly,
    cron_schedule=settings.schedule_cron,
    execution_timezone=settings.schedule_timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night when documents, code or decisions have changed since the current release.",
)
def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run when there is something new; a night that failed left no release and is tried again."""
    news = night.look_for_news(Settings())
    if not news.is_new:
        freshness.note_nothing_new(Settings(), datetime.now(UTC))
        # Else the release would look stale in the UI after some quiet days.
        context.instance.report_runless_asset_event(
            dg.AssetMaterialization(["release", "latest"], metadata={"release_id": str(news.release_id)})
        )
        return dg.SkipReason(f"Nothing new since release {news.release_id}.")
    # The key lets Dagster refuse a second run for one tick.
    return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat(), run_config=SILENT)
