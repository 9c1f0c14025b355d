"""Notices of `notice_files` as the night resolves them: rows, organisations, claims."""

from __future__ import annotations

from orchestration.agreements import NoticeClaim, RegisteredIdentifier, StoredNotice
from orchestration.resolution import claims_of, identifiers, parties, registry, resolve
from tests.unit.documents.notice_files import read


class Resolved:
    """What files of notices come to: claims in the order of their amounts, names and numbers of organisations."""

    def __init__(self, *files: bytes) -> None:
        rows = [
            StoredNotice(f"f{number}", index, notice)
            for number, data in enumerate(files)
            for index, notice in enumerate(read(data))
        ]
        found = parties(rows)
        entities, links = resolve([party.mention for party in found], None, registry(found))
        ids = {link.mention_id: link.entity_id for link in links}
        organisations = {party.key: ids[party.mention.mention_id] for party in found}
        self.names = {entity.entity_id: entity.name for entity in entities}
        self.kinds = {entity.name: entity.organisation_kind for entity in entities}
        self.claims: list[NoticeClaim] = sorted(claims_of(rows, organisations), key=lambda claim: claim.amount or 0)
        self.identifiers: list[RegisteredIdentifier] = identifiers(found, ids)

    def buyers(self, claim: NoticeClaim) -> list[str]:
        return sorted(self.names[party] for party in claim.buyer_ids)

    def suppliers(self, claim: NoticeClaim) -> list[str]:
        return sorted(self.names[party] for party in claim.supplier_ids)

    @property
    def claim(self) -> NoticeClaim:
        (only,) = self.claims
        return only
