"""A working database with hand-made rows and dbt run on it for real, inside this process.

What belongs here: writing rows of the Python side, running dbt, reading tables. What does not: any expectation.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.night import agree_contracts
from orchestration.records import stable_id
from orchestration.resolution import parties
from orchestration.resolution.state import State
from orchestration.warehouse.agreements import read_notices
from orchestration.warehouse.store import Store
from tests.unit.resolution.notices import organisations_of

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "dbt_project"
SCHEMA = ROOT / "orchestration" / "warehouse" / "schema.sql"
VERSION = "0.0.0+test"


@dataclass
class Night:
    """The rows of one night, table by table, and the database that dbt turns them into marts in."""

    folder: Path
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def add(self, table: str, **row: Any) -> None:
        self.tables.setdefault(table, []).append(row)

    def file(self, path: str, sha: str | None, status: str = "accepted", **more: Any) -> None:
        row = {"marking": "open"} | more
        self.add("bronze.files", source_path=path, status=status, file_sha256=sha, **row)

    def document(self, text: str, sha: str, section_index: int = 0, **more: Any) -> str:
        """Store a text as read from the file `sha`; the first time also its extraction. Returns its id."""
        document_id = stable_id("doc", text)
        content = hashlib.sha256(text.encode()).hexdigest()
        self.add(
            "bronze.documents",
            document_id=document_id,
            file_sha256=sha,
            section_index=section_index,
            content_sha256=content,
            media_type="text/plain",
            text=text,
            reader_version="test",
            **more,
        )
        if document_id not in self.texts:
            self.texts[document_id] = text
            self.add("annotation.extractions", document_id=document_id, pipeline_version=VERSION, status="extracted")
        return document_id

    def duplicate(self, document_id: str, leading_document_id: str, similarity: float = 0.9) -> None:
        self.add(
            "bronze.duplicates",
            document_id=document_id,
            leading_document_id=leading_document_id,
            similarity=similarity,
        )

    def notice(self, sha: str, notice_index: int, **more: Any) -> None:
        known = {"source": "decp", "source_id": "2024-07", "kind": "award", "notice_schema": "decp"}
        row = known | {"reader_version": "test"} | more
        self.add("bronze.notices", file_sha256=sha, notice_index=notice_index, **row)

    def entity(self, entity_id: str, name: str, *aliases: str, **more: Any) -> None:
        kind = "actor" if entity_id.startswith("act-") else "organisation"
        row = {"is_judged": False, "aliases": list(aliases)} | more
        self.add("resolution.entities", entity_id=entity_id, kind=kind, name=name, **row)

    def mention(self, document_id: str, words: str, entity_id: str) -> str:
        """A name in place, linked to its entity. Returns the mention's id."""
        row = self._span(document_id, words)
        mention_id = stable_id("men", document_id, row["start_char"], row["end_char"])
        kind = "actor" if entity_id.startswith("act-") else "organisation"
        self.add("annotation.mentions", mention_id=mention_id, kind=kind, name=words, **row)
        self.add("resolution.clusters", mention_id=mention_id, entity_id=entity_id, score=1.0, reason="same name")
        return mention_id

    def thing(self, document_id: str, words: str, kind: str) -> None:
        row = self._span(document_id, words)
        thing_id = stable_id("thi", document_id, row["start_char"], row["end_char"])
        self.add("annotation.named_things", thing_id=thing_id, name=words, kind=kind, **row)

    def role(self, document_id: str, words: str, actor: str, organisation: str | None, title: str, **more: Any) -> None:
        self.add(
            "annotation.roles",
            role_claim_id=stable_id("rol", document_id, words),
            actor_mention_id=actor,
            organisation_mention_id=organisation,
            title=title,
            is_former=False,
            **({"normal_title": title.lower()} | self._span(document_id, words) | more),
        )

    def contract(
        self, document_id: str, words: str, buyers: Sequence[str], suppliers: Sequence[str], **more: Any
    ) -> None:
        claim_id = stable_id("con", document_id, words)
        row = {"status": "awarded"} | self._span(document_id, words) | more
        self.add("annotation.contracts", contract_claim_id=claim_id, **row)
        for side, mentions in (("buyer", buyers), ("supplier", suppliers)):
            for mention_id in mentions:
                self.add(
                    "annotation.contract_parties",
                    contract_claim_id=claim_id,
                    document_id=document_id,
                    mention_id=mention_id,
                    party_role=side,
                    pipeline_version=VERSION,
                )

    def quote(self, document_id: str, words: str, speaker: str | None, speaker_text: str | None) -> None:
        row = self._span(document_id, words)
        self.add(
            "annotation.quotes",
            quote_id=stable_id("quo", document_id, row["start_char"], row["end_char"]),
            kind="direct",
            content=words,
            cue="explique",
            cue_lemma="expliquer",
            cue_class="assertion",
            is_cue_negated=False,
            speaker_text=speaker_text,
            speaker_mention_id=speaker,
            **row,
        )

    def _span(self, document_id: str, words: str) -> dict[str, Any]:
        start = self.texts[document_id].index(words)
        return {
            "document_id": document_id,
            "start_char": start,
            "end_char": start + len(words),
            "surface_text": words,
            "rule": "test",
            "confidence": 0.8,
            "pipeline_version": VERSION,
        }

    def write(self, *, backwards: bool = False) -> None:
        """Fill a fresh database with the rows, in the order given or the reverse."""
        self.database.unlink(missing_ok=True)
        with duckdb.connect(self.database) as con:
            con.execute(SCHEMA.read_text())
            con.execute("insert into bronze.markings values ('open', 0), ('confidential', 1)")
            State(con).start_anew("rows written by hand")
            for table, rows in self.tables.items():
                for row in reversed(rows) if backwards else rows:
                    places = ", ".join("?" * len(row))
                    con.execute(f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values()))
        self._agree()

    def _agree(self) -> None:
        """Put claims to contracts as the night does; organisations of notices come beside the hand-made ones."""
        store = Store(self.database)
        notices = read_notices(store)
        found = parties(notices)
        entities, ids = organisations_of(found)
        with store.connect() as con:
            for entity_id, name, kind in entities:
                row = [entity_id, "organisation", name, [], kind, False]
                con.execute(
                    "insert into resolution.entities (entity_id, kind, name, aliases, organisation_kind, is_judged)"
                    " values (?, ?, ?, ?, ?, ?)",
                    row,
                )
        agree_contracts(store, notices, found, ids)

    def execute(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.database) as con:
            return con.execute(sql, list(values)).fetchall()


