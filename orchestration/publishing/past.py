"""What the current release says of who is who, for the next one to keep.

What belongs here: reading ids back out of a release. What does not: keeping them (`resolution.identity`).
"""

from __future__ import annotations

import duckdb

from orchestration.publishing.releases import Release
from orchestration.publishing.staging import parquet_name


def published_entities(release: Release | None) -> dict[str, str]:
    """The entity of each mention and of each registered number (SIREN) of the release; empty before the first one."""
    if release is None:
        return {}
    mentions, identifiers = (str(release.folder / parquet_name(t)) for t in ("mentions", "organisation_identifiers"))
    query = """
        select mention_id, coalesce(actor_id, organisation_id) from read_parquet(?)
        union all
        select identifier, min(organisation_id) from read_parquet(?) where scheme = 'siren' group by identifier
    """
    with duckdb.connect() as connection:
        return dict(connection.execute(query, [mentions, identifiers]).fetchall())


def published_history(release: Release | None) -> list[tuple[str, str, str | None]]:
    """What the release tells of ids of the past: id, fate, successor."""
    history = release.folder / parquet_name("entity_history") if release else None
    if history is None or not history.exists():
        return []
    with duckdb.connect() as connection:
        return connection.execute(
            "select entity_id, fate, successor_id from read_parquet(?)", [str(history)]
        ).fetchall()
