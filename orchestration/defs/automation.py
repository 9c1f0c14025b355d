"""When a night runs: the job and its schedule.

What belongs here: jobs, schedules, and the look at the folder that spares a run without news. What does not: work.
"""

import dagster as dg

from orchestration import night
from orchestration.settings import Settings

settings = Settings()

nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
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
        return dg.SkipReason(f"Nothing new since release {news.release_id}.")
    # The key lets Dagster refuse a second run for one tick.
    return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat())