class Dbt:
    """dbt as a function: parses the project once, then runs it on the database of a night."""

    def __init__(self, folder: Path) -> None:
        self.target = folder / "target"
        self._manifest: Any = None

    def run(self, night: Night, *arguments: str) -> dict[str, str]:
        """Run a dbt command on the night's database: the status of every node by name."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(self.target)]
        quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none", "--log-path", str(self.target)]
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("GREFFIER_DATABASE", str(night.database))
            environment.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "False")
            environment.setenv("DO_NOT_TRACK", "1")
            if self._manifest is None:
                self._manifest = dbtRunner().invoke(["parse", *folders, *quiet]).result
            try:
                outcome = dbtRunner(manifest=self._manifest).invoke([*arguments, *folders, *quiet])
            finally:
                # dbt-duckdb keeps the file open inside this process until told otherwise.
                DuckDBConnectionManager.close_all_connections()
        if outcome.exception is not None:
            raise outcome.exception
        return {result.node.name: str(result.status) for result in getattr(outcome.result, "results", [])}

    def build(self, night: Night) -> dict[str, str]:
        """Build and test everything, as the nightly job does: the status of every node by name."""
        return self.run(night, "build", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))


AWARD = "La commune de Brévannes confie à Lumivia l’éclairage de ses rues pour 245 000 euros. "
SPEECH = "« Nous sommes prêts », explique Odile Ferrand, directrice générale de Lumivia."
REPORT = (
    "Odile Ferrand, DG de Lumivia, le regrette : Brévannes a renoncé à Lumivia. "
    "Le programme Lueur s’arrête. « Dommage », dit un riverain."
)
OFFICE = "Odile Ferrand, directrice générale de Lumivia"
DIRECTOR = {"normal_title": "directeur général"}


def first_night(folder: Path) -> Night:
    """Two articles about one award; the first lies in two files, and a third file has gone from the folder."""
    night = Night(folder)
    night.entity("org-brevannes", "commune de Brévannes", "Brévannes", organisation_kind="public_body")
    night.entity("org-lumivia", "Lumivia")
    night.entity("act-ferrand", "Odile Ferrand", "Odile Ferrand", "Mme Ferrand")
    night.entity("act-gone", "Jean Morvan")
    night.file("2021/award.txt", "f1")
    night.file("2021/copy.txt", "f2", "duplicate", detail="2021/award.txt")
    night.file("2023/report.txt", "f3")
    night.file("2023/broken.bin", None, "quarantined", reason="binary")

    first = night.document(AWARD + SPEECH, "f1", language="fr", published_on="2021-03-01")
    night.document(AWARD + SPEECH, "f2", language="fr", published_on="2021-03-01")
    buyer = night.mention(first, "commune de Brévannes", "org-brevannes")
    supplier = night.mention(first, "Lumivia", "org-lumivia")
    speaker = night.mention(first, "Odile Ferrand", "act-ferrand")
    night.role(first, OFFICE, speaker, supplier, "directrice générale", **DIRECTOR)
    night.quote(first, "Nous sommes prêts", speaker, "Odile Ferrand")
    night.contract(
        first,
        AWARD.strip(),
        [buyer],
        [supplier],
        subject="l’éclairage de ses rues",
        amount=245_000,
        currency="EUR",
        amount_text="245 000 euros",
    )

    second = night.document(REPORT, "f3", language="fr", published_on="2023-06-15")
    buyer = night.mention(second, "Brévannes", "org-brevannes")
    supplier = night.mention(second, "Lumivia", "org-lumivia")
    speaker = night.mention(second, "Odile Ferrand", "act-ferrand")
    night.role(second, "Odile Ferrand, DG de Lumivia", speaker, supplier, "DG", **DIRECTOR)
    night.thing(second, "Lueur", "programme")
    night.contract(second, "Brévannes a renoncé à Lumivia", [buyer], [supplier], status="ended")
    night.quote(second, "Dommage", None, "un riverain")

    gone = night.document("Jean Morvan a quitté la scène du plan Orage.", "f9")
    night.thing(gone, "Orage", "programme")
    night.mention(gone, "Jean Morvan", "act-gone")
    return night


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return first_night(tmp_path)


@pytest.fixture(scope="session")
def built_once(dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    night = first_night(tmp_path_factory.mktemp("built"))
    night.write()
    return night.database, dbt.build(night)


@pytest.fixture
def built(night: Night, built_once: tuple[Path, dict[str, str]]) -> Night:
    """The night of `night`, with its marts: a copy of its own, free to be spoilt."""
    shutil.copy(built_once[0], night.database)
    return night
