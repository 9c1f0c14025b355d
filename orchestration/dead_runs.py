"""Runs that were killed: Dagster's records say for ever that they go on, because nobody was left to say otherwise.

What belongs here: finding them and recording that they failed. What does not: what they left elsewhere (the kernel
frees the lock, the next night goes on with the tables, publishing clears builds). Dagster's own monitor asks the
daemon's processes only, and a night from the command line has none.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

# A run that is only being launched (STARTING) has a process soon, or Dagster's monitor ends it.
UNENDED = ("STARTED", "CANCELING")
PATIENCE_SECONDS = 20


def close(dagster_home: Path, besides: str | None = None) -> list[str]:
    """Record as failed every run that has not ended, `besides` the caller's own; return their ids.

    Call it under the writer's lock: whoever has that knows that no other run is at work.
    """
    found = [run_id for run_id in _unended(dagster_home / "history" / "runs.db") if run_id != besides]
    if found:
        _close(found)
    return found


def _unended(records: Path) -> list[str]:
    """The ids of these runs, out of Dagster's own file: importing Dagster takes longer than a night without news."""
    if not records.exists():
        return []
    marks = ", ".join("?" * len(UNENDED))
    with closing(sqlite3.connect(f"{records.as_uri()}?mode=ro", uri=True, timeout=PATIENCE_SECONDS)) as connection:
        rows = connection.execute(f"select run_id from runs where status in ({marks}) order by id", UNENDED)
        return [run_id for (run_id,) in rows]


def _close(run_ids: list[str]) -> None:
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        for run_id in run_ids:
            if run := instance.get_run_by_id(run_id):
                instance.report_run_failed(run, "The process of this run was killed. The next run goes on from there.")
