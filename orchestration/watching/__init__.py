"""Watching: whom and what people want to hear of, and what a release says of them that the one before did not.

What belongs here: the watchlists, finding in a release what they name, and comparing two releases for it. What does
not: writing the table `alerts` (`publishing`) and telling anybody (`channels`).
"""

from orchestration.watching.lists import Watchlist, WatchlistsError, read_watchlists
from orchestration.watching.matching import Watched, match, remarks
from orchestration.watching.news import Alert, find_alerts

__all__ = [
    "Alert",
    "Watched",
    "Watchlist",
    "WatchlistsError",
    "find_alerts",
    "match",
    "read_watchlists",
    "remarks",
]
