"""Dagster's run launcher, with one thing added: it knows whether the process of a run is still there.

What belongs here: that one answer, which lets Dagster's run monitoring close runs that were killed (and start them
again) instead of showing them as going on for ever. What does not: how runs are started.
"""

from __future__ import annotations

import time

from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from dagster._core.storage.dagster_run import DagsterRun

from orchestration.settings import Settings
from orchestration.warehouse.lock import is_free

# A run takes the writer's lock a moment after it starts, and gives it back a moment before it says how it ended.
SETTLING_SECONDS, STARTING_SECONDS = 5, 120


class WatchfulRunLauncher(DefaultRunLauncher):
    """The same launcher; a run is alive as long as somebody holds the writer's lock of the home."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Whether run monitoring may ask."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Failed when nobody is at work in the home although the run has started a while ago."""
        home = Settings().home
        if not is_free(home) or self._has_just_begun(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        time.sleep(SETTLING_SECONDS)
        if not is_free(home):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "No process is at work in the home: the run was killed.")

    def _has_just_begun(self, run: DagsterRun) -> bool:
        record = self._instance.get_run_record_by_id(run.run_id)
        return bool(record and record.start_time and time.time() - record.start_time < STARTING_SECONDS)
