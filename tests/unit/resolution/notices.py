"""Notices of `notice_files` as the night resolves them: rows, organisations, claims."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.agreements import NoticeClaim, RegisteredIdentifier, StoredNotice
from orchestration.resolution import NoticeParty, claims_of, identifiers, of_notices, parties, resolve
from tests.unit.documents.notice_files import read


def organisations_of(found: Sequence[NoticeParty]) -> tuple[list[tuple[str, str, str | None]], dict[str, str]]:
    """Id, name and kind of the organisations that the parties are, and the organisation of each party's mention."""
    by_document = {appearance.document_id: appearance for appearance in of_notices(found)}
    with duckdb.connect() as connection:
        resolve(connection, dict.fromkeys(by_document, "1"), lambda wanted: [by_document[name] for name in wanted])
        entities = connection.execute("select entity_id, name, organisation_kind from resolution.entities").fetchall()
        links = connection.execute("select mention_id, entity_id from resolution.clusters").fetchall()
    return entities, dict(links)


class Resolved:
    """What files of notices come to: claims in the order of their amounts, names and numbers of organisations."""

    def __init__(self, *files: bytes) -> None:
        rows = [
            StoredNotice(f"f{number}", index, notice)
            for number, data in enumerate(files)
            for index, notice in enumerate(read(data))
        ]
        found = parties(rows)
        entities, ids = organisations_of(found)
        organisations = {party.key: ids[party.mention.mention_id] for party in found}
        self.names = {entity_id: name for entity_id, name, _ in entities}
        self.kinds = {name: kind for _, name, kind in entities}
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
