"""What a release holds at a glance: counts, and one quote with its speaker and its place in the source.

What belongs here: a few figures for people who have just made a release. What does not: drawing them.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.publishing.content import CONNECTION
from orchestration.publishing.releases import Release
from orchestration.publishing.staging import DATABASE_NAME


@dataclass(frozen=True, slots=True)
class SampleQuote:
    """A quote, who said it, and the characters of the document that say so."""

    content: str
    speaker: str
    source_path: str
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows by table, and one attributed quote when there is any."""

    counts: dict[str, int]
    quote: SampleQuote | None


def summarise(release: Release) -> Summary:
    """Read the figures of a release from its manifest and one quote from its database."""
    query = """
        select q.content, a.name, d.source_path, q.start_char, q.end_char
        from quotes q
        join actors a on a.actor_id = q.speaker_actor_id
        join documents d using (document_id)
        where length(q.content) between 40 and 240
        order by q.kind, q.confidence desc, q.quote_id
        limit 1
    """
    with duckdb.connect(str(release.folder / DATABASE_NAME), read_only=True, config=CONNECTION) as connection:
        row = connection.execute(query).fetchone()
    return Summary(counts=dict(release.manifest["counts"]), quote=SampleQuote(*row) if row else None)
