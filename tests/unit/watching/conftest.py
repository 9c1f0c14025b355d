"""Two releases, one after the other: the small marts, and what a second night adds to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.watching import Alert, Watchlist, find_alerts, match
from tests.small_release import Marts, make_marts

__all__ = ["make_marts"]


class Nights:
    """The release of a first night, and marts to be changed for the second."""

    def __init__(self, marts: Marts, folder: Path) -> None:
        self.marts, self.folder = marts, folder
        self.before, self.now = folder / "before", folder / "now"
        marts.stage(self.before)

    def add_document(self, document_id: str, text: str) -> None:
        self.marts.run(
            "insert into marts.documents by name select "
            f"'{document_id}' as document_id, '{document_id}.txt' as source_path, '{text}' as text,"
            " sha256(text) as content_sha256, 'text/plain' as media_type, 'extracted' as extraction_status"
        )

    def add_mention(
        self, document_id: str, words: str, actor: str | None = None, organisation: str | None = None
    ) -> None:
        self.marts.run(
            f"""
            insert into marts.mentions by name select 'men-' || left(sha256('{document_id}{words}'), 6) as mention_id,
            document_id, (position('{words}' in text) - 1)::integer as start_char,
            (position('{words}' in text) - 1 + length('{words}'))::integer as end_char, '{words}' as surface_text,
            {_sql(actor)} as actor_id, {_sql(organisation)} as organisation_id, 0.9 as confidence
            from marts.documents where document_id = '{document_id}'
            """
        )

    def add_quote(
        self, quote_id: str, document_id: str, words: str, speaker: str | None, confidence: float = 0.9
    ) -> None:
        place = f"(position('{words}' in text) - 1)::integer"
        self.marts.run(
            f"""
            insert into marts.quotes by name select '{quote_id}' as quote_id, document_id, {place} as start_char,
            ({place} + length('{words}'))::integer as end_char, 'direct' as kind, '{words}' as content,
            false as is_cue_negated, {_sql(speaker)} as speaker_actor_id, {confidence} as confidence
            from marts.documents where document_id = '{document_id}'
            """
        )
        self.add_evidence("quotes", quote_id, document_id, words, confidence)

    def add_role(
        self, role_id: str, document_id: str, words: str, is_former: bool = False, title: str = "maire"
    ) -> None:
        self.marts.run(
            f"insert into marts.roles by name select '{role_id}' as role_id, 'act-1' as actor_id, 'org-1' as"
            f" organisation_id, '{title}' as title, '{title}' as normal_title, {is_former} as is_former,"
            " 0.8 as confidence"
        )
        self.add_evidence("roles", role_id, document_id, words)

    def add_contract(self, contract_id: str, document_id: str, words: str, supplier: str, subject: str = "") -> None:
        self.marts.run(
            f"insert into marts.contracts by name select '{contract_id}' as contract_id,"
            f" {_sql(subject or None)} as subject, 'awarded' as status, 0.7 as confidence"
        )
        evidence = self.add_evidence("contracts", contract_id, document_id, words)
        self.marts.run(
            f"insert into marts.contract_parties by name select '{contract_id}' as contract_id, '{supplier}' as"
            f" organisation_id, 'supplier' as party_role, true as is_current, '{evidence}' as evidence_id"
        )

    def add_evidence(self, table: str, fact: str, document_id: str, words: str, confidence: float = 0.8) -> str:
        evidence = f"evi-{table}-{fact}-{document_id}"
        self.marts.run(
            f"""
            insert into marts.evidence by name select '{evidence}' as evidence_id, '{table}' as fact_table,
            '{fact}' as fact_id, document_id, (position('{words}' in text) - 1)::integer as start_char,
            (position('{words}' in text) - 1 + length('{words}'))::integer as end_char, '{words}' as surface_text,
            'rule' as extractor, '0.1.0+test' as pipeline_version, {confidence} as confidence
            from marts.documents where document_id = '{document_id}'
            """
        )
        return evidence

    def alerts(self, *lists: Watchlist) -> list[Alert]:
        """What the second night tells, after the changes so far."""
        self.marts.stage(self.now)
        found = find_alerts(self.now, self.before, match(self.now, lists))
        for alert in found:
            self._require_evidence(alert)
        return sorted(found, key=lambda alert: (alert.kind, alert.fact_id or ""))

    def _require_evidence(self, alert: Alert) -> None:
        """Whatever a test is about: the words stand where the alert says."""
        import duckdb

        query = "select text from read_parquet(?) where document_id = ?"
        documents = str(self.now / "documents.parquet")
        if alert.document_id:
            (text,) = duckdb.connect().execute(query, [documents, alert.document_id]).fetchone() or ("",)
            assert text[alert.start_char : alert.end_char] == alert.surface_text


def _sql(value: str | None) -> str:
    return "null::varchar" if value is None else f"'{value}'"


@pytest.fixture
def nights(make_marts: Callable[[str], Marts], tmp_path: Path) -> Nights:
    return Nights(make_marts("working"), tmp_path)
