"""The words behind facts: for each of some facts the surest evidence, and how much there is.

What belongs here: finding evidence with what one needs to name its source. What does not: showing it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestration.explorer.entities.listing import SHOWN, Listing
from orchestration.explorer.release import OpenRelease, Row

MOST_PER_FACT = 3
# Evidence of a notice has no document: its file and field are told instead, and the value where a contract took it.
COLUMNS = """
    evidence.evidence_id,
    evidence.fact_id,
    evidence.document_id,
    documents.title,
    documents.publisher,
    coalesce(documents.published_on, notices.published_on) as published_on,
    coalesce(documents.source_path, notices.source_path) as source_path,
    notices.source,
    notices.source_id,
    evidence.file_sha256,
    evidence.notice_index,
    evidence.field_path,
    evidence.surface_text,
    evidence.extractor,
    evidence.confidence
"""
SOURCES = """
    left join documents on evidence.document_id = documents.document_id
    left join notices on evidence.file_sha256 = notices.file_sha256 and evidence.notice_index = notices.notice_index
"""
_BEST = f"""
    with ranked as (
        select
            evidence_id,
            count(*) over (partition by fact_id) as evidence_count,
            row_number() over (partition by fact_id order by confidence desc, evidence_id) as place
        from evidence
        where fact_table = ? and fact_id in (select value from json_each(?))
    )

    select {COLUMNS}, ranked.evidence_count
    from ranked
    inner join evidence on ranked.evidence_id = evidence.evidence_id
    {SOURCES}
    where ranked.place <= ?
    order by evidence.fact_id, ranked.place
"""

_ALL = f"""
    select {COLUMNS}
    from evidence
    {SOURCES}
    where evidence.fact_id = ?
    order by evidence.confidence desc, evidence.evidence_id
    limit ? offset ?
"""


def proofs_of(release: OpenRelease, fact_id: str, page: int = 1, size: int = SHOWN) -> Listing:
    """A page of all the evidence of a fact, the surest first."""
    rows = release.rows(_ALL, fact_id, size, (page - 1) * size)
    total = release.value("select count(*) from evidence where fact_id = ?", fact_id)
    return Listing("evidence", rows, total, page, size)


def with_proofs(release: OpenRelease, rows: Sequence[Row], table: str, key: str, most: int = MOST_PER_FACT) -> None:
    """Give each row, a fact of `table` with its id in `key`, its `evidence` (the surest) and `evidence_count`."""
    for row in rows:
        row |= {"evidence": [], "evidence_count": 0}
    by_fact = {row[key]: row for row in rows}
    for proof in release.rows(_BEST, table, json.dumps(list(by_fact)), most):
        row = by_fact[proof["fact_id"]]
        row["evidence_count"] = proof.pop("evidence_count")
        row["evidence"].append(proof)
