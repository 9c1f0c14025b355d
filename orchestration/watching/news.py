"""Alerts: what a release says of the watched that the release before did not say.

What belongs here: laying two releases side by side and asking `told.sql` and `news.sql`. What does not: who is watched
(`matching`) and what is done with alerts. No clock: the same two releases and lists give the same alerts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from orchestration.watching.matching import CONNECTION, Watched, pattern, plain

_TABLES = (
    *("actors", "organisations", "documents", "mentions", "notices"),
    *("roles", "contracts", "contract_parties", "quotes", "evidence", "entity_history"),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One new fact on something watched; the table `alerts` has these columns and says what each means."""

    alert_id: str
    watchlist: str
    kind: str
    entity_id: str | None
    watched_name: str
    other_entity_id: str | None
    other_name: str | None
    fact_table: str | None
    fact_id: str | None
    document_id: str | None
    start_char: int | None
    end_char: int | None
    file_sha256: str | None
    notice_index: int | None
    field_path: str | None
    surface_text: str
    is_new_source: bool
    confidence: float


def find_alerts(now: Path, before: Path | None, watched: Sequence[Watched]) -> list[Alert]:
    """Compare the tables of the folder `now` with those of `before`, the release that it follows, by id of the alert.

    A first release has none: everything in it would be one.
    """
    if before is None or not watched:
        return []
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        _open(con, now, before)
        _note_watched(con, watched)
        for side in ("now", "before"):
            con.execute(_sql("told").format(side=side))
        _note_subjects(con, watched)
        con.execute(_sql("news"))
        return sorted(map(_alert, con.execute(_NAMED).fetchall()), key=astuple)


_NAMED = """
    with names as (
        select actor_id as id, name from now.actors union all select organisation_id, name from now.organisations
    )
    select
        shown.watchlist, shown.kind, shown.entity_id, coalesce(own.name, shown.subject), shown.other_entity_id,
        others.name, shown.fact_table, shown.fact_id, shown.document_id, shown.start_char, shown.end_char,
        shown.file_sha256, shown.notice_index, shown.field_path, shown.surface_text, shown.is_new_source,
        shown.confidence
    from shown
    left join names as own on shown.entity_id = own.id
    left join names as others on shown.other_entity_id = others.id
"""
# New sayings and contracts, whoever is watched: where subjects are looked for.
_CANDIDATES = """
    with told (fact_table, fact_id, words) as (
        select 'quotes', quote_id, content from now.quotes
        where not is_cue_negated and lower(content) not in (select lower(content) from before.quotes)
        union all
        select 'contracts', contract_id, subject from now.contracts where subject is not null
    ),
    known as (
        select fact_table, fact_id from before.evidence
        union
        select here.fact_table, here.fact_id
        from now_places as here inner join before_places using (fact_table, source, begins, ends)
    )
    select fact_table, fact_id, words from told anti join known using (fact_table, fact_id)
    order by all
"""


def _open(con: duckdb.DuckDBPyConnection, now: Path, before: Path) -> None:
    for side, folder in (("now", now), ("before", before)):
        con.execute(f"create schema {side}")
        for table in _TABLES:
            source = str(folder / f"{table}.parquet").replace("'", "''")
            con.execute(f"create view {side}.{table} as select * from read_parquet('{source}')")
    con.execute(
        "create temp table before_became as select entity_id, successor_id from now.entity_history"
        " where successor_id is not null"
    )
    con.execute("create temp table now_became as from before_became limit 0")


def _note_watched(con: duckdb.DuckDBPyConnection, watched: Iterable[Watched]) -> None:
    con.execute("create temp table watched (watchlist varchar, entity_id varchar, min_confidence double)")
    rows = {
        (each.watchlist.name, entity, each.watchlist.min_confidence) for each in watched for entity in each.entities
    }
    if rows:
        con.executemany("insert into watched values (?, ?, ?)", sorted(rows))


def _note_subjects(con: duckdb.DuckDBPyConnection, watched: Iterable[Watched]) -> None:
    con.execute(
        "create temp table subject_hits"
        " (watchlist varchar, subject varchar, fact_table varchar, fact_id varchar, min_confidence double)"
    )
    subjects = [(each, pattern(each.written)) for each in watched if each.kind == "subjects"]
    told = con.execute(_CANDIDATES).fetchall() if subjects else []
    hits = [
        (each.watchlist.name, each.written, table, fact, each.watchlist.min_confidence)
        for table, fact, words in told
        for each, wanted in subjects
        if wanted.search(plain(words))
    ]
    if hits:
        con.executemany("insert into subject_hits values (?, ?, ?, ?, ?)", hits)


def _alert(row: tuple[object, ...]) -> Alert:
    watchlist, kind, entity, name, other, _, table, fact, *_ = row
    parts = (watchlist, kind, entity or name, table, fact or other)
    digest = hashlib.sha256("\x1f".join(str(part or "") for part in parts).encode()).hexdigest()
    return Alert(f"ale-{digest[:20]}", *row)  # type: ignore[arg-type] # DuckDB gives the columns' types


def _sql(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
