"""Nights that meet a fault at a given point: one warm process that forks them, on a disk of its own if it can have one.

What belongs here: starting nights, laying out their folders, reading what they left. What does not: expectations.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tests.conftest import ARTICLE, ROOT, Greffier

SCRIPT = Path(__file__).parent / "mortal_night.py"
# Enough for a few nights of small documents, little enough to be filled in no time.
DISK_SIZE = "160m"
# In a namespace where everybody may mount.
OWN_DISK = [
    "unshare",
    "--mount",
    "--map-root-user",
    "sh",
    "-c",
    'mount -t tmpfs -o "$0" tmpfs "$1" && shift && exec "$@"',
]
SETTLED = "settled"
# What tells of the run and not of its content, and a database file, which DuckDB never writes the same twice.
OF_THE_RUN = frozenset({"manifest.json", "verdict.json", "report.html", "SHA256SUMS", "warehouse.duckdb"})


@dataclass(frozen=True)
class Ended:
    """How a night ended: exit code (negative: the signal), the last message, all that it said on stderr.

    `cpu_seconds` and `peak_bytes` (of its largest process) are those of all its processes that have ended.
    """

    code: int
    said: str
    stderr: str
    cpu_seconds: float
    peak_bytes: int


class Nights:
    """Nights over the folders of one Greffier, laid out anew for each test from what `keep` kept.

    `disk_size` is that of a disk of their own, None for the disk of the folder; `environment` adds variables.
    """

    def __init__(
        self, folder: Path, disk_size: str | None = DISK_SIZE, environment: Mapping[str, str] | None = None
    ) -> None:
        self._kept = folder / "kept"
        disk = folder / "disk"
        disk.mkdir(parents=True)
        mounting = [*OWN_DISK, f"size={disk_size}", str(disk)]
        self.has_own_disk = (
            disk_size is not None
            and shutil.which("unshare") is not None
            and subprocess.run([*mounting, "true"], check=False, capture_output=True).returncode == 0
        )
        self._stderr = (folder / "stderr").open("w+", encoding="utf-8")
        own = Greffier(disk).environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **(environment or {})}
        self._process = subprocess.Popen(
            [*(mounting if self.has_own_disk else []), sys.executable, str(SCRIPT)],
            cwd=folder, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, text=True,
        )  # fmt: skip
        self.steps: list[tuple[str, int]] = self._ask(ask="steps")
        # A disk in a namespace is reached through a process that lives there.
        seen = Path(f"/proc/{self._process.pid}/root{disk}") if self.has_own_disk else disk
        self.greffier = Greffier(seen)
        self.greffier.documents.mkdir()

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._stderr.close()

    def run(self, **fault: Any) -> Ended:
        """Run a night, with a fault (see `mortal_night.py`) or undisturbed."""
        self._stderr.seek(0, os.SEEK_END)
        begin = self._stderr.tell()
        ended = self._ask(**fault)
        self._stderr.seek(begin)
        return Ended(**ended, stderr=self._stderr.read())

    def keep(self, name: str = SETTLED) -> None:
        """Keep all folders as they are now under a name."""
        shutil.copytree(self.greffier.folder, self._kept / name, symlinks=True)

    def lay_out(self, name: str = SETTLED) -> Greffier:
        """Put the folders back to what was kept under that name, and nothing else beside them."""
        for path in self.greffier.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self._kept / name, self.greffier.folder, symlinks=True, dirs_exist_ok=True)
        return self.greffier

    def start_anew(self) -> Greffier:
        """Lay out folders without documents, tables and releases."""
        work = self.lay_out()
        shutil.rmtree(work.documents)
        shutil.rmtree(work.output)
        (work.home / "warehouse.duckdb").unlink()
        work.documents.mkdir()
        return work

    def copy(self, folder: Path) -> Greffier:
        """What `lay_out` lays out, somewhere else: for commands that are started as a user starts them."""
        shutil.copytree(self._kept / SETTLED, folder, symlinks=True)
        return Greffier(folder)

    def _ask(self, **request: Any) -> Any:
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, Path(self._stderr.name).read_text()[-2000:]
        return json.loads(answer)


def settle(nights: Nights) -> dict[str, str]:
    """Publish a first release and keep it beside the documents of the next night; return what that one publishes."""
    greffier = nights.greffier
    greffier.write("balises.txt")
    first = nights.run()
    assert first.code == 0, first
    greffier.write("port.txt", ARTICLE.replace("Varenne", "Morvan").replace("Nordalis SA", "Sémaphore SARL"))
    greffier.write("presse/note.html", "<h1>Le quai</h1><p>« Le quai rouvrira », a déclaré Odile Tazi, maire.</p>")
    nights.keep()
    second = nights.run()
    assert second.code == 0, second
    return content(greffier)


def latest(greffier: Greffier) -> Path:
    return greffier.output / (greffier.output / "latest").readlink()


def content(greffier: Greffier) -> dict[str, str]:
    """SHA-256 of every published file that the documents alone decide; its release's id."""
    folder = latest(greffier)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    told = {name: digest(path) for name, path in files.items() if path.name not in OF_THE_RUN}
    return told | {"release": folder.name}


def judged(greffier: Greffier) -> tuple[dict[str, Any], str]:
    """Verdict and report of the build that was not published."""
    (build,) = (greffier.output / ".builds").iterdir()
    return json.loads((build / "verdict.json").read_text()), (build / "report.html").read_text()


def is_whole(folder: Path) -> bool:
    """Whether every file of the release is there and has the bytes that its SHA256SUMS names."""
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del files["SHA256SUMS"]
    return sums == {name: digest(path) for name, path in files.items()}


def leftovers(greffier: Greffier) -> list[str]:
    """What a night that ended well leaves nowhere: builds, temporaries, logs of the database, half a release."""
    releases = list((greffier.output / "releases").iterdir())
    found = [
        *greffier.output.glob(".builds/*"),
        *greffier.output.rglob("*.tmp"),
        *greffier.home.glob("warehouse.duckdb?*"),
        *(folder for folder in releases if not is_whole(folder)),
    ]
    return sorted(path.name for path in found)


def dagster_runs(greffier: Greffier) -> list[str]:
    """The status of every run that Dagster's records know, the oldest first."""
    records = greffier.home / "dagster" / "history" / "runs.db"
    with copied(records) as copy, closing(sqlite3.connect(copy)) as connection:
        return [status for (status,) in connection.execute("select status from runs order by id")]


def rows(greffier: Greffier, query: str) -> list[tuple[Any, ...]]:
    """Ask the latest release's database."""
    with copied(latest(greffier) / "warehouse.duckdb") as copy, duckdb.connect(str(copy)) as connection:
        return connection.execute(query).fetchall()


def tamper(greffier: Greffier, sql: str) -> None:
    """Change the working database behind the back of the next night."""
    database = greffier.home / "warehouse.duckdb"
    with copied(database) as copy:
        with duckdb.connect(str(copy)) as connection:
            connection.execute(sql)
        shutil.copy(copy, database)


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of a database and its logs. From outside its namespace the real path of a file leads to nothing."""
    with TemporaryDirectory() as folder:
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, folder)
        yield Path(folder) / path.name


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
