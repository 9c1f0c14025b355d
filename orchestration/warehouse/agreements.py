"""Read what documents and notices tell of contracts, and write which tellings are one contract.

What belongs here: moving these records in and out of the working database. What does not: deciding anything about them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from orchestration.agreements import ContractLink, ContractTelling, NoticeClaim, RegisteredIdentifier, StoredNotice
from orchestration.records import Notice, StatedParty
from orchestration.warehouse import rows
from orchestration.warehouse.store import Store, append

# Claims of documents that lie in an accepted file tonight; a reprint tells the text of the document that leads it.
_TELLINGS = """
    with current_documents as (
        select distinct d.document_id, d.published_on
        from bronze.documents d join bronze.files f using (file_sha256) where f.status = 'accepted'
    ),
    parties as (
        select contract_claim_id,
            list(distinct entity_id) filter (where party_role = 'buyer') as buyers,
            list(distinct entity_id) filter (where party_role = 'supplier') as suppliers
        from annotation.contract_parties join resolution.clusters using (mention_id)
        group by contract_claim_id
    )
    select
        c.contract_claim_id, coalesce(leaders.document_id, c.document_id), p.buyers, p.suppliers,
        c.status, c.confidence, c.subject, c.amount, c.currency, c.signed_on, c.signed_on_precision, min(d.published_on)
    from annotation.contracts c
    join current_documents d using (document_id)
    left join bronze.duplicates follows using (document_id)
    left join current_documents leaders on leaders.document_id = follows.leading_document_id
    left join parties p using (contract_claim_id)
    group by all
"""


@dataclass(frozen=True, slots=True)
class Agreements:
    """What a night found of contracts: numbers of organisations, claims of notices, the contract of each claim."""

    identifiers: Sequence[RegisteredIdentifier]
    claims: Sequence[NoticeClaim]
    links: Sequence[ContractLink]


def read_notices(store: Store) -> list[StoredNotice]:
    """All notices of tonight's files, in a fixed order."""
    names = ", ".join(f'n."{field.name}"' for field in fields(Notice))
    _, found = store.query(
        f"""
        select n.file_sha256, n.notice_index, {names} from bronze.notices n
        where n.file_sha256 in (select file_sha256 from bronze.files where status = 'accepted')
        order by n.file_sha256, n.notice_index
        """
    )
    return [
        StoredNotice(file, index, Notice(*(*values, _parties(others), tuple((named or {}).items()))))
        for file, index, *values, others, named in found
    ]


def _parties(others: Sequence[Mapping[str, Any]] | None) -> tuple[StatedParty, ...]:
    return tuple(StatedParty(**party) for party in others or ())


def read_tellings(store: Store) -> list[ContractTelling]:
    """What each claim of tonight's documents tells, its parties as entities."""
    _, found = store.query(_TELLINGS)
    return [
        ContractTelling(claim_id, text_id, frozenset(buyers or ()), frozenset(suppliers or ()), *values)
        for claim_id, text_id, buyers, suppliers, *values in found
    ]


def save_agreements(store: Store, agreements: Agreements) -> None:
    """Replace all that was known of organisations' numbers, of notices' claims and of which claims are one contract."""
    tables = {
        "organisation_identifiers": [rows.values(identifier) for identifier in agreements.identifiers],
        "notice_claims": [rows.notice_claim_row(claim) for claim in agreements.claims],
        "notice_lots": [rows.values(lot) for claim in agreements.claims for lot in claim.lots],
        "contract_links": [rows.values(link) for link in agreements.links],
    }
    with store.connect() as connection:
        for table, values in tables.items():
            connection.execute(f"delete from resolution.{table}")
            append(connection, f"resolution.{table}", values)
