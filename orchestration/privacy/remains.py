"""Whether anything is left: a search through every byte and every published text for what was erased.

What belongs here: looking, after the work is done. What does not: mending what is found; it is told to people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.masking import whole_names
from orchestration.privacy.target import Target
from orchestration.settings import Settings
from orchestration.warehouse.file import OFFLINE

_PIECE = 1 << 22
_OVERLAP = 256


def find_remains(settings: Settings, target: Target) -> list[str]:
    """Files of home and output that still hold a full name or a path of the target; empty when all is gone."""
    return [str(path) for path in _files(settings) if _holds(path, target)]


def _files(settings: Settings) -> Iterator[Path]:
    for folder in (settings.home, settings.output):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _holds(path: Path, target: Target) -> bool:
    if path.suffix == ".parquet":
        return any(_names(text, target) for text in _texts(path))
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_PIECE):
            if _names((before + piece).decode("utf-8", "ignore"), target):
                return True
            before = piece[-_OVERLAP:]
    return False


def _names(text: str, target: Target) -> bool:
    # A namesake's name stays: it cannot be told from what was erased.
    if target.names and not target.has_namesakes and whole_names(text, target.names):
        return True
    return replace(target, titles=frozenset()).without_labels(text) != text


def _texts(path: Path) -> Iterator[str]:
    """Every row of a Parquet file as text: its bytes are compressed."""
    with duckdb.connect(config=dict(OFFLINE)) as con:
        cursor = con.execute("select to_json(source)::varchar from read_parquet(?) as source", [str(path)])
        while rows := cursor.fetchmany(1_000):
            yield from (row for (row,) in rows)
