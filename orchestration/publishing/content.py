"""The id of a release is made of what it holds: equal tables have one id, whenever and wherever they were made.

What belongs here: the hash of tables, whatever they are read from. What does not: file formats and clocks; the bytes
of `warehouse.duckdb` differ at every writing, its rows do not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.publishing.catalog import RELEASE_ID

PATTERN = re.compile(r"rel-[0-9a-f]{16}")
# Raised when the files of a release change their form although no table does: the same tables are then published anew.
FORM = "2"
# The one table that tells of the release before: equal tables must have one id whatever came before them.
ALERTS_NAME = "alerts"
# Staging runs on one thread: where a row group ends would else depend on the number of cores.
CONNECTION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,
}


def fingerprint(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> str:
    """One line that tells a table from every other: name, columns, types, number of rows and a hash of them.

    `rows` is a query without the release's id. The hash is a sum over the rows, so their order does not count; not an
    exclusive or, in which two equal rows would vanish.
    """
    columns = con.execute(f"describe {rows}").fetchall()
    sums = con.execute(
        "select count(*), sum(md5_number_lower(row)), sum(md5_number_upper(row))"
        f" from (select to_json(source)::varchar as row from ({rows}) as source)"
    ).fetchone()
    return repr((table, [column[:2] for column in columns], sums))


def release_id(fingerprints: Iterable[str]) -> str:
    """The id of a release that holds these tables, `rel-` and 16 hexadecimal digits; their order does not count."""
    text = "\n".join([FORM, *sorted(fingerprints)])
    return f"rel-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def release_id_of(folder: Path) -> str | None:
    """The id by the content of the Parquet files of `folder`; None when they name none, another or several."""
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        found, named = [], set()
        for path in sorted(folder.glob("*.parquet")):
            source = f"from read_parquet({text(path)})"
            try:
                named.update(con.execute(f"select distinct {RELEASE_ID.name} {source}").fetchall())
                if path.stem != ALERTS_NAME:
                    found.append(fingerprint(con, path.stem, f"select * exclude ({RELEASE_ID.name}) {source}"))
            except (duckdb.BinderException, duckdb.IOException, duckdb.InvalidInputException):
                return None
    own = release_id(found)
    return own if found and named <= {(own,)} else None


def text(value: object) -> str:
    """A value as a SQL string."""
    return "'" + str(value).replace("'", "''") + "'"
