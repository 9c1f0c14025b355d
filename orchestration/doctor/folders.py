"""Whether the folders are there, may be used, have room, and keep out of each other.

What belongs here: checks on the folders of one Greffier. What does not: what lies in its databases (`state`).
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from itertools import permutations
from pathlib import Path

from orchestration.doctor.finding import Finding, Level
from orchestration.publishing import latest_release
from orchestration.settings import Settings

GB = 1_000_000_000
# What a night writes before it can know how much: logs, dbt's files, the first release.
LEAST_FREE_BYTES = GB // 2
# By these files a folder is known as the home, or the output, of some Greffier.
MARKS = {"home": "writer.lock", "output": "releases.json"}


def documents(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the documents can be read."""
    folder = settings.documents
    if not folder.is_dir():
        remedy = "Make or mount it, or name another: --documents or GREFFIER_DOCUMENTS."
        yield Finding(Level.STOPS, f"There is no folder {folder}.", remedy)
    elif not os.access(folder, os.R_OK | os.X_OK):
        yield Finding(Level.STOPS, f"{folder} cannot be read.", f"Let {_me()} read it and what is in it.")
    elif not any(folder.iterdir()):
        yield Finding(Level.WARNS, f"{folder} is empty.", "If it should not be, see whether it is mounted.")


def rights(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether home and output can be written, and the home, which names people, keeps others out."""
    for folder in (settings.home, settings.output):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            yield Finding(Level.STOPS, f"{there} cannot be written.", f"Give it to the account {_me()}.")
    if settings.home.is_dir():
        mode = stat.S_IMODE(settings.home.stat().st_mode)
        if mode & 0o077:
            says = f"Others may look into {settings.home} (mode {mode:o}), where documents' texts and names are kept."
            yield Finding(Level.WARNS, says, f"chmod 700 {settings.home}")


def disk(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether there is room for one more night: the working database once more, and one more release."""
    release = latest_release(settings.output)
    written = {settings.home: _size(settings.database), settings.output: _size(release.folder) if release else 0}
    for folder, last in written.items():
        needed = last + LEAST_FREE_BYTES
        there = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(there).free
        if free < 2 * needed:
            level = Level.STOPS if free < needed else Level.WARNS
            says = f"{there} has {free / GB:.1f} GB left; a night may take {needed / GB:.1f} GB."
            yield Finding(level, says, "Make room; fewer releases stay with a lower `keep_releases`.")


def namespaces(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether documents, home and output lie apart, and apart from those of any other Greffier."""
    folders = {"documents": settings.documents, "home": settings.home, "output": settings.output}
    for (inner, path), (outer, around) in permutations(folders.items(), 2):
        if path.resolve().is_relative_to(around.resolve()) and (inner < outer or path.resolve() != around.resolve()):
            says = f"The folder of {inner} ({path}) lies in that of {outer} ({around})."
            yield Finding(Level.STOPS, says, f"Name another: GREFFIER_{inner.upper()} or GREFFIER_{outer.upper()}.")
    for what, mark in MARKS.items():
        for other in _others(folders[what], mark):
            says = f"{other} is the {what} of a Greffier too, and one of the two lies in the other."
            yield Finding(Level.WARNS, says, f"Give each a folder of its own: GREFFIER_{what.upper()}.")


def _others(folder: Path, mark: str) -> Iterator[Path]:
    """Other folders with that mark, around this one or right in it."""
    around = [path for path in folder.resolve().parents if (path / mark).is_file()]
    inside = [path.parent for path in sorted(folder.resolve().glob(f"*/{mark}"))]
    yield from [*around, *inside]


def _size(path: Path) -> int:
    """Bytes of a file, or of the files in a folder; 0 when there is none."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0


def _me() -> str:
    return f"of user id {os.geteuid()}"
