"""What all tests share: a Greffier of their own, away from the user's state, and the command as a user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parent.parent
GREFFIER = str(Path(sys.executable).with_name("greffier"))
# Folders of whole nights. Their files come first: one that is left for the end keeps the other process waiting.
SLOW_FOLDERS = ("faults", "browser", "integration")
# What looks at the one night on the samples, which is too dear to be run in both processes.
OF_ONE_NIGHT = {
    f"tests/integration/test_{name}.py" for name in ("night", "bi", "calibration", "exports", "partial_runs")
}
ARTICLE = """Nordalis remporte le marché des balises

Léa Varenne, directrice générale de Nordalis, a signé mardi. « Nous livrerons les premières balises avant l'été »,
a déclaré Léa Varenne. L'Agence nationale du littoral (ANL) a attribué le marché à la société Nordalis SA pour un
montant de 2,4 millions d'euros.
"""


@dataclass(frozen=True)
class Greffier:
    """One Greffier: its documents, its output, its home, and the command run on them in a process of its own."""

    folder: Path

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def output(self) -> Path:
        return self.folder / "published"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def latest(self) -> Path:
        return (self.output / "latest").resolve()

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("GREFFIER_", "DAGSTER_", "DBT_"))
        }
        return kept | {
            "GREFFIER_HOME": str(self.home),
            "GREFFIER_DOCUMENTS": str(self.documents),
            "GREFFIER_OUTPUT": str(self.output),
        }

    def write(self, name: str, text: str = ARTICLE) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [GREFFIER, *arguments],
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [GREFFIER, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def rows(self, query: str) -> list[tuple]:
        """Ask the latest release's database."""
        with duckdb.connect(str(self.latest / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow folders first, each in its order. `--no-loadscope-reorder` keeps it so among several processes."""
    items.sort(key=lambda item: not {*SLOW_FOLDERS} & {*item.path.relative_to(ROOT).parts})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """For `--dist loadfile`: file by file, but all that looks at one night in one process."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class LoadNights(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "one night" if file in OF_ONE_NIGHT else file

    return LoadNights(config, log)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their argument: files written while tests are collected carry the time, and names that differ
    between the two test processes stop the whole session."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def greffier(tmp_path: Path) -> Greffier:
    """A Greffier with an empty documents folder."""
    (tmp_path / "documents").mkdir()
    return Greffier(tmp_path)
