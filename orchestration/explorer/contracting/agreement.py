"""One contract: parties, every value stated of it, lots, evidence, notices.

What belongs here: asking for them, and setting differing statements side by side. What does not: which value is taken
(`orchestration.resolution.values`); `contract_values` says why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from orchestration.explorer.entities.listing import Listing
from orchestration.explorer.entities.proofs import COLUMNS, SOURCES
from orchestration.explorer.release import OpenRelease, Row

MOST = 200
_PARTIES = f"""
    select
        entities.entity_id, name, party_role, is_current, is_group_leader, {COLUMNS}
    from contract_parties as parties
    inner join entities on entities.entity_id = coalesce(parties.organisation_id, parties.actor_id)
    left join evidence on parties.evidence_id = evidence.evidence_id
    {SOURCES}
    where parties.contract_id = ?
    order by party_role, is_current desc, is_group_leader desc, name, entities.entity_id
    limit {MOST}
"""
_VALUES = f"""
    select
        attribute, value_rank, value_text, value_number, stated.currency, amount_basis, tax_basis, value_date,
        stated_on, text_count, is_chosen, choice_reason, stated.confidence as value_confidence,
        stated.field_path as stated_field,
        {COLUMNS}
    from contract_values as stated
    left join evidence on stated.evidence_id = evidence.evidence_id
    {SOURCES}
    where stated.contract_id = ?
    order by attribute, value_rank
    limit {MOST}
"""
_LOTS = f"""
    select
        lot_number, lots.title, lots.amount, lots.currency, supplier_organisation_ids, lots.file_sha256,
        lots.notice_index, notices.source, notices.source_id, notices.source_path
    from contract_lots as lots
    left join notices on lots.file_sha256 = notices.file_sha256 and lots.notice_index = notices.notice_index
    where contract_id = ?
    order by length(lot_number), lot_number
    limit {MOST}
"""
_EVIDENCE = f"""
    select {COLUMNS}
    from evidence
    {SOURCES}
    where evidence.fact_table = 'contracts' and evidence.fact_id = ?
    order by evidence.confidence desc, evidence.evidence_id
    limit {MOST}
"""
_NOTICES = """
    select distinct
        notices.file_sha256, notices.notice_index, notices.source, notices.source_id, notices.kind, notices.title,
        notices.published_on, notices.url, notices.source_path
    from evidence
    inner join notices on evidence.file_sha256 = notices.file_sha256 and evidence.notice_index = notices.notice_index
    where evidence.fact_table = 'contracts' and evidence.fact_id = ?
    order by notices.published_on desc, notices.file_sha256, notices.notice_index
    limit 100
"""
_NAMES = "select entity_id, name from entities where entity_id in (select value from json_each(?))"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract. `row` is its row of `contracts`; `values` are those stated, by attribute."""

    row: Row
    parties: list[Row]
    values: dict[str, list[Row]]
    lots: list[Row]
    evidence: Listing
    notices: list[Row]
    subcontractors: list[Row]

    def side(self, party_role: str) -> list[Row]:
        """The parties of one side, those of today first."""
        return [party for party in self.parties if party["party_role"] == party_role]

    @property
    def differing(self) -> list[str]:
        """The attributes on which statements differ."""
        return [name for name, rows in self.values.items() if not all(row["is_chosen"] for row in rows)]


def agreement(release: OpenRelease, contract_id: str) -> Agreement | None:
    """All that the release tells of a contract."""
    row = release.row("select * from contracts where contract_id = ?", contract_id)
    if row is None:
        return None
    stated = release.rows(_VALUES, contract_id)
    return Agreement(
        row=row,
        parties=release.rows(_PARTIES, contract_id),
        values={name: list(rows) for name, rows in groupby(stated, key=lambda value: str(value["attribute"]))},
        lots=_lots(release, contract_id),
        evidence=_evidence(release, contract_id),
        notices=release.rows(_NOTICES, contract_id),
        subcontractors=_named(release, json.loads(row["subcontractor_organisation_ids"] or "[]")),
    )


def _evidence(release: OpenRelease, contract_id: str) -> Listing:
    rows = release.rows(_EVIDENCE, contract_id)
    query = "select count(*) from evidence where fact_table = 'contracts' and fact_id = ?"
    return Listing("evidence", rows, release.value(query, contract_id), size=MOST)


def _lots(release: OpenRelease, contract_id: str) -> list[Row]:
    rows = release.rows(_LOTS, contract_id)
    for row in rows:
        row["suppliers"] = _named(release, json.loads(row["supplier_organisation_ids"] or "[]"))
    return rows


def _named(release: OpenRelease, ids: list[str]) -> list[Row]:
    return release.rows(f"{_NAMES} order by name, entity_id", json.dumps(ids)) if ids else []
