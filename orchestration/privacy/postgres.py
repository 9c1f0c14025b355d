"""Dagster's records in PostgreSQL: telling them anew without what is erased.

What belongs here: that database. What does not: records in files of the home, and how a text is told (`traces`). Its
server's own logs and backups are of whoever runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestration import dagster_storage

_COLUMNS = """
    select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and data_type in ('text', 'character varying')
    order by 1, 2
"""


def clean(tell: Callable[[str], str]) -> int:
    """Tell every text of the database by `tell`; return how many changed. Raises RecordsOutOfReachError."""
    with dagster_storage.connected() as connection, connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        changed = sum([_clean_column(cursor, table, column, tell) for table, column in cursor.fetchall()])
        # Rows that were changed stay in the tables' files until these are written anew.
        cursor.execute("vacuum full")
    return changed


def _clean_column(cursor: Any, table: str, column: str, tell: Callable[[str], str]) -> int:
    cursor.execute(f'select ctid, "{column}" from "{table}" where "{column}" is not null')
    changed = [(told, row) for row, value in cursor.fetchall() if (told := tell(value)) != value]
    cursor.executemany(f'update "{table}" set "{column}" = %s where ctid = %s::tid', changed)
    return len(changed)
