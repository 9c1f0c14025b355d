"""The data dictionary, the suites and the marts speak of the same tables and columns."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.publishing import Table, load_catalog, render_dictionary, with_alerts
from orchestration.quality.suites import load_suites, require_fit

PROJECT = Path(__file__).parents[2]
DICTIONARY = PROJECT / "docs" / "data-dictionary.md"


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, ...]:
    target = tmp_path_factory.mktemp("dbt")
    environment = {
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        "DO_NOT_TRACK": "1",
        "GREFFIER_DATABASE": str(target / "working.duckdb"),
    }
    folder = str(PROJECT / "dbt_project")
    command = [str(Path(sys.executable).parent / "dbt"), "parse", "--no-partial-parse"]
    options = [
        "--project-dir",
        folder,
        "--profiles-dir",
        folder,
        "--target-path",
        str(target),
        "--log-path",
        str(target),
    ]
    subprocess.run([*command, *options], env=environment, check=True, capture_output=True, timeout=300)
    return with_alerts(load_catalog(target / "manifest.json"))


def test_the_data_dictionary_is_up_to_date(catalog: tuple[Table, ...]) -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(catalog), (
        "write docs/data-dictionary.md anew: make docs"
    )


def test_every_published_table_has_a_suite_that_fits(catalog: tuple[Table, ...]) -> None:
    require_fit(load_suites(), {table.name: [column.name for column in table.columns] for table in catalog})
