"""A night that finds far less than the last: nothing is published unless somebody accepts it by name."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from orchestration.quality.drift import hashed
from tests.conftest import ARTICLE, Greffier
from tests.faults.nights import Nights, copied, judged, latest, rows, tamper

pytestmark = pytest.mark.faults
MAYOR = "Zéphyrine Quastel"
THINGS = (
    "le quai",
    "la digue",
    "le pont",
    "la halle",
    "le phare",
    "la gare",
    "le bac",
    "la jetée",
    "le canal",
    "la tour",
)


def council(number: int) -> str:
    """Minutes with ten quotes of one speaker."""
    lines = [f"« Nous rouvrirons {thing} dès l'an 20{number}. », a déclaré Maëlle Kervoan." for thing in THINGS]
    return f"Conseil numéro {number}\n\nMaëlle Kervoan, maire de Port-Brévent, a parlé.\n\n" + "\n\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def minutes(nights_and_next_release: tuple[Nights, dict[str, str]]) -> str:
    """Under which name a release is kept, of minutes and of one more folder whose name is that of a person."""
    nights, _ = nights_and_next_release
    greffier = nights.start_anew()
    for number in range(26, 31):
        greffier.write(f"minutes/{number}.txt", council(number))
    for place in ("Port-Brévent", "Saint-Elme"):
        greffier.write(f"{MAYOR}/{place}.txt", ARTICLE.replace("Nordalis", place))
    done = nights.run()
    assert done.code == 0, done
    assert rows(greffier, "select count(*) >= 50 from quotes") == [(True,)]
    nights.keep("minutes")
    return "minutes"


@pytest.fixture
def after_minutes(minutes: str, nights: Nights) -> Nights:
    nights.lay_out(minutes)
    return nights


def test_two_facts_of_five_gone_block_the_release_until_accepted_by_name(after_minutes: Nights) -> None:
    work, nights = after_minutes.greffier, after_minutes
    release = latest(work)
    tamper(work, "delete from annotation.quotes where (start_char // 80) % 5 < 2")
    work.write("nouveau.txt")
    done = nights.run()
    assert done.code == 1
    assert "drift.quotes.rows (" in done.said
    assert "greffier run --accept drift.quotes.rows" in done.said
    assert latest(work) == release
    verdict, _ = judged(work)
    assert (verdict["passed"], verdict["base_release"]) == (False, release.name)
    blocking = [check for check in verdict["checks"] if not check["passed"] and check["severity"] == "critical"]
    assert {check["kind"] for check in blocking} == {"drift"}

    done = nights.run(accept=[f"drift.{check['table']}.{check['name']}" for check in blocking])
    assert done.code == 0, done
    assert latest(work) != release
    verdict = json.loads((latest(work) / "verdict.json").read_text())
    accepted = {entry["check"]: entry for entry in verdict["accepted"]}
    assert "drift.quotes.rows" in accepted
    assert accepted["drift.quotes.rows"]["by"]
    assert accepted["drift.quotes.rows"]["at"].endswith("+00:00")
    report = (latest(work) / "report.html").read_text()
    assert f"<td>drift.quotes.rows</td><td>{accepted['drift.quotes.rows']['by']}</td>" in report
    assert accepted["drift.quotes.rows"] in json.loads((latest(work) / "manifest.json").read_text())["accepted"]


def test_a_folder_that_is_suddenly_empty_blocks_and_nobody_is_named(after_minutes: Nights) -> None:
    work = after_minutes.greffier
    release = latest(work)
    for path in (work.documents / MAYOR).iterdir():
        path.unlink()
    work.write("minutes/31.txt", council(31))
    done = after_minutes.run()
    assert done.code == 1
    name = f"drift.documents.folder-{hashed(MAYOR)}"
    assert f"{name} (0 rows, 2 before)" in done.said
    assert f"greffier run --accept {name}" in done.said
    assert latest(work) == release
    verdict, report = judged(work)
    evaluations = dagster_checks(work)
    assert name in evaluations
    for text in (
        evaluations,
        json.dumps(verdict, ensure_ascii=False),
        report,
        done.said,
        done.stderr,
        (work.home / "last-run.log").read_text(),
    ):
        assert "Quastel" not in text


def dagster_checks(greffier: Greffier) -> str:
    """All that Dagster's records hold of the checks of all runs."""
    told = []
    for log in (greffier.home / "dagster" / "history" / "runs").glob("*.db"):
        with copied(log) as copy, closing(sqlite3.connect(copy)) as connection:
            query = "select event from event_logs where dagster_event_type = 'ASSET_CHECK_EVALUATION'"
            told += [event for (event,) in connection.execute(query)]
    return "\n".join(told)
