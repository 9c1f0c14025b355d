"""The table `alerts` of a release: what is new in it on the watched, against the release before.

What belongs here: that table's columns, and adding it to a staged build. What does not: finding alerts (`watching`).
Alone of all tables it tells of the release before, so that it is no part of the release's id (docs/decisions/014).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing.catalog import RELEASE_ID, Column, Reference, Table
from orchestration.publishing.changes import read_changes
from orchestration.publishing.content import ALERTS_NAME, CONNECTION, text
from orchestration.publishing.staging import DATABASE_NAME, load_table, parquet_name, write_parquet

ALERTS = Table(
    name=ALERTS_NAME,
    description=(
        "One row per watchlist and new fact on something it watches: told by this release, not by the one before. "
        "Empty without watchlists and in a first release. It is the one table that no release id is made of."
    ),
    key=("alert_id",),
    columns=(
        Column("alert_id", "varchar", "The list, the watched and the fact, `ale-…`.", is_required=True),
        Column("watchlist", "varchar", "The list that asked, by its name in `watchlists.yml`.", is_required=True),
        Column(
            "kind",
            "varchar",
            "`first_contract`, `new_contract`, `new_role` (also one that is past: `roles.is_former`), `role_ended`,"
            " `quote_by`, `quote_about` or `first_co_mention`.",
            is_required=True,
        ),
        Column("entity_id", "varchar", "The watched actor or organisation; empty for a subject."),
        Column("watched_name", "varchar", "Its name in this release; a subject as listed.", is_required=True),
        Column(
            "other_entity_id",
            "varchar",
            "The other one: where or by whom the role is held, who speaks, who is named beside.",
        ),
        Column("other_name", "varchar", "Its name in this release."),
        Column("fact_table", "varchar", "The table that holds the fact; empty for a co-mention, which is none."),
        Column("fact_id", "varchar", "Id of the fact in that table."),
        Column("document_id", "varchar", "The document that says so; empty for notices."),
        Column("start_char", "integer", "Offset of the first character of the words; empty for notices."),
        Column("end_char", "integer", "Offset just after their last character; empty for notices."),
        Column("file_sha256", "varchar", "The file of the notice that says so; empty for documents."),
        Column("notice_index", "integer", "The notice within that file, from 0."),
        Column("field_path", "varchar", "The field of the notice."),
        Column("surface_text", "varchar", "The words that say so, as in `evidence`.", is_required=True),
        Column(
            "is_new_source",
            "boolean",
            "Whether the document or notice is new too; false for what was found anew in a known one.",
            is_required=True,
        ),
        Column("confidence", "double", "Confidence of the fact; of a co-mention the lesser of both.", is_required=True),
        Column(
            "marking",
            "varchar",
            "Handling mark: the highest of the fact, its document, the watched and the other one (docs/handling.md).",
            is_required=True,
        ),
        RELEASE_ID,
    ),
    references=(Reference("document_id", "documents", "document_id"),),
)


# What an alert names, each with the mark of its row: the watched, the other one, the fact, the document.
_MARKED = {
    "actors": "actor_id",
    "organisations": "organisation_id",
    "roles": "role_id",
    "contracts": "contract_id",
    "quotes": "quote_id",
    "documents": "document_id",
}
_WITH_MARKS = """
    with marked as ({marked}),
    named as (
        select alert_id, unnest([entity_id, other_entity_id, fact_id, document_id]) as thing_id from found
    ),
    marks as (
        select alert_id, $markings[max(list_position($markings, marking))] as marking
        from named inner join marked using (thing_id) group by alert_id
    )
    select found.*, marks.marking from found left join marks using (alert_id)
"""


def with_alerts(marts: Iterable[Table]) -> tuple[Table, ...]:
    """All published tables by name: those that the catalogue reads from dbt, and `alerts`."""
    return tuple(sorted((*marts, ALERTS), key=lambda table: table.name))


def add_alerts(build: Path, rows: Iterable[Sequence[Any]], markings: Sequence[str]) -> int:
    """Write the table into the staged `build`, as Parquet and into its database; return the number of rows.

    Each row has the values of `ALERTS` up to its mark, which is found here; `markings` are given from the lowest up.
    """
    release_id = str(read_changes(build)["release_id"])
    values, columns = list(rows), ALERTS.of_mart[:-1]
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"create temp table found ({', '.join(f'{c.name} {c.data_type}' for c in columns)})")
        if values:
            con.executemany(f"insert into found values ({', '.join('?' * len(columns))})", values)
        marked = " union all ".join(
            f"select {key} as thing_id, marking from read_parquet({text(build / parquet_name(table))})"
            for table, key in _MARKED.items()
        )
        con.execute(f"create temp table told as {_WITH_MARKS.format(marked=marked)}", {"markings": list(markings)})
        write_parquet(con, ALERTS, "from told", build, release_id)
        con.execute(f"attach {text(build / DATABASE_NAME)} as release")
        return load_table(con, ALERTS, build)


def read_alerts(release: Path) -> list[dict[str, Any]]:
    """The alerts of a release, each with title, path, publisher and date of its document; none from before there were.

    Ordered by list, then kind, then name.
    """
    path = release / parquet_name(ALERTS_NAME)
    if not path.exists():
        return []
    query = """
        select alerts.* exclude (release_id), documents.title, documents.source_path, documents.publisher,
            documents.published_on
        from read_parquet(?) as alerts
        left join read_parquet(?) as documents using (document_id)
        order by watchlist, kind, watched_name, alert_id
    """
    with duckdb.connect(config=CONNECTION) as con:
        found = con.execute(query, [str(path), str(release / parquet_name("documents"))])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
