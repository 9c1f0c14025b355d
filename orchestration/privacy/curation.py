"""Lines of the files that people keep (judgements, actors, lookups, registers) that name a person.

What belongs here: finding them, and taking them out when asked to. What does not: what they mean (`resolution`). They
are people's reviewed decisions: nothing is changed unless somebody says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.masking import Names, whole_names

ENDINGS = frozenset({".csv", ".json", ".jsonl", ".yml"})


@dataclass(frozen=True, slots=True)
class CurationLine:
    """Lines `first` to `last` of a file, counted from 1: one record."""

    path: Path
    first: int
    last: int
    text: str


def lines_naming(folder: Path, names: Names) -> list[CurationLine]:
    """Every record below `folder` that holds a full name of the person."""
    if not names:
        return []
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS and path.is_file())
    return [line for path in paths for line in _records(path) if whole_names(line.text, names)]


def take_out(lines: list[CurationLine]) -> None:
    """Remove the lines from their files; every other byte stays."""
    for path in {line.path for line in lines}:
        gone = {number for line in lines if line.path == path for number in range(line.first, line.last + 1)}
        kept = path.read_bytes().decode("utf-8").splitlines(keepends=True)
        text = "".join(line for number, line in enumerate(kept, start=1) if number not in gone)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(text.encode("utf-8"))
        fresh.replace(path)


def _records(path: Path) -> Iterator[CurationLine]:
    """Records of a file; a cell of a table may hold line ends."""
    written = path.read_bytes().decode("utf-8", "replace").splitlines(keepends=True)
    if path.suffix != ".csv":
        for number, line in enumerate(written, start=1):
            yield CurationLine(path, number, number, line)
        return
    rows, last = csv.reader(written), 0
    for _ in rows:
        yield CurationLine(path, last + 1, rows.line_num, "".join(written[last : rows.line_num]))
        last = rows.line_num
