"""One night on the samples, run once for all that look at its result."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Greffier
from tests.warm import WarmGreffier

SAMPLES = ROOT / "data" / "samples" / "documents"
GOLD = ROOT / "data" / "samples" / "annotations"


@pytest.fixture(scope="session")
def night(tmp_path_factory) -> Greffier:
    """A Greffier that has run on the samples, a duplicate of one and a file that is no text."""
    greffier = Greffier(tmp_path_factory.mktemp("night"))
    shutil.copytree(SAMPLES, greffier.documents)
    first = sorted(greffier.documents.glob("*.txt"))[0]
    shutil.copy(first, greffier.documents / "zz-copie.txt")
    (greffier.documents / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    done = greffier.command("run", GREFFIER_GOLD=str(GOLD))
    assert done.returncode == 0, done.stderr
    (greffier.folder / "stdout").write_text(done.stdout)
    (greffier.folder / "stderr").write_text(done.stderr)
    return greffier


@pytest.fixture
def greffier(tmp_path: Path) -> Greffier:
    """A Greffier with an empty documents folder, whose commands start warm."""
    (tmp_path / "documents").mkdir()
    return WarmGreffier(tmp_path)
