"""Dagster's history as we store it: Dagster's own storage reads it, and the other way round."""

from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, asset, materialize
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.event_log import SqliteEventLog
from tests.conftest import ROOT

pytestmark = pytest.mark.integration


@asset
def pebble() -> int:
    return 1


@pytest.fixture
def dagster_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dagster.yaml").write_bytes((ROOT / "orchestration" / "dagster.yaml").read_bytes())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


def events_of(home: Path, run_id: str) -> list[str]:
    """What Dagster's own storage finds."""
    found = SqliteEventLogStorage(str(home / "history" / "runs")).get_logs_for_run(run_id)
    return [entry.dagster_event.event_type_value for entry in found if entry.dagster_event]


def test_a_run_is_stored_where_and_as_dagster_stores_it(dagster_home: Path) -> None:
    with DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, SqliteEventLog)
        run = materialize([pebble], instance=instance)
    events = events_of(dagster_home, run.run_id)
    assert events.count("ASSET_MATERIALIZATION") == 1
    assert events[-1] == "PIPELINE_SUCCESS"


def test_a_history_written_by_dagster_is_read(dagster_home: Path) -> None:
    (dagster_home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with DagsterInstance.get() as instance:
        assert not isinstance(instance.event_log_storage, SqliteEventLog)
        materialize([pebble], instance=instance)
    (dagster_home / "dagster.yaml").write_bytes((ROOT / "orchestration" / "dagster.yaml").read_bytes())
    with DagsterInstance.get() as instance:
        assert instance.get_latest_materialization_event(AssetKey("pebble")) is not None


def test_a_deleted_run_is_gone_and_others_stay(dagster_home: Path) -> None:
    with DagsterInstance.get() as instance:
        first = materialize([pebble], instance=instance)
        second = materialize([pebble], instance=instance)
        instance.delete_run(first.run_id)
        assert not events_of(dagster_home, first.run_id)
        assert instance.all_logs(second.run_id)
