"""When new documents may be taken in: not while they are still being copied.

What belongs here: telling a folder that is still from one that changes, from one look to the next. What does not:
looking at the folder, and starting a run.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen last: the folder's stamp, since when (ISO 8601) it has been so, and whether a run was asked for."""

    stamp: str = ""
    since: str = ""
    was_judged: bool = False

    def as_text(self) -> str:
        """The form in which it is kept between two looks."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str | None) -> Seen:
        """What was kept; nothing when there is none or it is of another form."""
        try:
            return cls(**json.loads(text or "{}"))
        except (ValueError, TypeError):
            return cls()

    def still_for(self, stamp: str, now: datetime) -> timedelta | None:
        """How long the folder has been as it is now; None when it has changed since the last look."""
        return now - datetime.fromisoformat(self.since) if self.stamp == stamp else None

    def changed(self, stamp: str, now: datetime) -> Seen:
        """What is to be kept after a look at a folder that changed."""
        return Seen(stamp, now.isoformat())

    def judged(self) -> Seen:
        """What is to be kept once this state of the folder was acted on, so that it is not acted on again."""
        return replace(self, was_judged=True)
