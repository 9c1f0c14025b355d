"""Where names and texts are held: the working database and every kept release, read by the same questions.

What belongs here: opening them for reading, newest first. What does not: what is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing import all_releases
from orchestration.settings import Settings
from orchestration.warehouse.file import OFFLINE, refuse_damage
from orchestration.warehouse.lock import LockedError

WORKING_STATE = "working database"
_WORKING = {
    "actors": "select entity_id as actor_id, name, aliases from resolution.entities where kind = 'actor'",
    "mentions": """
        select mention_id, document_id, start_char, end_char, surface_text,
            case when kind = 'actor' then entity_id end as actor_id,
            case when kind = 'organisation' then coalesce(entity_id, mention_id) end as organisation_id
        from annotation.mentions left join (select mention_id, entity_id from resolution.clusters) using (mention_id)
    """,
    "documents": """
        select documents.document_id, documents.content_sha256, documents.file_sha256, documents.title, documents.text,
            files.source_path
        from bronze.documents left join bronze.files using (file_sha256)
    """,
    "files": "select source_path, file_sha256 from bronze.files",
}
_RELEASE = {
    "actors": "select actor_id, name, aliases from actors",
    "mentions": """
        select mention_id, document_id, start_char, end_char, surface_text, actor_id, organisation_id from mentions
    """,
    "documents": """
        select documents.document_id, content_sha256, documents.file_sha256, title, text,
            unnest(list_distinct([documents.source_path] || coalesce(other_source_paths, []))) as source_path
        from documents
    """,
    "files": "select source_path, file_sha256 from files",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The working database or a release, by name. `queries` give its actors, mentions, documents, files."""

    name: str
    connection: duckdb.DuckDBPyConnection
    queries: Mapping[str, str]

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query over `actors`, `mentions`, `documents`, `files`; none before the first night has ended."""
        tables = ", ".join(f"{name}_ as ({text})" for name, text in self.queries.items() if f"{name}_" in query)
        try:
            return self.connection.execute(f"with {tables} {query}", list(values)).fetchall()
        except duckdb.CatalogException:
            return []


def sources(settings: Settings) -> Iterator[Source]:
    """All that is held for any audience, home by home: who asks to be erased means all of it."""
    for home in settings.all_homes():
        yield from sources_of(home)


def sources_of(home: Settings) -> Iterator[Source]:
    """The working database, then the kept releases, the newest first; each is closed when the next is asked for."""
    if home.database.exists():
        with _opened(home.database) as connection:
            yield Source(WORKING_STATE, connection, _WORKING)
    for release in all_releases(home.output):
        with _opened(release.folder / "warehouse.duckdb") as connection:
            yield Source(release.release_id, connection, _RELEASE)


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        connection = duckdb.connect(str(path), read_only=True, config=dict(OFFLINE))
    except duckdb.Error as error:
        refuse_damage(path, error)
        raise LockedError(f"{path} is in use: a run is at work, or a client has it open. Ask again later.") from error
    with connection:
        yield connection
