"""Records of runs of long ago go, with all that Dagster keeps of them; others stay as they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration import old_runs
from tests.conftest import ROOT

pytestmark = pytest.mark.integration


@dg.asset(check_specs=[dg.AssetCheckSpec("is_one", asset="pebble")])
def pebble():
    return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])


@dg.job
def night() -> None: ...


@pytest.fixture
def dagster_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dagster.yaml").write_bytes((ROOT / "orchestration" / "dagster.yaml").read_bytes())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


def traces(dagster_home: Path, run_id: str) -> list[str]:
    """Where the records still tell of a run: tables by name, files by path."""
    found = [str(path.relative_to(dagster_home)) for path in dagster_home.rglob(f"{run_id}*")]
    for database in dagster_home.rglob("*.db"):
        with closing(sqlite3.connect(database)) as connection:
            for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                rows = connection.execute(f"select * from {table}").fetchall()
                found += [f"{database.name}:{table}" for row in rows if run_id in map(str, row)]
    return found


def test_old_runs_go_without_a_trace_and_the_others_stay(dagster_home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        going_on = instance.create_run_for_job(night, status=dg.DagsterRunStatus.STARTED).run_id
        old, kept = (dg.materialize([pebble], instance=instance).run_id for _ in range(2))
        assert {"index.db:event_logs", "index.db:asset_check_executions"} < set(traces(dagster_home, old))
        later = datetime.now(UTC) + timedelta(seconds=5)
        assert old_runs.forget(instance, dagster_home, later - timedelta(days=1), besides=[]) == 0
        assert old_runs.forget(instance, dagster_home, later, besides=[kept]) == 1
        assert traces(dagster_home, old) == []
        assert instance.get_run_by_id(going_on) is not None
        assert instance.get_latest_materialization_event(dg.AssetKey("pebble")).run_id == kept
        assert len(traces(dagster_home, kept)) > 3
