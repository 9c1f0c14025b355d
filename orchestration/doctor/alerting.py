"""Whether those who wait for alerts will hear of them: watchlists and channels.

What belongs here: checks on both. What does not: sending anything, not even to try.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orchestration import announcing
from orchestration.doctor.finding import Finding, Level
from orchestration.settings import Settings
from orchestration.watching import WatchlistsError


def watchlists(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the watchlists can be read, and name somebody each time."""
    try:
        for remark in announcing.remarks(settings):
            yield Finding(Level.WARNS, remark, f"Look at {settings.watchlists} (docs/alerts.md).")
    except WatchlistsError as error:
        yield Finding(Level.STOPS, str(error), "Mend that line; docs/alerts.md shows what it may be.")


def channels(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether a channel refused what was to be told."""
    for line in announcing.untold(settings):
        yield Finding(Level.WARNS, line, "See whether its server answers and the settings of the channel are right.")
