"""Every fact leads to the characters that say so: the one check that Greffier may never publish without.

What belongs here: places in the staged release against its own texts and notices, facts against evidence. What does
not: whether the facts are right. One query over the Parquet itself, so that it judges what readers will open.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.quality.results import CheckResult

CONNECTION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
FACT_TABLES = {
    "roles": "role_id",
    "contracts": "contract_id",
    "quotes": "quote_id",
    "organisation_relations": "relation_id",
    "organisation_facts": "organisation_fact_id",
}
SPAN_WHY = "A reader who follows a cell to its source must find these very words there."
FACT_WHY = "A fact that nobody can verify may not be published."


@dataclass(frozen=True, slots=True)
class _Law:
    """A rule whose offenders a query counts: it yields one row (offenders, rows looked at)."""

    name: str
    table: str
    bound: str
    why: str
    query: str


def check_evidence(build: Path) -> list[CheckResult]:
    """Check the laws of evidence over the staged Parquet of `build`; each is critical.

    Laws: mentions, evidence and alerts quote the text at their offsets or name the field of a notice, quotes lie
    within their document, every fact has evidence, and all evidence belongs to a fact that is published.
    """
    # A release of before there were alerts has none to check.
    tables_read = _TABLES + (("alerts",) if (build / "alerts.parquet").exists() else ())
    quoting = ("mentions", "named_things", "evidence", "alerts")
    laws = [
        *(_quotes_its_text(table) for table in quoting if table in tables_read),
        _PLACED,
        _WITHIN,
        *map(_has_evidence, FACT_TABLES),
        _OWNED,
    ]
    counts = "\nunion all\n".join(f"select {i} as law, * from ({law.query})" for i, law in enumerate(laws))
    tables = ", ".join(f"{name} as (select * from read_parquet({_path(build, name)}))" for name in tables_read)
    with duckdb.connect(config=CONNECTION) as con:
        found = con.execute(f"with {tables} {counts} order by law").fetchall()
    return [_result(law, offenders, rows) for law, (_, offenders, rows) in zip(laws, found, strict=True)]


_TABLES = ("documents", "mentions", "named_things", "evidence", "notices", *FACT_TABLES)
_PLACED = _Law(
    name="words_or_field",
    table="evidence",
    bound="either offsets in a document, or the field of a published notice",
    why="A reader who follows a fact must come to one place, in a text or in a notice.",
    query="""
        select
            count(*) filter (
                case
                    when field_path is null
                        then document_id is null or file_sha256 is not null or notice_index is not null
                    else document_id is not null or start_char is not null or end_char is not null
                        or notices.source_id is null
                end
            ),
            count(*)
        from evidence left join notices using (file_sha256, notice_index)
    """,
)
_WITHIN = _Law(
    name="spans_within_document",
    table="quotes",
    bound="0 <= start_char < end_char <= length of the document's text",
    why=SPAN_WHY,
    query="""
        select
            count(*) filter (
                not coalesce(start_char >= 0 and start_char < end_char and end_char <= length(documents.text), false)
            ),
            count(*)
        from quotes left join documents using (document_id)
    """,
)
_OWNED = _Law(
    name="belongs_to_published_fact",
    table="evidence",
    bound="fact_id exists in fact_table",
    why="Evidence without its fact means that a fact was lost on the way.",
    query=f"""
        select count(*) filter (facts.fact_id is null), count(*)
        from evidence left join (
            {" union all ".join(f"select '{table}', {key} from {table}" for table, key in FACT_TABLES.items())}
        ) as facts (fact_table, fact_id) using (fact_table, fact_id)
    """,
)


def _quotes_its_text(table: str) -> _Law:
    return _Law(
        name="surface_equals_text",
        table=table,
        bound="text[start_char:end_char] = surface_text",
        why=SPAN_WHY,
        query=f"""
            select
                count(*) filter (
                    not coalesce(
                        start_char >= 0
                        and start_char < end_char
                        and substring(documents.text, start_char + 1, end_char - start_char) = surface_text,
                        false
                    )
                ),
                count(*)
            from {table} left join documents using (document_id)
            {"where field_path is null" if table in ("evidence", "alerts") else ""}
        """,
    )


def _has_evidence(table: str) -> _Law:
    return _Law(
        name="has_evidence",
        table=table,
        bound="at least one row of evidence for each fact",
        why=FACT_WHY,
        query=f"""
            select count(*) filter (supported.fact_id is null), count(*)
            from {table} left join (
                select distinct fact_id from evidence where fact_table = '{table}'
            ) as supported on supported.fact_id = {table}.{FACT_TABLES[table]}
        """,
    )


def _path(build: Path, table: str) -> str:
    return "'" + str(build / f"{table}.parquet").replace("'", "''") + "'"


def _result(law: _Law, offenders: int, rows: int) -> CheckResult:
    return CheckResult(
        name=law.name,
        table=law.table,
        severity="critical",
        passed=offenders == 0,
        observed=f"{offenders} of {rows} rows outside the bound",
        bound=law.bound,
        why=law.why,
        kind="evidence",
    )
