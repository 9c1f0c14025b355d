"""A run when documents come, besides the nightly one; off unless the setting `sense_documents` is on.

What belongs here: that sensor. What does not: when a folder is still (`arrivals`), and what is new (`night`).
"""

from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration import night
from orchestration.arrivals import Seen
from orchestration.defs.automation import SILENT, nightly
from orchestration.documents.signature import folder_stamp
from orchestration.documents.walk import FolderMissing
from orchestration.settings import Settings

SENSED = dg.DefaultSensorStatus.RUNNING if Settings().sense_documents else dg.DefaultSensorStatus.STOPPED


@dg.sensor(
    job=nightly,
    minimum_interval_seconds=30,
    default_status=SENSED,
    description="A run when the documents folder has changed and has then been still for `still_seconds`.",
)
def documents_have_come(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run once for each state of the folder; one that failed is left to the nightly schedule."""
    settings, now, seen = Settings(), datetime.now(UTC), Seen.from_text(context.cursor)
    try:
        stamp = folder_stamp(settings.documents)
    except FolderMissing as error:
        return dg.SkipReason(str(error))
    still = seen.still_for(stamp, now)
    if still is None:
        context.update_cursor(seen.changed(stamp, now).as_text())
        return dg.SkipReason("The folder has changed: waiting until it is still.")
    if still < timedelta(seconds=settings.still_seconds):
        return dg.SkipReason(f"The folder has been still for {still.total_seconds():.0f} s only.")
    if seen.was_judged:
        return dg.SkipReason("Nothing has come since the last look.")
    context.update_cursor(seen.judged().as_text())
    news = night.look_for_news(settings)
    if not news.is_new:
        return dg.SkipReason(f"Nothing new since release {news.release_id}.")
    return dg.RunRequest(run_key=f"arrival-{stamp}-{seen.since}", run_config=SILENT)
