"""Homes of other versions: a newer one is refused and left as it is, an older one is made one of ours."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from alembic import command
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.sql import get_alembic_config

from orchestration import home_format
from orchestration.settings import Settings
from tests.conftest import ROOT, Greffier

NEWER = {"format": home_format.FORMAT + 1, "greffier": "9.4.0", "dagster": "3.0.0"}

LONG_AGO = "5c9f7a52-6f3d-4a9d-9a60-2f3b1b8c7d10"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "arguments", [["run"], ["status"], ["rollback"], ["erase", "--actor", "Odile Tazi", "--yes"], ["serve"]]
)
def test_every_command_refuses_a_newer_home_and_changes_nothing(greffier: Greffier, arguments: list[str]) -> None:
    greffier.home.mkdir()
    (greffier.home / "home.json").write_text(json.dumps(NEWER))
    (greffier.home / "warehouse.duckdb").write_bytes(b"of a form that nobody knows yet")
    before = everything(greffier.folder)
    done = greffier.command(*arguments)
    assert done.returncode == 2, done.stderr
    assert "made by a newer Greffier (9.4.0)" in " ".join(done.stderr.split())
    assert everything(greffier.folder) == before


def test_dagster_refuses_it_too(tmp_path: Path) -> None:
    from orchestration.environment import prepare

    (tmp_path / "home.json").write_text(json.dumps(NEWER))
    with pytest.raises(home_format.HomeError, match=r"9\.4\.0"):
        prepare(Settings(home=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["home.json"]


def test_a_note_that_was_cut_off_is_written_again(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text('{"format":')
    home_format.require_known(tmp_path)
    assert home_format.bring_up(tmp_path, tmp_path / "dagster") is None
    assert not home_format.is_older(tmp_path)


@pytest.fixture
def old_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dagster's records with a run in them, as Dagster 1.8 left them: before runs had a column for their backfill."""
    dagster_home = tmp_path / "dagster"
    dagster_home.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(dagster_home))
    (dagster_home / "dagster.yaml").write_bytes((ROOT / "orchestration" / "dagster.yaml").read_bytes())

    @dg.job
    def night() -> None: ...

    with dg.DagsterInstance.get() as instance:
        instance.create_run_for_job(night, run_id=LONG_AGO, status=dg.DagsterRunStatus.SUCCESS)
        with instance.run_storage.connect() as connection:
            config = get_alembic_config(sqlite_run_storage.__file__)
            config.attributes["connection"] = connection
            command.downgrade(config, "284a732df317")
    assert "backfill_id" not in columns_of_runs(dagster_home)
    return dagster_home


def columns_of_runs(dagster_home: Path) -> set[str]:
    with closing(sqlite3.connect(dagster_home / "history" / "runs.db")) as connection:
        return {row[1] for row in connection.execute("pragma table_info(runs)")}


def test_records_of_an_older_dagster_are_brought_up_to_date_and_keep_their_runs(
    old_records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = home_format.bring_up(old_records.parent, old_records)
    assert told is not None
    assert dg.__version__ in told
    assert "backfill_id" in columns_of_runs(old_records)
    with dg.DagsterInstance.get() as instance:
        assert instance.get_run_by_id(LONG_AGO) is not None
    assert capsys.readouterr().out == ""
    assert home_format.bring_up(old_records.parent, old_records) is None


def test_records_that_cannot_be_brought_up_stop_with_what_to_do(old_records: Path) -> None:
    (old_records / "history" / "runs.db").write_bytes(b"no database" * 500)
    with pytest.raises(home_format.HomeError, match="Move that folder away"):
        home_format.bring_up(old_records.parent, old_records)
    assert home_format.is_older(old_records.parent)
