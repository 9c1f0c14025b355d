"""These tests work on the small release; that it is judged as the quality gate judges is tested in tests/faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.publishing import latest_release
from tests.small_release import Marts, make_build, make_marts, marts

__all__ = ["FACTS", "ids", "make_marts", "marts"]

FACTS = {"settings": {"workers": 2}, "files_read": 2, "files_quarantined": 1, "release_id": "mine"}


def ids(output: Path) -> list[str]:
    """What lies in the folder of releases."""
    return sorted(path.name for path in (output / "releases").iterdir())


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def new_build(marts: Marts, output: Path) -> Callable[..., Path]:
    """A judged build on the current release, with content of its own for each name."""

    def create(name: str, content: str | None = None) -> Path:
        current = latest_release(output)
        marts.run(f"update marts.actors set aliases = ['{content or name}']")
        return make_build(marts, output / ".builds" / name, current.folder if current else None)

    return create
