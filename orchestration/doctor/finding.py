"""What a check found.

What belongs here: the shape of a finding. What does not: checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    STOPS = "stops"  # no night can run well before this is mended
    WARNS = "warns"  # nights run; something is not as it should be
    NOTES = "notes"  # worth knowing, nothing to mend


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, and what to do about it. Neither holds words of documents."""

    level: Level
    says: str
    remedy: str
