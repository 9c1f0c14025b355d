"""What people start by hand in Dagster: parts of the job. None of them may publish what was not verified."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Greffier

pytestmark = pytest.mark.integration

SCRIPT = Path(__file__).with_name("partial_runs.py")
ANNOTATION = [
    f"annotation/{table}"
    for table in (
        *("extractions", "mentions", "named_things", "roles", "contracts", "contract_parties", "quotes"),
        *("organisation_relations", "organisation_facts"),
    )
]


def ended(greffier: Greffier, *runs: dict[str, Any]) -> list[dict[str, Any]]:
    """How the given parts ended, run one after the other."""
    environment = greffier.environment | {"PYTHONPATH": str(ROOT), "DAGSTER_HOME": str(greffier.home / "dagster")}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *map(json.dumps, runs)],
        cwd=greffier.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line.partition(" ")[2]) for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert len(found) == len(runs)
    return found


def test_publishing_alone_or_with_staging_alone_publishes_nothing(night: Greffier) -> None:
    before = (night.latest, (night.output / "releases.json").read_bytes())
    alone, staged = ended(night, {"select": ["release/latest"]}, {"select": ["release/staged", "release/latest"]})
    assert not alone["success"]
    assert "no verdict on this build" in alone["fault"]
    assert not staged["success"]
    assert "dbt_results_of_this_run failed" in staged["fault"]
    assert (night.latest, (night.output / "releases.json").read_bytes()) == before


def test_one_document_or_one_source_is_done_again_and_nothing_else(night: Greffier) -> None:
    ((document, path),) = night.rows("select document_id, source_path from documents order by source_path limit 1")
    counts = claims(night)
    again, nobody = ended(
        night,
        {"select": ANNOTATION, "config": {"ops": {"extract": {"config": {"again": [document]}}}}},
        {"select": ANNOTATION, "config": {"ops": {"extract": {"config": {"again": ["no/such/folder"]}}}}},
    )
    assert again["success"]
    assert "1 documents are extracted again." in again["logs"]
    assert any(line.startswith("1 documents looked at") for line in again["logs"])
    assert claims(night) == counts
    assert "'no/such/folder' is no document id, file or folder" in nobody["fault"]
    assert path not in nobody["fault"]


def test_a_run_says_which_code_it_ran_and_what_it_published(night: Greffier, monkeypatch: pytest.MonkeyPatch) -> None:
    import dagster as dg

    monkeypatch.setenv("DAGSTER_HOME", str(night.home / "dagster"))
    manifest = json.loads((night.latest / "manifest.json").read_text())
    with dg.DagsterInstance.get() as instance:
        tags = instance.get_run_by_id(manifest["run_id"]).tags
    assert tags["greffier/release_id"] == manifest["release_id"]
    assert tags["greffier/pipeline_version"] == manifest["pipeline_version"]
    if (ROOT / ".git").exists():
        commit = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        assert len(tags["greffier/git_commit"]) == len(commit)


def claims(greffier: Greffier) -> list[tuple]:
    import duckdb

    with duckdb.connect(str(greffier.home / "warehouse.duckdb"), read_only=True) as connection:
        return [
            connection.execute(
                f"select count(*), bit_xor(hash(t)) from annotation.{name.partition('/')[2]} t"
            ).fetchone()
            for name in ANNOTATION
        ]
