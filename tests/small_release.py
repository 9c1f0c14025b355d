"""A small release for tests of publishing and quality: real DuckDB, real Parquet, invented people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publishing import RELEASE_ID, Column, Table, seal, stage

SMALL_MARTS = Path(__file__).parent / "small_marts.sql"
# The keys that are more than a table's first column.
KEYS = {
    "contract_lots": ("contract_id", "lot_number"),
    "contract_parties": ("contract_id", "party_role", "organisation_id", "actor_id"),
    "contract_values": ("contract_id", "attribute", "value_rank"),
    "entity_history": ("entity_id", "successor_id"),
    "notices": ("file_sha256", "notice_index"),
    "organisation_identifiers": ("organisation_id", "scheme", "identifier"),
    "register_matches": ("register", "reference_id", "listed_name"),
}
FEW = {"actors", "mentions", "quotes", "roles"}
UNJUDGED = {"verdict.json", "report.html", "manifest.json", "SHA256SUMS"}
PASSED = {"name": "rows", "table": "quotes", "severity": "critical", "passed": True, "observed": "1", "error": None}


class Marts:
    """A working database with the small marts, to be changed by SQL and staged."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.run(SMALL_MARTS.read_text(encoding="utf-8"))

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.database)) as con:
            con.execute(sql)

    @property
    def tables(self) -> tuple[Table, ...]:
        with duckdb.connect(str(self.database)) as con:
            rows = con.execute(
                "select table_name, list({'name': column_name, 'type': data_type} order by column_index)"
                " from duckdb_columns() where schema_name = 'marts' group by 1 order by 1"
            ).fetchall()
        return tuple(
            Table(
                name,
                f"One row per thing of {name}.",
                KEYS.get(name, (columns[0]["name"],)),
                (*(Column(c["name"], c["type"], f"It's the {c['name']} of {name}.") for c in columns), RELEASE_ID),
            )
            for name, columns in rows
        )

    def stage(self, build: Path, previous: Path | None = None, only: Set[str] = frozenset()) -> dict[str, int]:
        tables = [table for table in self.tables if table.name in only or not only]
        return stage(self.database, build, tables, "v1.2.0", previous)

    def empty(self) -> None:
        self.run("".join(f"delete from marts.{table.name};" for table in self.tables))


def judge(build: Path, *checks: dict[str, Any], **changes: Any) -> Path:
    """Seal a verdict on the build as it lies there, as the quality gate would; `changes` are what else it shall say."""
    paths = {path.relative_to(build).as_posix(): path for path in build.rglob("*") if path.is_file()}
    verdict = {
        "build_id": build.name,
        "passed": True,
        "base_release": json.loads((build / "changes.json").read_text())["previous"],
        "inputs": {"input_signature": f"in-{build.name}", "pipeline_version": "0.1.0+abc"},
        "accepted": [],
        "checks": list(checks) or [PASSED],
        "files": {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in paths.items() if n not in UNJUDGED},
    }
    (build / "verdict.json").write_text(json.dumps(verdict | changes))
    (build / "report.html").write_text("<p>judged</p>")
    seal(build)
    return build


def make_build(marts: Marts, build: Path, current: Path | None, exports: int = 1) -> Path:
    """A judged build on the current release, of a few tables and so many exports: enough to publish."""
    marts.stage(build, current, only=FEW)
    (build / "exports" / "csv").mkdir(parents=True)
    for number in range(exports):
        (build / "exports" / "csv" / f"export-{number}.csv").write_text("actor_id\nact-1\n")
    return judge(build)


@pytest.fixture
def make_marts(tmp_path: Path) -> Callable[[str], Marts]:
    """Working databases by name, each with the small marts."""
    return lambda name: Marts(tmp_path / f"{name}.duckdb")


@pytest.fixture
def marts(make_marts: Callable[[str], Marts]) -> Marts:
    """One working database with the small marts."""
    return make_marts("working")
