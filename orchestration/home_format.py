"""Which Greffier made a home, and what a home of another one needs before it is used.

What belongs here: the note `home.json`, refusing what a newer Greffier left, bringing Dagster's records up to date.
What does not: the working database, which is made anew when its tables are others (`warehouse.store`).
"""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration import dagster_storage

# Raised when an older Greffier would misread, or lose, what this one leaves in a home.
FORMAT = 1
NOTE_NAME = "home.json"


class HomeError(ValueError):
    """The home cannot be used by this Greffier; the message says why, and what to do. Nothing in it was changed."""


def require_known(home: Path) -> None:
    """Raise HomeError when a newer Greffier made the home. One without a note is older than notes are."""
    note = _read(home)
    if note.get("format", 0) > FORMAT:
        raise HomeError(
            f"{home} was made by a newer Greffier ({note.get('greffier')}); this is {version('greffier')}. "
            "Nothing was changed. Install that version again, or take another home (--home)."
        )


def is_older(home: Path) -> bool:
    """Whether `bring_up` has something to do there. Needs no lock."""
    return _read(home) != _ours()


def bring_up(home: Path, dagster_home: Path) -> str | None:
    """Make a home of an older Greffier one of ours; return what people must know of it, None if nothing.

    Call it under the writer's lock. Raises HomeError.
    """
    note = _read(home)
    if note == _ours():
        return None
    told = None
    has_records = dagster_storage.url() is not None or (dagster_home / "history").exists()
    if note.get("dagster") != version("dagster") and has_records:
        _upgrade(dagster_home)
        told = f"Dagster's records are brought up to Dagster {version('dagster')}."
    _write(home)
    return told


def _ours() -> dict[str, Any]:
    return {"format": FORMAT, "greffier": version("greffier"), "dagster": version("dagster")}


def _read(home: Path) -> dict[str, Any]:
    """The note; empty when there is none, or a process died while it wrote it."""
    try:
        return dict(json.loads((home / NOTE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _write(home: Path) -> None:
    fresh = home / f"{NOTE_NAME}.{os.getpid()}"
    fresh.write_text(json.dumps(_ours()) + "\n", encoding="utf-8")
    fresh.replace(home / NOTE_NAME)


def _upgrade(dagster_home: Path) -> None:
    from dagster import DagsterInstance

    try:
        # It draws bars and prints lines: stdout is for results.
        with (
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
            DagsterInstance.from_config(str(dagster_home)) as instance,
        ):
            instance.upgrade()
    # Whatever a database, a driver or a migration may raise means the same to whoever reads.
    except Exception as error:
        raise HomeError(
            f"Dagster's records in {dagster_home} cannot be brought up to Dagster {version('dagster')} "
            f"({type(error).__name__}). Move that folder away: the history of runs is lost, and nothing else."
        ) from error
