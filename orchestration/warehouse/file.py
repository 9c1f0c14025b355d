"""The one file of the working database: open it, look whether all of it can be read, set it aside when not.

What belongs here: the file as a file. What does not: tables (`store`). Everything in it can be rebuilt from the
documents, so nothing is ever repaired in place: docs/decisions/012-damaged-database.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.warehouse.lock import LockedError

# An orphaned dbt of a killed run keeps the file locked until it ends.
LOCK_PATIENCE_SECONDS = 60
# What DuckDB says of a file that it can no longer read: a flipped byte, a torn log, another program's file.
DAMAGE = (
    *("not a valid duckdb", "corrupt", "checksum", "database file with version number", "deserialize"),
    *("replaying wal", "invalidated", "could not read enough bytes"),
)
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MAGIC, MAGIC_AT = b"DUCK", 8
DAMAGED, OUTDATED = "damaged", "outdated"


class DamagedError(OSError):
    """The working database cannot be read; the message says what the next run does about it."""


def open_file(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, made when missing, for writing. Raises DamagedError when it cannot be read.

    Waits up to a minute while another process has it.
    """
    give_up = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            return duckdb.connect(str(database), config=dict(OFFLINE))
        except duckdb.Error as error:
            refuse_damage(database, error)
            if not _is_locked(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.5)


def open_to_read(database: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, which must exist, for reading, at once. Raises LockedError while a run has it, DamagedError."""
    try:
        return duckdb.connect(str(database), read_only=True, config=dict(OFFLINE))
    except duckdb.Error as error:
        refuse_damage(database, error)
        if _is_locked(error):
            raise LockedError("A run is at work in this home; ask again when it has ended.") from error
        raise OSError(f"{database} cannot be opened: {_reason(error)}") from error


def find_damage(database: Path, opened: Callable[[Path], duckdb.DuckDBPyConnection] = open_file) -> str | None:
    """Read every value of every table; say what is wrong with the file, or None when nothing is.

    `opened` opens it, and what it raises of other things than damage is the caller's. DuckDB
    verifies a block when it reads it: what nobody reads tonight would be found damaged on another night only.
    """
    if not database.exists():
        return None
    with database.open("rb") as file:
        # DuckDB makes a new database of an empty file, and asks for an extension to read one of SQLite.
        if file.read(len(MAGIC) + MAGIC_AT)[MAGIC_AT:] != MAGIC:
            return "it is no database of DuckDB"
    try:
        with opened(database) as connection:
            tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                connection.execute(f'select bit_xor(hash(t)) from "{schema}"."{table}" as t').fetchall()
    except DamagedError as error:
        return _reason(error.__cause__ or error)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        # A disk that cannot be read at all is no reason to begin anew.
        if isinstance(error, duckdb.IOException) and not _is_damage(error):
            raise
        return _reason(error)
    return None


def set_aside(database: Path, why: str) -> Path | None:
    """Move the file and its log away, named after `why` and the time (UTC); return where to, None without a file.

    Only the last one is kept: such files hold names, and are as large as the database.
    """
    for path in aside(database):
        path.unlink()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    log = Path(f"{database}.wal")
    moved = [path.rename(path.with_name(f"{path.name}.{why}-{stamp}")) for path in (database, log) if path.exists()]
    return moved[0] if moved else None


def aside(database: Path) -> list[Path]:
    """The files that were set aside, logs too."""
    return sorted(path for why in (DAMAGED, OUTDATED) for path in database.parent.glob(f"{database.name}*.{why}-*"))


def refuse_damage(database: Path, error: duckdb.Error) -> None:
    """Raise DamagedError when `error` says that the file is damaged; any other error is the caller's."""
    if _is_damage(error):
        raise DamagedError(
            f"{database} is damaged ({_reason(error)}). The next run that has something new sets a damaged working "
            "database aside and reads all documents anew; a damaged release is left by `greffier rollback`."
        ) from error


def _is_locked(error: duckdb.Error) -> bool:
    return "could not set lock" in str(error).lower()


def _is_damage(error: duckdb.Error) -> bool:
    return any(sign in str(error).lower() for sign in DAMAGE)


def _reason(error: BaseException) -> str:
    """The first line of what DuckDB says: of blocks and versions, never of values."""
    return str(error).splitlines()[0][:200]
