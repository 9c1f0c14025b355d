"""The small release with what exports need on top, staged and exported once for each test that asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publishing.exports import write_exports

MORE_MARTS = Path(__file__).with_name("exported_marts.sql")


@pytest.fixture
def exported(marts: Any, tmp_path: Path) -> Path:
    """The folder of a build with its exports."""
    marts.run(MORE_MARTS.read_text(encoding="utf-8"))
    build = tmp_path / "build"
    marts.stage(build)
    write_exports(build, marts.tables)
    return build


def ask(build: Path, sql: str) -> list[tuple]:
    """Rows of the `warehouse.duckdb` of a build."""
    with duckdb.connect(str(build / "warehouse.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()
