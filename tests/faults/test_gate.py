"""However a night goes past its checks, the publisher reads the verdict for itself and publishes nothing doubtful.

Forged, stale and mismatching verdicts are shown one by one in tests/unit/publishing/test_release.py.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Greffier
from tests.faults.nights import Nights, content, judged

pytestmark = pytest.mark.faults
RAISING = """
  - name: impossible
    type: expect_table_row_count_to_be_between
    kwargs: {min_value: 100000}
    severity: critical
    why: A bound that no small corpus meets, to see what a failed check does.
  - name: cannot_be_computed
    type: expect_column_values_to_be_between
    kwargs: {column: text, min_value: 3}
    severity: warning
    why: A text is neither more nor less than a number, so that this check raises.
"""


@pytest.fixture
def refused(nights: Nights) -> Iterator[Nights]:
    """Nights after which everything published is byte by byte what it was."""
    before = content(nights.greffier)
    yield nights
    assert content(nights.greffier) == before


def blocking(greffier: Greffier) -> dict[str, str | None]:
    """What held the build back, with its error if it could not be carried out."""
    verdict, _ = judged(greffier)
    assert verdict["passed"] is False
    doubtful = [check for check in verdict["checks"] if not check["passed"]]
    return {
        f"{check['table']}.{check['name']}": check["error"]
        for check in doubtful
        if check["severity"] == "critical" or check["error"]
    }


def test_a_check_that_fails_and_one_that_raises_publish_nothing_and_are_named(refused: Nights, tmp_path: Path) -> None:
    suites = shutil.copytree(ROOT / "orchestration" / "quality" / "suites", tmp_path / "suites")
    with (suites / "documents.yml").open("a", encoding="utf-8") as file:
        file.write(RAISING)
    ended = refused.run(environment={"GREFFIER_SUITES": str(suites)})
    assert ended.code == 1
    assert "expectations_documents" in ended.said
    assert "Traceback" not in ended.stderr
    found = blocking(refused.greffier)
    assert found.keys() == {"documents.impossible", "documents.cannot_be_computed"}
    assert found["documents.impossible"] is None
    assert found["documents.cannot_be_computed"]
    assert "impossible" in judged(refused.greffier)[1]


def test_a_check_of_dagster_s_that_raises_ends_the_night_before_the_next_step(refused: Nights) -> None:
    check = "bronze__files_every_file_has_one_status"
    ended = refused.run(at=["STEP_START", check, 1], do="forget files")
    assert ended.code == 1
    assert f"step {check} failed (" in ended.said
    assert list(refused.greffier.output.glob(".builds/*")) == []


def test_all_steps_with_the_checks_left_out_publish_nothing(refused: Nights) -> None:
    """As the UI does when somebody deselects all checks: dbt then carries out no test."""
    ended = refused.run(only=[], checks=False)
    assert ended.code == 1
    errors = blocking(refused.greffier)
    assert "dbt did not run it" in errors.values()
    assert set(errors.values()) == {"dbt did not run it"}


def test_staging_and_publishing_without_the_tests_of_this_run_publishes_nothing(refused: Nights) -> None:
    """dbt's results lie there, green, and are those of another run."""
    ended = refused.run(only=["release/staged", "release/latest"], checks=True)
    assert ended.code == 1
    assert blocking(refused.greffier).keys() == {"dbt.run_results"}


def test_publishing_alone_publishes_nothing(refused: Nights) -> None:
    ended = refused.run(only=["release/latest"], checks=False)
    assert ended.code == 1
    assert "NotPublishable: Not published: no verdict on this build" in ended.said
