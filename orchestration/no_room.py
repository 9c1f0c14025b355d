"""Whether an error means that a disk takes no more: every library says it in words of its own.

What belongs here: recognising it and saying what to do. What does not: cleaning up, which each step does for itself.
On a full disk Dagster cannot even record that a step failed, so the error may come from anywhere.
"""

from __future__ import annotations

import shutil
from pathlib import Path

# The kernel, SQLite (Dagster's records), a quota.
SIGNS = ("no space left on device", "database or disk is full", "disk quota exceeded")
MEGABYTE = 1_000_000
# With less, neither Dagster nor DuckDB gets anywhere.
TOO_LITTLE = 10 * MEGABYTE


def is_said_in(text: str) -> bool:
    """Whether the message of an error, of whatever library, says that there is no room."""
    return any(sign in text.lower() for sign in SIGNS)


def is_meant_by(error: BaseException | None) -> bool:
    """Whether `error`, or what caused it, says so."""
    while error is not None:
        if is_said_in(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_short(*folders: Path) -> bool:
    """Whether a disk of `folders` is as good as full: SQLite then also speaks of an I/O error, or of nothing."""
    return any(shutil.disk_usage(folder).free < TOO_LITTLE for folder in folders if folder.exists())


def advice(*folders: Path) -> str:
    """For people: what happened, how much room the disks of `folders` have now, what to do."""
    free = ", ".join(
        f"{folder} {shutil.disk_usage(folder).free // MEGABYTE} MB free" for folder in folders if folder.exists()
    )
    return f"no space left on the disk ({free}). Make room and run again: the next run goes on from here."
