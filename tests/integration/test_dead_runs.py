"""Runs that were killed are closed in Dagster's records; those that are about to begin, and those that ended, stay."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import dead_runs
from tests.conftest import ROOT

pytestmark = pytest.mark.integration
BEFORE_AND_AFTER = {
    "STARTED": "FAILURE",
    "CANCELING": "FAILURE",
    "STARTING": "STARTING",
    "SUCCESS": "SUCCESS",
}


def test_only_runs_that_were_at_work_are_closed_and_never_one_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    assert dead_runs.close(tmp_path) == []
    (tmp_path / "dagster.yaml").write_bytes((ROOT / "orchestration" / "dagster.yaml").read_bytes())

    @dg.op
    def work() -> None: ...

    @dg.job
    def night() -> None:
        work()

    with dg.DagsterInstance.get() as instance:
        runs = {s: instance.create_run_for_job(night, status=dg.DagsterRunStatus(s)).run_id for s in BEFORE_AND_AFTER}
        own = instance.create_run_for_job(night, status=dg.DagsterRunStatus.STARTED).run_id
        closed = dead_runs.close(tmp_path, besides=own)
        assert set(closed) == {runs["STARTED"], runs["CANCELING"]}
        assert {s: instance.get_run_by_id(run).status.value for s, run in runs.items()} == BEFORE_AND_AFTER
        assert instance.get_run_by_id(own).status.value == "STARTED"
        told = [record.event_log_entry.message for record in instance.get_records_for_run(runs["STARTED"]).records]
        assert any("was killed" in message for message in told)
        # The night that closes it goes on from there.
        assert instance.get_run_by_id(runs["STARTED"]).tags["dagster/will_retry"] == "false"
