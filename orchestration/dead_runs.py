"""Runs that were killed: Dagster's records say for ever that they go on, because nobody was left to say otherwise.

What belongs here: finding them and recording that they failed. What does not: what they left elsewhere (the kernel
frees the lock, the next night goes on with the tables, publishing clears builds). Dagster's own monitor asks the
daemon's processes only, and a night from the command line has none.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from orchestration import dagster_storage

# A run that is only being launched (STARTING) has a process soon, or Dagster's monitor ends it.
UNENDED = ("STARTED", "CANCELING")
PATIENCE_SECONDS = 20


def close(dagster_home: Path, besides: str | None = None) -> list[str]:
    """Record as failed every run that has not ended, `besides` the caller's own; return their ids.

    Call it under the writer's lock: whoever has that knows that no other run is at work.
    """
    found = [run_id for run_id in _unended(dagster_home) if run_id != besides]
    if found:
        _close(found)
    return found


def _unended(dagster_home: Path) -> list[str]:
    """The ids of these runs, out of Dagster's own tables: importing Dagster takes longer than a night without news."""
    query = f"select run_id from runs where status in {UNENDED} order by id"
    if dagster_storage.url() is not None:
        ((has_runs,),) = dagster_storage.ask("select to_regclass('runs') is not null")
        return [str(run_id) for (run_id,) in dagster_storage.ask(query)] if has_runs else []
    records = dagster_home / "history" / "runs.db"
    if not records.exists():
        return []
    with closing(sqlite3.connect(f"{records.as_uri()}?mode=ro", uri=True, timeout=PATIENCE_SECONDS)) as connection:
        return [run_id for (run_id,) in connection.execute(query)]


def _close(run_ids: list[str]) -> None:
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        for run_id in run_ids:
            if run := instance.get_run_by_id(run_id):
                # Whoever asks is the night that goes on from there: a third one would find nothing left to do.
                instance.add_run_tags(run_id, {"dagster/max_retries": "0"})
                instance.report_run_failed(run, "The process of this run was killed. The next run goes on from there.")
