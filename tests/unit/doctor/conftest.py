"""A healthy Greffier: documents, a home with Dagster's records and a working database, one release."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from dagster import DagsterInstance

from orchestration.environment import prepare
from orchestration.publishing import publish
from orchestration.settings import Settings
from orchestration.warehouse.store import Store
from tests.small_release import Marts, make_build


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Its settings; the environment is as before when the test is over."""
    monkeypatch.chdir(tmp_path)
    with patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("GREFFIER_", "DAGSTER_"))]:
            del os.environ[name]
        made = Settings(home=tmp_path / "home", documents=tmp_path / "documents", output=tmp_path / "published")
        made.documents.mkdir()
        (made.documents / "note.txt").write_text("Léa Varenne est arrivée.")
        prepare(made)
        Store(made.database).create()
        build = make_build(Marts(tmp_path / "working.duckdb"), made.builds / "one", None)
        publish(build, made.output, {"files_by_status": {"accepted": 3}, "files_by_reason": {}}, keep=9)
        yield made


@pytest.fixture
def records(settings: Settings) -> Iterator[DagsterInstance]:
    """Dagster's own records of that home."""
    with DagsterInstance.get() as instance:
        yield instance
