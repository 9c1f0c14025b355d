"""Small releases written by hand, in the tables that dbt declares: what tests of the explorer read."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.publishing import with_alerts

MARTS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"
# What rows of a table have unless a test says otherwise; columns that are named nowhere are null.
USUAL: dict[str, dict[str, Any]] = {
    "documents": {
        "section_index": 0,
        "other_source_paths": [],
        "media_type": "text/plain",
        "language": "fr",
        "extraction_status": "extracted",
        "content_sha256": "c0",
        "file_sha256": "f0",
    },
    "mentions": {"confidence": 0.9, "link_score": 1.0, "link_reason": "only bearer of the name"},
    "actors": {"aliases": [], "confidence": 0.9, "is_judged": False, "is_supported": True},
    "organisations": {
        "aliases": [],
        "kind": "company",
        "notice_count": 0,
        "confidence": 0.9,
        "is_judged": False,
        "is_supported": True,
    },
    "roles": {"is_former": False, "confidence": 0.9, "document_count": 1},
    "organisation_relations": {"status": "completed", "is_former": False, "confidence": 0.8, "document_count": 1},
    "organisation_facts": {"confidence": 0.8, "document_count": 1},
    "contracts": {
        "status": "awarded",
        "confidence": 0.8,
        "document_count": 1,
        "notice_count": 0,
        "subcontractor_organisation_ids": [],
    },
    "contract_parties": {"is_current": True},
    "contract_values": {"value_rank": 1, "text_count": 1, "is_chosen": True, "confidence": 0.8},
    "quotes": {"kind": "direct", "confidence": 0.9, "is_cue_negated": False, "rule": "clause-after"},
    "evidence": {"extractor": "apposition", "pipeline_version": "0.1.0+test", "confidence": 0.9},
    "files": {"status": "accepted", "warnings": [], "document_count": 1, "notice_count": 0, "member_count": 0},
    "notices": {"other_parties": []},
}


class Writing:
    """A release in the making. Words are found in their document's text, so that every span is what it says."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **columns: Any) -> dict[str, Any]:
        row = {"marking": "open"} | USUAL.get(table, {}) | columns
        self.tables[table].append(row)
        return row

    def document(self, document_id: str, text: str, **columns: Any) -> None:
        about = {"source_path": f"{document_id}.txt", "text": text, "character_count": len(text)} | columns
        self.add("documents", document_id=document_id, **about)

    def span(self, document_id: str, words: str, nth: int = 0) -> dict[str, Any]:
        """Where the words stand in the document, for the `nth` time."""
        text = next(row["text"] for row in self.tables["documents"] if row["document_id"] == document_id)
        start = -1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        return {
            "document_id": document_id,
            "start_char": start,
            "end_char": start + len(words),
            "surface_text": words,
        }

    def mention(self, document_id: str, words: str, entity_id: str, nth: int = 0, **columns: Any) -> None:
        of = "actor_id" if entity_id.startswith("act-") else "organisation_id"
        number = len(self.tables["mentions"])
        self.add(
            "mentions", mention_id=f"men-{number}", **{of: entity_id}, **self.span(document_id, words, nth), **columns
        )

    def evidence(self, table: str, fact_id: str, document_id: str, words: str, nth: int = 0, **columns: Any) -> str:
        evidence_id = f"evi-{len(self.tables['evidence'])}"
        place = self.span(document_id, words, nth)
        self.add("evidence", evidence_id=evidence_id, fact_table=table, fact_id=fact_id, **place, **columns)
        return evidence_id

    def quote(self, quote_id: str, document_id: str, words: str, speaker_id: str | None = None, **columns: Any) -> str:
        """A quote whose span and content are the words, with its evidence."""
        speaker = {}
        if speaker_id:
            speaker = {"speaker_actor_id" if speaker_id.startswith("act-") else "speaker_organisation_id": speaker_id}
        place = self.span(document_id, words)
        del place["surface_text"]
        self.add("quotes", quote_id=quote_id, content=words, **place, **speaker, **columns)
        return self.evidence("quotes", quote_id, document_id, words)

    def write(self, output: Path, release_id: str = "rel-00000000000000aa", **manifest: Any) -> Path:
        """Write it as the current release of `output`; return its folder."""
        folder = output / "releases" / release_id
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
            for name, columns in declared_tables().items():
                con.execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
                for row in self._counted(name):
                    con.execute(
                        f"insert into {name} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
                        list(row.values()),
                    )
                con.execute(f"update {name} set release_id = '{release_id}'")
        counts = {name: len(self.tables[name]) for name in declared_tables()}
        told = {
            "release_id": release_id,
            "created_at": "2026-03-04T02:15:00+00:00",
            "audience": "everyone",
            "markings": ["open"],
            "counts": counts,
            "files_by_status": {"accepted": len(self.tables["files"])},
            "files_by_reason": {},
            "previous": None,
            "inputs": {"pipeline_version": "0.1.0+test"},
        }
        (folder / "manifest.json").write_text(json.dumps(told | manifest), encoding="utf-8")
        (folder / "verdict.json").write_text(json.dumps({"passed": True, "checks": []}), encoding="utf-8")
        latest = output / "latest"
        latest.unlink(missing_ok=True)
        latest.symlink_to(folder)
        return folder

    def _counted(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table; actors and organisations with how often they are named."""
        rows = self.tables[table]
        key = {"actors": "actor_id", "organisations": "organisation_id"}.get(table)
        if key is None:
            return rows
        return [self._counts(key, row[key]) | row for row in rows]

    def _counts(self, key: str, entity_id: str) -> dict[str, int]:
        named = [row for row in self.tables["mentions"] if row.get(key) == entity_id]
        said = [row for row in self.tables["quotes"] if row.get(f"speaker_{key}") == entity_id]
        return {
            "mention_count": len(named),
            "document_count": len({row["document_id"] for row in named}),
            "quote_count": len(said),
        }


@cache
def declared_tables() -> dict[str, dict[str, str]]:
    """Columns and types of every published table."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(MARTS.glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            columns = {column["name"]: column["data_type"] for column in model["columns"]}
            found[model["name"]] = columns | {"release_id": "varchar"}
    found["alerts"] = {column.name: column.data_type for column in with_alerts(())[-1].columns}
    return found
