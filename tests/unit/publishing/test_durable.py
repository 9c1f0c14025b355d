"""Folders change places, and whoever asks for a name finds one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.publishing import durable


@pytest.mark.parametrize("flag", [durable._EXCHANGE, 1 << 10], ids=["in one step", "where the kernel cannot"])
def test_two_folders_change_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: int) -> None:
    monkeypatch.setattr(durable, "_EXCHANGE", flag)
    for name in ("build", "release"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(name)
    durable.exchange(tmp_path / "build", tmp_path / "release")
    assert (tmp_path / "release" / "manifest.json").read_text() == "build"
    assert (tmp_path / "build" / "manifest.json").read_text() == "release"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "release"]
