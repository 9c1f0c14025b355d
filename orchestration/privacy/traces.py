"""What the home keeps besides the database: Dagster's run history, logs, dbt's folder, files set aside.

What belongs here: covering or removing those. What does not: tables (`working`, `releases`). Looks at the first rows of
tables go whenever something is erased: they quote documents, cut at any character.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from orchestration import dagster_storage
from orchestration.extraction import annotation_folders
from orchestration.masking import covered, every_name
from orchestration.privacy import postgres
from orchestration.privacy.target import Target
from orchestration.settings import Settings

# Files that name nobody and must stay byte for byte.
OWN_FILES = frozenset({"writer.lock", "erased.json", "names.key", "warehouse.duckdb"})
# Another process may be writing an event.
PATIENCE_SECONDS = 20
_SQLITE = b"SQLite format 3\x00"
_LOOK = "preview"
_GONE = "removed by an erasure"


class InUseError(OSError):
    """A file of the home is held by another program; the message names it and says what to do."""


def clean(settings: Settings, target: Target) -> dict[str, int]:
    """Cover the target in everything of the home but the database; return how many of which kind changed."""
    covered = {content for content, places in target.spans.items() if places}
    removed = _remove_derived(settings) + annotation_folders.forget(settings.annotations, target.contents | covered)
    changed = {"run history": 0, "logs": 0}
    for path in _files(settings.home):
        if path.open("rb").read(len(_SQLITE)) == _SQLITE:
            changed["run history"] += _clean_history(path, target)
        else:
            changed["logs"] += _clean_text(path, target)
    if dagster_storage.url() is not None:
        changed["run history"] += postgres.clean(_told_anew(target))
    return {"derived files": removed, **changed}


def _remove_derived(settings: Settings) -> int:
    """What dbt left, what the explorer reads by, databases set aside as damaged: made again, or of no use any more."""
    doomed = [settings.dbt_target, settings.side_files, *settings.home.glob("warehouse.duckdb?*")]
    count = 0
    for path in doomed:
        if path.is_dir():
            count += sum(1 for file in path.rglob("*") if file.is_file())
            shutil.rmtree(path)
        elif path.exists():
            count += 1
            path.unlink()
    return count


def _files(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name not in OWN_FILES:
            # Annotations of other texts are compressed; what they are of is gone.
            if path.name.endswith(("-wal", "-shm", ".spacy")):
                continue
            yield path


def _clean_text(path: Path, target: Target) -> bool:
    """Cover names in a text file; a file that is no text and names somebody goes."""
    data = path.read_bytes()
    try:
        written = data.decode("utf-8")
    except UnicodeDecodeError:
        readings = [data.decode("latin-1"), data.decode("utf-8", "ignore")]
        is_named = any(covering(target)(reading) != reading for reading in readings)
        if is_named:
            path.unlink()
        return is_named
    # Line by line, for a line may be JSON; then as a whole, for a name may go over the end of a line.
    told = covering(target)("".join(map(_told_anew(target), written.splitlines(keepends=True))))
    if told == written:
        return False
    path.write_bytes(told.encode("utf-8"))
    return True


def _clean_history(path: Path, target: Target) -> bool:
    """Cover every text of a SQLite file and write the file anew: its free pages and its log keep what was there."""
    try:
        return _rewrite(path, target)
    except sqlite3.OperationalError as error:
        raise InUseError(
            f"{path} is in use ({error}). Close the Dagster UI (greffier dev) and erase again: the rest is done then."
        ) from error


def _rewrite(path: Path, target: Target) -> bool:
    with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as con:
        con.execute("pragma secure_delete = on")
        tell = _told_anew(target)
        tables = con.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        ).fetchall()
        changed = sum([_clean_table(con, table, tell) for (table,) in tables])
        con.commit()
        con.execute("vacuum")
        con.execute("pragma wal_checkpoint(truncate)")
    return bool(changed)


def _clean_table(con: sqlite3.Connection, table: str, tell: Callable[[str], str]) -> int:
    changed = 0
    for _, column, kind, *_ in con.execute(f'pragma table_info("{table}")').fetchall():
        if not any(word in kind.upper() for word in ("CHAR", "TEXT", "CLOB", "JSON")):
            continue
        rows = con.execute(f'select rowid, "{column}" from "{table}" where typeof("{column}") = \'text\'').fetchall()
        for rowid, value in rows:
            if (told := tell(value)) != value:
                con.execute(f'update "{table}" set "{column}" = ? where rowid = ?', (told, rowid))
                changed += 1
    return changed


def _told_anew(target: Target) -> Callable[[str], str]:
    """How a text is told without the target; JSON is opened, for it may spell letters as escapes."""
    change = covering(target)

    def tell(value: str) -> str:
        body = value.rstrip()
        if body[:1] not in ("{", "["):
            return change(value)
        try:
            parsed = json.loads(body)
        except ValueError:
            return change(value)
        told = walk(parsed)
        return value if told == parsed else json.dumps(told) + value[len(body) :]

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return tell(value)
        if isinstance(value, list):
            return [walk(part) for part in value]
        if isinstance(value, dict):
            if value.get("label") == _LOOK:
                return _without_look(value)
            return {key: walk(part) for key, part in value.items()}
        return value

    return tell


def _without_look(entry: dict[str, Any]) -> dict[str, Any]:
    """A metadata entry of Dagster's that showed rows, without them; its form stays, so that the page still opens."""
    data = entry.get("entry_data")
    if not isinstance(data, dict):
        return entry
    return entry | {"entry_data": {key: _GONE if key == "md_str" else part for key, part in data.items()}}


def covering(target: Target) -> Callable[[str], str]:
    """How a line of a log or a record is told without the target."""

    def cover(value: str) -> str:
        value = target.without_labels(value)
        return covered(value, every_name(value, target.names)) if target.names else value

    return cover
