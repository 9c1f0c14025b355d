"""Whether the schedule means a time, and the clock is one to go by.

What belongs here: checks on schedule and clock. What does not: whether the last night ended well (`status`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from orchestration import freshness, history
from orchestration.doctor.finding import Finding, Level
from orchestration.publishing import latest_release
from orchestration.settings import Settings

# Clocks of two machines that share a folder may differ by so much without harm.
LEEWAY = timedelta(minutes=5)
EXAMPLES = {
    "schedule_cron": "five fields as in cron, such as `15 2 * * *`",
    "schedule_timezone": "an IANA name, such as `Europe/Paris`",
}


def schedule(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the cron expression and the time zone are valid."""
    for name in history.schedule_faults(settings):
        says = f"The setting `{name}` ({getattr(settings, name)!r}) means no time: no night would begin."
        yield Finding(Level.STOPS, says, f"Write {EXAMPLES[name]}.")


def clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the clock has gone back behind what was already done: releases are ordered by their times."""
    release = latest_release(settings.output)
    times = [release.created_at if release else None, freshness.ended_well_at(settings)]
    last = max((time for time in times if time), default=None)
    if last and last > now + LEEWAY:
        says = f"It is {now:%Y-%m-%d %H:%M} UTC by this machine's clock, but a night ended {last:%Y-%m-%d %H:%M} UTC."
        yield Finding(Level.STOPS, says, "Set the clock (timedatectl), then run again.")
