"""Records of runs of long ago: Dagster keeps them for ever, some megabytes a month.

What belongs here: removing them, with what Dagster itself leaves when a run is deleted: the results of its checks and
its files. What does not: releases (`publishing`), ticks of schedules and sensors (`dagster.yaml`).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance


def forget(instance: DagsterInstance, dagster_home: Path, before: datetime, besides: Collection[str]) -> int:
    """Remove the records of all runs that were asked for before that time (UTC) and have ended; return how many.

    `besides` are the ids of runs that stay whatever their age.
    """
    from dagster import DagsterRunStatus, RunsFilter

    ended = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
    records = instance.get_run_records(RunsFilter(statuses=ended, created_before=before))
    old = [record.dagster_run.run_id for record in records if record.dagster_run.run_id not in besides]
    for run_id in old:
        _forget(instance, dagster_home, run_id)
    return len(old)


def _forget(instance: DagsterInstance, dagster_home: Path, run_id: str) -> None:
    from dagster._core.storage.event_log import SqlEventLogStorage
    from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable as Checks

    instance.delete_run(run_id)
    if isinstance(instance.event_log_storage, SqlEventLogStorage):
        with instance.event_log_storage.index_connection() as connection:
            connection.execute(Checks.delete().where(Checks.c.run_id == run_id))
    for path in dagster_home.glob(f"history/runs/{run_id}.db*"):
        path.unlink(missing_ok=True)
    shutil.rmtree(dagster_home / "storage" / run_id, ignore_errors=True)
