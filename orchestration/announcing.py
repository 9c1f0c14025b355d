"""What people are told without asking: alerts of a new release, a night that failed, no night for too long.

What belongs here: deciding what there is to tell, once, whoever notices it first: `greffier run` started by cron, or
Dagster's sensors. What does not: how it is told (`channels`) and what is new (`watching`). It never fails a night.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from orchestration import freshness
from orchestration.channels import Entry, Message, Outbox, append_line, post, send_email
from orchestration.publishing import Release, all_releases, events, latest_release, read_alerts
from orchestration.settings import Settings
from orchestration.watching import Watchlist, WatchlistsError, match, read_watchlists
from orchestration.watching import remarks as about

# Releases that were published longer ago are no news when a channel is set up.
NEWS = timedelta(days=7)
# What `greffier run` waits between its tries, in seconds: nobody waits for it at night.
PAUSES = (5, 20)


def after_night(
    settings: Settings,
    failure: str | None = None,
    run_id: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Tell what this night calls for and return what could not be told, a line each. Never raises.

    `failure` says how it failed, in words for people; `run_id` is its run in Dagster if it came to one.
    """
    try:
        if failure is not None:
            note_failure(settings, failure, run_id)
        odd, troubles = notice(settings), deliver(settings, at_once=True)
        for seconds in PAUSES:
            if not troubles:
                break
            pause(seconds)
            troubles = deliver(settings, at_once=True)
        return [*odd, *troubles]
    # The night is over and its release stands: nothing that happens to a message may change that.
    except Exception as error:
        return [f"What there is to tell could not be told ({type(error).__name__})."]


def notice(settings: Settings, now: datetime | None = None) -> list[str]:
    """Note new alerts and staleness; return what is odd about the lists, a line each."""
    now = now or datetime.now(UTC)
    if not settings.channels.configured:
        return []
    note_staleness(settings, now)
    return note_alerts(settings, now)


def note_alerts(settings: Settings, now: datetime) -> list[str]:
    """Note the alerts of releases published lately, an event a list; return lists that ask for a channel not set.

    A publication is known by its time: after an erasure the same one has another id.
    """
    try:
        lists = read_watchlists(settings.watchlists)
    except WatchlistsError as error:
        return [str(error)]
    kept = {release.release_id: release for release in all_releases(settings.output)}
    for event in events(settings.output):
        if event.act == "published" and event.release_id in kept and now - datetime.fromisoformat(event.at) <= NEWS:
            asking = {str(alert["watchlist"]) for alert in read_alerts(kept[event.release_id].folder)}
            for watchlist in (each for each in lists if each.name in asking):
                wanted = watchlist.channels or settings.channels.configured
                channels = [name for name in settings.channels.configured if name in wanted]
                content = {"published_at": event.at, "watchlist": watchlist.name}
                _outbox(settings).note(_alerts_id(event.at, watchlist.name), "alerts", content, channels, now)
    return _unset(settings, lists)


def note_failure(settings: Settings, message: str, run_id: str | None = None) -> None:
    """Note that a run failed. `message` holds no words of documents; a run that has an id is noted once."""
    now = datetime.now(UTC)
    mark = run_id or hashlib.sha256(f"{now.isoformat()}{message}".encode()).hexdigest()[:16]
    content = {"message": message, "run_id": run_id, "failed_at": now.isoformat(timespec="seconds")}
    _outbox(settings).note(f"failure-{mark}", "failure", content, settings.channels.configured, now)


def note_staleness(settings: Settings, now: datetime) -> None:
    """Note, once until a night ends well again, that none has for longer than `stale_after_hours`."""
    since = freshness.ended_well_at(settings)
    if since is None or now - since <= timedelta(hours=settings.stale_after_hours):
        return
    content = {
        "since": since.isoformat(timespec="minutes"),
        "hours": int((now - since).total_seconds() // 3600),
        "limit": f"{settings.stale_after_hours:g}",
    }
    event_id = f"stale-{since.astimezone(UTC):%Y%m%dT%H%M%S}"
    _outbox(settings).note(event_id, "stale", content, settings.channels.configured, now)


def deliver(settings: Settings, now: datetime | None = None, *, at_once: bool = False) -> list[str]:
    """Tell what waits and is due; return what could not be told, a line each."""
    now = now or datetime.now(UTC)
    return _outbox(settings).deliver(partial(_compose, settings), partial(_send, settings, now), now, at_once=at_once)


def remarks(settings: Settings) -> list[str]:
    """What is odd about the watchlists: names that are nobody or several in the current release, channels not set.

    Raises WatchlistsError.
    """
    lists, release = read_watchlists(settings.watchlists), latest_release(settings.output)
    return [*(about(match(release.folder, lists)) if release else []), *_unset(settings, lists)]


def _unset(settings: Settings, lists: Sequence[Watchlist]) -> list[str]:
    unset = [(each.name, name) for each in lists for name in each.channels if name not in settings.channels.configured]
    return [f"List {name!r} asks for the channel {channel}, which is not set." for name, channel in unset]


def untold(settings: Settings) -> list[str]:
    """What a channel has not taken, or never will: for people who ask how things stand."""
    return [
        f"Event {entry.event_id} is not told yet on {channel}: {state.fault or 'not tried yet'}."
        for entry in _outbox(settings).entries()
        for channel, state in entry.waiting.items()
    ] + [
        f"Event {entry.event_id} was never told: {fault}."
        for entry in _outbox(settings).entries()
        for fault in entry.given_up.values()
    ]


def _outbox(settings: Settings) -> Outbox:
    return Outbox(settings.home / "outbox")


def _alerts_id(published_at: str, watchlist: str) -> str:
    return f"alerts-{hashlib.sha256(f'{published_at} {watchlist}'.encode()).hexdigest()[:16]}"


def _compose(settings: Settings, entry: Entry) -> Message | None:
    """The message of an event. That of alerts is read from the release, as it is now; None when it is gone."""
    if entry.kind != "alerts":
        return Message(entry.event_id, entry.kind, entry.content)
    release = _published(settings.output, str(entry.content["published_at"]))
    rows = read_alerts(release.folder) if release else []
    asked = [row for row in rows if row["watchlist"] == entry.content["watchlist"]]
    if release is None or not asked:
        return None
    facts: dict[str, Any] = {**entry.content, "release_id": release.release_id, "count": len(asked)}
    return Message(entry.event_id, "alerts", facts, asked)


def _published(output: Path, at: str) -> Release | None:
    ids: Sequence[str] = [event.release_id for event in events(output) if (event.at, event.act) == (at, "published")]
    return next((release for release in all_releases(output) if release.release_id in ids), None)


def _send(settings: Settings, now: datetime, channel: str, message: Message) -> None:
    """Hand a message to one channel. One that is no longer set has nothing to wait for."""
    chosen = settings.channels
    if channel == "email" and chosen.email:
        send_email(chosen.email, message, now)
    elif channel == "webhook" and chosen.webhook:
        post(chosen.webhook, message)
    elif channel == "file" and chosen.file:
        append_line(chosen.file, message)
