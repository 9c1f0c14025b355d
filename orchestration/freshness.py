"""How long ago a night last ended well: the one place that decides how old what readers see is.

What belongs here: that time. What does not: how old is too old (whoever asks says so). A release that stands for a week
because nothing new came is not stale; one is when nights fail, or do not begin.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.publishing import checked_at
from orchestration.settings import Settings


def note_nothing_new(settings: Settings, now: datetime) -> None:
    """Note that a night found nothing new: it ended well, though it left neither a release nor a run."""
    told = {"found_nothing_new_at": now.astimezone(UTC).isoformat(timespec="seconds")}
    _note(settings).write_text(json.dumps(told) + "\n", encoding="utf-8")


def ended_well_at(settings: Settings) -> datetime | None:
    """When a night last published, confirmed the current release, or found nothing new (UTC); None before the first."""
    times = [time for time in (checked_at(settings.output), _nothing_new_at(settings)) if time is not None]
    return max(times, default=None)


def age(settings: Settings, now: datetime) -> timedelta | None:
    """How long ago that was; None before the first night that ended well."""
    time = ended_well_at(settings)
    return None if time is None else max(now - time, timedelta())


def _note(settings: Settings) -> Path:
    return settings.home / "nothing-new.json"


def _nothing_new_at(settings: Settings) -> datetime | None:
    """The note's time; None when there is no note, or a process died while it wrote it."""
    try:
        return datetime.fromisoformat(json.loads(_note(settings).read_text(encoding="utf-8"))["found_nothing_new_at"])
    except (OSError, ValueError, KeyError):
        return None
