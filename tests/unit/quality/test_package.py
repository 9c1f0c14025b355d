"""The check of the descriptor: it passes a sound build, says what is wrong with another, and quotes no value."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.quality.package import check_package
from tests.unit.publishing.exported import exported

__all__ = ["exported"]


def test_a_sound_build_passes(exported: Path) -> None:
    assert check_package(exported).passed


def test_a_file_that_is_not_what_the_descriptor_says_is_found_without_its_words(exported: Path) -> None:
    path = exported / "exports" / "csv" / "actors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("-5.0", "Kervoan"), encoding="utf-8")
    result = check_package(exported)
    assert result.blocking
    assert result.observed == "actors: type-error (1)"


@pytest.mark.parametrize("content", [None, "{", '{"resources": []}'])
def test_a_descriptor_that_is_none_blocks(exported: Path, content: str | None) -> None:
    path = exported / "datapackage.json"
    path.unlink() if content is None else path.write_text(content)
    assert check_package(exported).blocking
