"""Which release is shown, and asking it: the current one, as soon as its side file is made.

What belongs here: following `latest`, having side files made and removed, one reader's connection. What does not: what
is in a side file (`side`) and what pages ask.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread, local
from typing import Any

log = logging.getLogger(__name__)

Row = dict[str, Any]
# What a side file is made by: when any of it changes, it is made anew.
_MAKERS = ("side.py", "side.sql", "indexes.sql", "search/index.py", "search/index.sql", "search/folding.py")


class NoReleaseError(Exception):
    """There is no release to show; the message says what to do."""


class PreparingError(Exception):
    """The release that is to be shown is being made ready."""


@dataclass(frozen=True)
class OpenRelease:
    """A release as pages ask it. `markings` are those that its readers may see, from the lowest up."""

    release_id: str
    folder: Path
    manifest: Mapping[str, Any]
    markings: tuple[str, ...]
    side: Path
    _own: local = field(default_factory=local, repr=False)

    def rows(self, sql: str, *parameters: Any) -> list[Row]:
        """The rows of a query of the side file, by column; values only as `?`."""
        found: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return found

    def row(self, sql: str, *parameters: Any) -> Row | None:
        """The first row of a query; None without any."""
        found: Row | None = self._connection.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, *parameters: Any) -> Any:
        """The first value of the first row; None without any."""
        found = self.row(sql, *parameters)
        return next(iter(found.values())) if found else None

    @cached_property
    def checks(self) -> tuple[int, int]:
        """How many checks it passed before it was published, of how many; those not passed are warnings."""
        made = self.manifest.get("checks", ())
        return sum(1 for check in made if check["passed"]), len(made)

    @property
    def _connection(self) -> sqlite3.Connection:
        """One connection a thread. Nothing can be written over it, and no other file be opened."""
        try:
            known: sqlite3.Connection = self._own.connection
        except AttributeError:
            known = sqlite3.connect(f"{self.side.as_uri()}?mode=ro&immutable=1", uri=True)
            known.row_factory = _by_column
            known.execute("pragma cache_size = -4000")
            known.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            self._own.connection = known
        return known


def _by_column(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


class Shelf:
    """The releases of `output`, of which the current one is shown as far as `markings` allow.

    While a new one is being made ready the one before is shown, unless its folder has changed or gone: what was erased
    is not shown any longer.
    """

    def __init__(self, output: Path, side_files: Path, markings: Sequence[str]) -> None:
        """`side_files` is the folder for side files; nothing else may be kept in it."""
        self.output = output
        self._side_files = side_files
        self._markings = tuple(markings)
        self._shown: tuple[str, OpenRelease] | None = None
        self._making: Thread | None = None
        self._lock = Lock()

    def release(self) -> OpenRelease:
        """The release to show now. Raises NoReleaseError or PreparingError."""
        wanted = self._latest()
        with self._lock:
            if self._shown and self._shown[0] == _state(wanted):
                return self._shown[1]
            if self._making is None or not self._making.is_alive():
                self._making = Thread(target=self._prepare_or_tell, args=(wanted,), daemon=True)
                self._making.start()
            if self._shown and self._shown[0] == _state(self._shown[1].folder):
                return self._shown[1]
        raise PreparingError

    def prepare(self) -> OpenRelease:
        """Have the side file of the current release made if there is none, and show that release from now on.

        Raises NoReleaseError when there is none, or it cannot be made ready.
        """
        return self._prepare(self._latest())

    def _prepare(self, folder: Path) -> OpenRelease:
        state = _state(folder)
        manifest = _manifest(folder)
        markings = tuple(mark for mark in self._markings if mark in manifest.get("markings", self._markings))
        side = self.side_file(folder)
        if not _is_readable(side):
            _make(folder, side, markings)
        opened = OpenRelease(manifest["release_id"], folder, manifest, markings, side)
        with self._lock:
            self._shown = (state, opened)
        for old in self._side_files.glob("*.sqlite"):
            if old != side:
                old.unlink(missing_ok=True)
        return opened

    def side_file(self, folder: Path) -> Path:
        """The side file of the release in `folder`, made already or not."""
        return self._side_files / f"{folder.name}-{self._fingerprint(_state(folder))}.sqlite"

    def _prepare_or_tell(self, folder: Path) -> None:
        try:
            self._prepare(folder)
        except NoReleaseError as error:
            log.error("%s", error)

    def _latest(self) -> Path:
        folder = (self.output / "latest").resolve()
        if not (folder / "manifest.json").exists():
            raise NoReleaseError(f"{self.output} holds no release. `greffier run` makes one.")
        return folder

    def _fingerprint(self, state: str) -> str:
        """Names what a side file is made of: the release as it lies there, who may see it, the code that makes it."""
        made_by = b"".join((Path(__file__).parent / name).read_bytes() for name in _MAKERS)
        told = [state.encode(), "\n".join(self._markings).encode(), made_by]
        return hashlib.sha256(b"\0".join(told)).hexdigest()[:16]


def _state(folder: Path) -> str:
    """Tells a release folder from what takes its place; an erasure writes the manifest anew. Empty when it is gone."""
    try:
        about = (folder / "manifest.json").stat()
    except OSError:
        return ""
    return f"{folder.name} {about.st_ino} {about.st_mtime_ns} {about.st_size}"


def _is_readable(side: Path) -> bool:
    """Whether the side file is there and not cut off, as it is after a copy that was not finished."""
    try:
        with closing(sqlite3.connect(f"{side.as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            (pages,), (size,) = (opened.execute(f"pragma {name}").fetchone() for name in ("page_count", "page_size"))
            return bool(pages) and side.stat().st_size == pages * size
    except (sqlite3.Error, OSError):
        return False


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        told: Mapping[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoReleaseError(f"The manifest of {folder} cannot be read: {error}. Publish again.") from error
    return told


def _make(folder: Path, side: Path, markings: Sequence[str]) -> None:
    command = [sys.executable, "-m", "orchestration.explorer.side", str(folder), str(side)]
    marked = [word for mark in markings for word in ("--marking", mark)]
    done = subprocess.run([*command, *marked], capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise NoReleaseError(f"Release {folder.name} cannot be made ready to be searched: {reason}")
