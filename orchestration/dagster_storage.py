"""Where Dagster keeps its records: in files of the home, or in PostgreSQL when `GREFFIER_DAGSTER_POSTGRES` names one.

What belongs here: that choice. What does not: the records. It is no setting: it holds a password, and settings are
shown by `greffier config show`. Drivers are imported late: nearly everybody keeps files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "GREFFIER_DAGSTER_POSTGRES"
PATIENCE_SECONDS = 10
INSTALL = "pip install --no-deps --require-hashes -r requirements-postgres.lock"


class RecordsOutOfReachError(OSError):
    """Dagster's records are in PostgreSQL and cannot be reached; the message says what to do, never the password."""


def url() -> str | None:
    """The URL of the database; None when the records are files."""
    return os.environ.get(VARIABLE) or None


def instance_file() -> bytes:
    """What `dagster.yaml` is to hold."""
    own = Path(__file__).with_name("dagster.yaml").read_bytes()
    if url() is None:
        return own
    import yaml

    stated = yaml.safe_load(own)
    del stated["event_log_storage"]
    # Dagster asks for the variable itself: the password stands in no file.
    stated["storage"] = {"postgres": {"postgres_url": {"env": VARIABLE}}}
    return yaml.safe_dump(stated).encode()


def require_reach(dagster_home: Path) -> None:
    """Raise RecordsOutOfReachError when the records are in PostgreSQL and it does not answer, or is not named."""
    if url() is not None:
        ask("select 1")
        return
    stated = dagster_home / "dagster.yaml"
    if stated.exists() and VARIABLE.encode() in stated.read_bytes():
        raise RecordsOutOfReachError(
            f"Dagster's records of this home are in PostgreSQL, but {VARIABLE} is not set. Set it, "
            f"or remove {stated} to begin new ones in files."
        )


def ask(query: str) -> Sequence[Sequence[object]]:
    """The rows of one query to that database. Raises RecordsOutOfReachError."""
    with connected() as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@contextmanager
def connected() -> Iterator[Any]:
    """A connection to that database, each statement a transaction of its own. Raises RecordsOutOfReachError."""
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise RecordsOutOfReachError(f"{VARIABLE} is set, but its driver is not installed: {INSTALL}") from error
    try:
        connection = psycopg2.connect(url(), connect_timeout=PATIENCE_SECONDS)
    except psycopg2.Error as error:
        # Not its message: of a URL that is written wrongly it repeats what it read, password included.
        raise RecordsOutOfReachError(
            f"PostgreSQL with Dagster's records does not answer ({type(error).__name__}). Is it at work, and does "
            f"{VARIABLE} lead to it? Ask it: psql \"${VARIABLE}\" -c 'select 1'"
        ) from None
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()
