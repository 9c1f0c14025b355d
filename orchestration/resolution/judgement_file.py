"""The file `judgements.csv`: people's decisions about pairs of names, one a line, under version control.

What belongs here: reading it, adding to it, taking back an answer just given. What does not: what follows (`decided`).
Whatever a person wrote into the file beside, columns, order, separators, stays as it is.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import cast, get_args

from orchestration.records import MentionKind
from orchestration.resolution.contradictions import refuse_contradictions
from orchestration.resolution.curation import Curation
from orchestration.resolution.decided import placed
from orchestration.resolution.judgements import Judgement, Judgements, Side, Verdict
from orchestration.resolution.tables import CurationError, TableRow, guarded, read_text, separator, table_rows

COLUMNS = (
    *("kind", "left_name", "left_document_id", "right_name", "right_document_id"),
    *("judgement", "decided_by", "decided_on", "why"),
)


def read_judgements(path: Path) -> Judgements:
    """Read the decisions; a missing file decides nothing.

    Raises CurationError with file and line for a row that cannot be read, and for rows that contradict each other.
    """
    if not path.is_file():
        return Judgements()
    found = [judgement_of(row) for row in table_rows(path, COLUMNS)] if path.stat().st_size else []
    _refuse_contradictions(found)
    return Judgements(tuple(found), hashlib.sha256(path.read_bytes()).hexdigest()[:16])


def append_judgements(path: Path, judgements: Iterable[Judgement]) -> None:
    """Add decisions at the end of the file, with its header when it is new. Everything else stays as it is written.

    Raises CurationError, and adds nothing, when one contradicts what the file or the others say.
    """
    added = list(judgements)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        _refuse_contradictions([*read_judgements(path).all, *added])
        text = _text(path)
        _replace(path, f"{text}{_lines(text, added)}")


def withdraw_judgement(path: Path, judgement: Judgement) -> None:
    """Take back a decision that was just added. Raises CurationError when the file does not hold it any more."""
    with _alone(path.parent):
        text = _text(path)
        before, found, after = text.rpartition(f"\n{_lines(text, [judgement])}")
        if not found:
            raise CurationError(f"{path}: the last answer is not there any more; somebody else changed the file.")
        _replace(path, f"{before}\n{after}")


def judgement_of(row: TableRow, defaults: Mapping[str, str] | None = None) -> Judgement:
    """The decision that a row of the file holds; `defaults` fill empty cells.

    Raises CurationError with file and line for what cannot be one.
    """
    cells = {column: row.cells.get(column) or (defaults or {}).get(column, "") for column in COLUMNS}
    verdict = cells["judgement"].casefold()
    if cells["kind"] not in get_args(MentionKind):
        raise CurationError(f"{row.said_at}: kind must be actor or organisation, not {cells['kind']!r}.")
    if verdict not in get_args(Verdict):
        raise CurationError(f"{row.said_at}: judgement must be same, different or unsure, not {cells['judgement']!r}.")
    sides = [Side(cells[f"{side}_name"], cells[f"{side}_document_id"]) for side in ("left", "right")]
    if not sides[0].name or not sides[1].name or sides[0] == sides[1]:
        raise CurationError(f"{row.said_at}: two names, or one name in two documents, must be given.")
    if not cells["decided_by"]:
        raise CurationError(f"{row.said_at}: decided_by must say who decided.")
    try:
        decided_on = date.fromisoformat(cells["decided_on"])
    except ValueError as error:
        raise CurationError(f"{row.said_at}: decided_on must be a date such as 2026-11-22.") from error
    return Judgement(
        cast(MentionKind, cells["kind"]),
        min(sides),
        max(sides),
        cast(Verdict, verdict),
        cells["decided_by"],
        decided_on,
        cells["why"],
        row.said_at,
    )


def _refuse_contradictions(found: Iterable[Judgement]) -> None:
    refuse_contradictions(placed(found, Curation(), {}))


def _text(path: Path) -> str:
    """The file as it is written, ending with a whole line; a new one begins with its header."""
    text = read_text(path) if path.is_file() else ""
    if not text.removeprefix("\ufeff").strip():
        return f"{','.join(COLUMNS)}\n"
    return text if text.endswith("\n") else f"{text}{_line_end(text)}"


def _lines(text: str, judgements: Iterable[Judgement]) -> str:
    """Decisions as lines of the file: its columns, its separator, its line ends."""
    between = separator(text)
    header = next(csv.reader([text.removeprefix("\ufeff").splitlines()[0]], delimiter=between))
    lines = io.StringIO()
    writer = csv.DictWriter(lines, header, restval="", delimiter=between, lineterminator=_line_end(text))
    for judgement in judgements:
        writer.writerow(dict(zip(COLUMNS, map(guarded, cells_of(judgement)), strict=True)))
    return lines.getvalue()


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def cells_of(judgement: Judgement) -> tuple[str, ...]:
    """A decision as cells, in the order of `COLUMNS`."""
    left, right = judgement.left, judgement.right
    return (
        *(judgement.kind, left.name, left.document_id, right.name, right.document_id),
        *(judgement.verdict, judgement.decided_by, judgement.decided_on.isoformat(), " ".join(judgement.why.split())),
    )


def _replace(path: Path, text: str) -> None:
    """The file is what it was or what it shall be, whatever happens meanwhile."""
    target = path.resolve()
    fresh = target.with_name(f".{target.name}.new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, fresh)
    fresh.replace(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two reviewers at once add one after the other."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
