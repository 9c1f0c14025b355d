"""What a night need not do again, and what it does: nothing without news, no text that the model has read, no work of a
night that failed; all of it when the model changed or somebody asks. And a folder that is empty all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.conftest import ARTICLE, Greffier
from tests.faults.nights import Ended, Nights, content, dagster_runs, latest, rows, tamper

pytestmark = pytest.mark.integration

FIRST = {
    "a.txt": ARTICLE,
    "b.txt": ARTICLE.replace("Léa Varenne", "Paul Ombrecourt").replace("mardi", "jeudi"),
    "c.txt": "Le bac de Tressan\n\n« Le bac repart lundi », a déclaré Odile Tazi, maire de Tressan.\n",
}
LATER = """Nordalis recrute

« Nous cherchons vingt soudeurs », a indiqué Rémi Cazal, directeur des ateliers de Nordalis.
"""
OTHER_RULES = ";".join(
    f"update annotation.{table} set pipeline_version = 'rules of yesterday'"
    for table in ("extractions", "mentions", "quotes", "roles", "contracts", "contract_parties")
)


@dataclass(frozen=True)
class After:
    """What a night left: how it ended, when each text was annotated, which release is current."""

    ended: Ended
    annotated: dict[str, int]
    release: str


def annotated(greffier: Greffier) -> dict[str, int]:
    """When each text was annotated."""
    return {path.name: path.stat().st_mtime_ns for path in greffier.home.glob("annotations/*/*/*.spacy")}


def after(nights: Nights, **fault: object) -> After:
    ended = nights.run(**fault)
    return After(ended, annotated(nights.greffier), latest(nights.greffier).name)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """Nights over a first release of three documents."""
    nights = Nights(tmp_path_factory.mktemp("incremental"))
    for name, text in FIRST.items():
        nights.greffier.write(name, text)
    first = nights.run()
    assert first.code == 0, first
    nights.keep()
    yield nights
    nights.end()


@pytest.fixture(scope="module")
def week(nights: Nights) -> dict[str, After]:
    """One document came, one went: a night is killed, one fails, one finds other rules and publishes."""
    work = nights.lay_out()
    first = After(Ended(0, "", "", 0, 0), annotated(work), latest(work).name)
    work.write("d.txt", LATER)
    (work.documents / "c.txt").unlink()
    killed = after(nights, at=["STEP_SUCCESS", "extract", 1], do="kill")
    failed = after(nights, at=["STEP_START", "bronze__files_every_file_has_one_status", 1], do="forget files")
    tamper(work, OTHER_RULES)
    published = after(nights)
    nights.keep("week")
    return {"first": first, "killed": killed, "failed": failed, "published": published}


def test_without_news_nothing_runs_and_nothing_is_published(nights: Nights) -> None:
    work = nights.lay_out()
    before, releases = content(work), sorted((work.output / "releases").iterdir())
    ended = nights.run()
    assert (ended.code, ended.said) == (0, f"Nothing new since release {latest(work).name}: nothing to do.")
    assert (content(work), sorted((work.output / "releases").iterdir())) == (before, releases)
    assert dagster_runs(work) == ["SUCCESS"]


def test_a_night_that_failed_is_tried_again_though_nothing_came_since(week: dict[str, After]) -> None:
    assert week["failed"].ended.code == 1
    assert week["failed"].release == week["killed"].release == week["first"].release
    assert week["published"].ended.code == 0, week["published"].ended
    assert week["published"].release != week["first"].release


def test_one_new_document_is_the_only_one_that_is_read(week: dict[str, After]) -> None:
    assert "Extracting (1)" in week["killed"].ended.stderr
    before, now = week["first"].annotated, week["killed"].annotated
    assert len(before) == 3
    assert len(now) == 4
    assert {name: now[name] for name in before} == before


def test_what_was_extracted_before_a_crash_is_not_extracted_again(week: dict[str, After]) -> None:
    assert "\nExtracting\n" in week["failed"].ended.stderr
    assert week["failed"].annotated == week["killed"].annotated


def test_after_a_change_of_rules_no_text_goes_through_the_model_again(week: dict[str, After]) -> None:
    assert "Extracting (3)" in week["published"].ended.stderr
    before, now = week["killed"].annotated, week["published"].annotated
    assert now == {name: time for name, time in before.items() if name in now}


def test_a_document_that_went_is_in_no_table_of_the_next_release_and_its_annotations_go(
    nights: Nights, week: dict[str, After]
) -> None:
    work = nights.lay_out("week")
    assert rows(work, "select source_path from files order by all") == [("a.txt",), ("b.txt",), ("d.txt",)]
    assert rows(work, "select source_path from documents order by all") == [("a.txt",), ("b.txt",), ("d.txt",)]
    assert rows(work, "select count(*) from actors where name = 'Odile Tazi'") == [(0,)]
    assert rows(work, "select count(*) from mentions anti join documents using (document_id)") == [(0,)]
    assert len(week["published"].annotated) == 3


def test_after_a_change_of_model_every_text_goes_through_it_again(nights: Nights) -> None:
    work = nights.lay_out()
    (folder,) = (work.home / "annotations").iterdir()
    before = annotated(work)
    # What a home holds whose last night had the model of the year before.
    folder.rename(folder.with_name(folder.name.replace("-3.", "-2.", 1)))
    tamper(work, OTHER_RULES)
    work.write("d.txt", LATER)
    ended = nights.run(at=["STEP_SUCCESS", "extract", 1], do="kill")
    assert "Extracting (4)" in ended.stderr
    now = {path.name: path.stat().st_mtime_ns for path in folder.glob("*/*.spacy")}
    assert before.keys() < now.keys()
    assert all(now[name] > max(before.values()) for name in now)


def test_a_run_from_nothing_gives_the_same_bytes(nights: Nights, week: dict[str, After]) -> None:
    work = nights.lay_out("week")
    before, times = content(work), annotated(work)
    # A release that is kept whole is not written again: then there were nothing to compare.
    (latest(work) / "report.html").unlink()
    ended = nights.run(full=True)
    assert ended.code == 0, ended
    assert (latest(work) / "report.html").exists()
    now = content(work)
    # It tells of the release before, which now is this one.
    assert {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)} == {"changes.json"}
    now = annotated(work)
    assert now.keys() == times.keys()
    assert all(now[name] > times[name] for name in times)


def test_a_folder_that_is_suddenly_empty_publishes_nothing_unless_that_is_accepted(nights: Nights) -> None:
    """A disk that is not mounted: the model's work of years must not go with it."""
    work = nights.lay_out()
    before, times = content(work), annotated(work)
    for path in work.documents.iterdir():
        path.unlink()
    ended = nights.run()
    assert ended.code == 1
    # What fell first is told first, and all else follows from it.
    begins = "Nothing published: check drift_from_the_current_release failed: drift.documents.rows (0 rows, 3 before);"
    assert ended.said.startswith(begins)
    assert (content(work), annotated(work)) == (before, times)
    advised = re.findall(r"--accept (drift\.[\w.-]+\w)", ended.said)
    ended = nights.run(accept=advised)
    assert ended.code == 0, ended
    assert rows(work, "select count(*) from documents") == [(0,)]
    assert annotated(work) == {}
