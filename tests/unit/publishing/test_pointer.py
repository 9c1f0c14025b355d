"""Which release is current and which are kept: rollback, retention by a set clock, the record of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import (
    BrokenRelease,
    Release,
    UnknownRelease,
    all_releases,
    checked_signature,
    find_release,
    latest_release,
    mend,
    publish,
    roll_back,
    went_back_from,
)
from tests.unit.publishing.conftest import FACTS, ids

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
Night = Callable[..., Release]


@pytest.fixture
def night(new_build: Callable[..., Path], output: Path) -> Night:
    """Publish new content so many days after the first day."""

    def publishing(name: str, day: float = 0, keep: int = 9, content: str | None = None) -> Release:
        moment = NOON + timedelta(days=day)
        return publish(new_build(name, content), output, FACTS, keep, timedelta(days=1), moment)

    return publishing


def record(output: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((output / "releases.json").read_text())
    return told


def bytes_of(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_releases_are_ordered_by_time_and_not_by_name(night: Night, output: Path) -> None:
    made = [night(name, day).release_id for day, name in enumerate(("one", "two", "three", "four"))]
    assert [release.release_id for release in all_releases(output)] == made[::-1]
    assert [entry["release_id"] for entry in record(output)["releases"]] == made[::-1]
    assert record(output)["current"] == made[-1]


def test_old_releases_go_and_foreign_folders_stay(night: Night, output: Path) -> None:
    (output / "releases" / "my-notes").mkdir(parents=True)
    made = [night(name, day, keep=2).release_id for day, name in enumerate(("one", "two", "three", "four"))]
    assert ids(output) == sorted([*made[2:], "my-notes"])
    assert [(event["act"], event["release_id"]) for event in record(output)["events"]] == [
        ("published", made[0]),
        ("published", made[1]),
        ("published", made[2]),
        ("removed", made[0]),
        ("published", made[3]),
        ("removed", made[1]),
    ]


def test_a_release_stays_for_a_day_after_it_was_replaced_however_old_it_is(night: Night, output: Path) -> None:
    """Who resolved `latest` a moment ago may still be reading it."""
    first = night("one", keep=1)
    second = night("two", day=10, keep=1)
    assert ids(output) == sorted([first.release_id, second.release_id])
    third = night("three", day=10.9, keep=1)
    assert ids(output) == sorted([first.release_id, second.release_id, third.release_id])
    fourth = night("four", day=11, keep=1)
    assert ids(output) == sorted([second.release_id, third.release_id, fourth.release_id])


def test_the_current_release_stays_whatever_its_age(night: Night, output: Path) -> None:
    first = night("one", content="same")
    for day, name in enumerate(("two", "three"), 1):
        night(name, day)
    roll_back(output, first.release_id, NOON + timedelta(days=40))
    assert night("four", day=50, keep=1, content="same").release_id == first.release_id
    assert ids(output) == [first.release_id]


def test_back_and_forth_changes_no_byte(night: Night, output: Path) -> None:
    first, second = night("one"), night("two", day=1)
    before = {release.release_id: bytes_of(release.folder) for release in (first, second)}
    assert roll_back(output) == first == latest_release(output)
    assert went_back_from(output) == second.release_id
    assert roll_back(output, second.release_id) == second == latest_release(output)
    assert went_back_from(output) is None
    assert {release.release_id: bytes_of(release.folder) for release in (first, second)} == before


def test_a_rollback_follows_what_was_current_and_says_so_everywhere(night: Night, output: Path) -> None:
    first, second = night("one"), night("two", day=1)
    roll_back(output)
    third = night("three", day=2)
    assert third.manifest["previous"] == first.release_id
    assert went_back_from(output) is None
    assert roll_back(output) == first
    assert json.loads((output / "latest.json").read_text())["release_id"] == first.release_id
    assert record(output)["current"] == first.release_id
    assert second.release_id in ids(output)


def test_a_rollback_is_no_new_input(night: Night, output: Path) -> None:
    """The next night compares with what was checked last, else it would undo the rollback."""
    night("one")
    night("two", day=1)
    checked_at = record(output)["checked_at"]
    roll_back(output)
    assert checked_signature(output) == "in-two"
    assert record(output)["checked_at"] == checked_at == "2026-03-05T12:00:00.000+00:00"


def test_a_release_that_is_not_what_was_published_is_not_gone_back_to(night: Night, output: Path) -> None:
    first, second = night("one"), night("two", day=1)
    for name in ("quotes.parquet", "exports/csv/export-0.csv", "verdict.json", "manifest.json", "SHA256SUMS"):
        content = (first.folder / name).read_bytes()
        (first.folder / name).write_bytes(content + b"\n")
        with pytest.raises(BrokenRelease, match=f"{first.release_id} is damaged"):
            roll_back(output)
        (first.folder / name).write_bytes(content)
    (first.folder / "extra.csv").write_text("")
    with pytest.raises(BrokenRelease, match=r"extra\.csv was added"):
        roll_back(output)
    (first.folder / "extra.csv").unlink()
    (first.folder / "roles.parquet").unlink()
    with pytest.raises(BrokenRelease, match=r"roles\.parquet is missing"):
        roll_back(output)
    assert latest_release(output) == second


def test_a_release_whose_hashes_were_all_made_anew_is_known_by_the_record(night: Night, output: Path) -> None:
    first, _ = night("one"), night("two", day=1)
    manifest = first.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"workers": 2', '"workers": 3'))
    sums = first.folder / "SHA256SUMS"
    kept = [line for line in sums.read_text().splitlines(keepends=True) if "manifest.json" not in line]
    own = f"{hashlib.sha256(manifest.read_bytes()).hexdigest()}  manifest.json\n"
    sums.write_text("".join(sorted([*kept, own], key=lambda line: line.split("  ")[1])))
    with pytest.raises(BrokenRelease, match=r"manifest\.json is not what was published"):
        roll_back(output)


def test_what_is_not_kept_is_named_and_the_kept_are_listed(night: Night, output: Path) -> None:
    with pytest.raises(UnknownRelease, match="leads to no release"):
        roll_back(output)
    only = night("one")
    with pytest.raises(UnknownRelease, match="No release before"):
        roll_back(output)
    with pytest.raises(UnknownRelease, match=f"rel-zz is no release that is kept. Kept: {only.release_id}"):
        roll_back(output, "rel-zz")


def test_a_release_goes_by_the_beginning_of_its_id(night: Night, output: Path) -> None:
    first, second = night("one"), night("two", day=1)
    assert find_release(output, first.release_id[:12]) == first
    assert find_release(output, "latest") == second
    with pytest.raises(UnknownRelease, match="beginning of several"):
        find_release(output, "rel-")


def test_after_a_death_between_link_and_record_the_record_follows_the_link(night: Night, output: Path) -> None:
    night("one")
    files = {name: (output / name).read_text() for name in ("latest.json", "releases.json")}
    second = night("two", day=1)
    for name, text in files.items():
        (output / name).write_text(text)
    mend(output, NOON)
    assert json.loads((output / "latest.json").read_text())["release_id"] == second.release_id
    assert record(output)["current"] == second.release_id
    assert checked_signature(output) == "in-two"


def test_without_its_record_an_output_is_still_known(night: Night, output: Path) -> None:
    first, second = night("one"), night("two", day=1)
    (output / "releases.json").write_text("{")
    (output / "latest.json").unlink()
    assert checked_signature(output) == "in-two"
    assert roll_back(output) == first
    assert {entry["release_id"] for entry in record(output)["releases"]} == {first.release_id, second.release_id}
