"""What tells people from within Dagster: new alerts, a night that failed, no night for too long.

What belongs here: two sensors that listen. What does not: deciding and telling (`announcing`), which `greffier run`
shares, so that each event is told once whoever notices it first.
"""

import dagster as dg

from orchestration import announcing
from orchestration.defs.failures import first_fault
from orchestration.settings import Settings

NO_CHANNEL = "No alert channel is set (docs/alerts.md)."
# Dagster sets it on a run that failed: whether it starts the run again by itself.
WILL_RETRY = "dagster/will_retry"


@dg.sensor(
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells the alert channels of new facts on the watched, and when no night has ended well for too long.",
)
def tell(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Note what is new, and try each channel that is due."""
    settings = Settings()
    if not settings.channels.configured:
        return dg.SkipReason(NO_CHANNEL)
    troubles = [*announcing.notice(settings), *announcing.deliver(settings)]
    for trouble in troubles:
        context.log.warning("%s", trouble)
    return dg.SkipReason(" ".join(troubles) or "All that was due is told.")


@dg.run_failure_sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    # Also the runs of `greffier run`, which belong to no code location, when they were killed before they could tell.
    monitor_all_code_locations=True,
    description="Tells the alert channels that a night failed.",
)
def tell_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason:
    """Note the failure of a nightly run, once it is final, and try the channels."""
    settings, run = Settings(), context.dagster_run
    if not settings.channels.configured:
        return dg.SkipReason(NO_CHANNEL)
    if run.job_name != "nightly":
        return dg.SkipReason("Who starts a part by hand sees how it ends.")
    if run.remote_job_origin and run.tags.get(WILL_RETRY) == "true":
        return dg.SkipReason("Dagster tries this run again.")
    announcing.note_failure(settings, first_fault(context.instance, run.run_id), run.run_id)
    return dg.SkipReason(" ".join(announcing.deliver(settings)) or "Told.")
