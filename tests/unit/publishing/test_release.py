"""Publication: only what was judged and passed, whole, with a manifest; `latest` always leads to a whole release."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.publishing import (
    BrokenRelease,
    NotPublishable,
    latest_release,
    publish,
    read_release,
    seal,
)
from tests.small_release import PASSED, judge
from tests.unit.publishing.conftest import FACTS, ids

Build = Callable[..., Path]


def test_a_release_is_complete_and_latest_leads_to_it(new_build: Build, output: Path) -> None:
    release = publish(new_build("one"), output, FACTS, keep=3)
    assert (output / "latest").readlink() == Path("releases") / release.release_id
    assert release.folder == (output / "latest").resolve()
    pointer = json.loads((output / "latest.json").read_text())
    assert pointer["path"] == f"releases/{release.release_id}"
    manifest_bytes = (output / pointer["path"] / "manifest.json").read_bytes()
    assert pointer["manifest_sha256"] == hashlib.sha256(manifest_bytes).hexdigest()
    assert list((output / ".builds").iterdir()) == []


def test_the_manifest_says_what_is_inside(new_build: Build, output: Path) -> None:
    release = publish(new_build("one"), output, FACTS, keep=3)
    manifest = release.manifest
    assert manifest["release_id"] == release.folder.name != "mine"
    assert manifest["previous"] is None
    assert manifest["settings"] == {"workers": 2}
    assert manifest["files_quarantined"] == 1
    assert manifest["pipeline_version"] == "0.1.0+abc"
    assert manifest["input_signature"] == "in-one"
    assert manifest["counts"]["mentions"] == 3
    assert manifest["checks"] == [PASSED]
    quotes = next(file for file in manifest["files"] if file["name"] == "quotes.parquet")
    assert quotes["rows"] == 1
    assert quotes["columns"][0] == {
        "name": "quote_id",
        "type": "VARCHAR",
        "description": "It's the quote_id of quotes.",
    }


def test_checksums_cover_every_other_file_those_of_subfolders_too(new_build: Build, output: Path) -> None:
    folder = publish(new_build("one"), output, FACTS, keep=3).folder
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert sums.keys() == files - {"SHA256SUMS"}
    assert "exports/csv/export-0.csv" in sums
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


def test_the_same_content_makes_no_second_release(new_build: Build, output: Path) -> None:
    """The database file differs at every writing; the rows decide."""
    first = publish(new_build("one", "same"), output, FACTS, keep=3)
    assert publish(new_build("two", "same"), output, FACTS, keep=3) == first
    assert ids(output) == [first.release_id]
    assert list((output / ".builds").iterdir()) == []
    assert json.loads((output / "latest.json").read_text())["input_signature"] == "in-two"
    third = publish(new_build("three"), output, FACTS, keep=3)
    assert third.release_id != first.release_id


def test_a_damaged_release_of_the_same_content_is_replaced(new_build: Build, output: Path) -> None:
    first = publish(new_build("one", "same"), output, FACTS, keep=3)
    spoil(first.folder / "quotes.parquet")
    again = publish(new_build("two", "same"), output, FACTS, keep=3)
    assert again.release_id == first.release_id
    assert again.manifest["created_at"] > first.manifest["created_at"]
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=again.folder, check=False).returncode == 0


def test_what_changed_is_counted_against_what_latest_led_to(new_build: Build, output: Path) -> None:
    first = publish(new_build("one"), output, FACTS, keep=3)
    second = publish(new_build("two"), output, FACTS, keep=3)
    assert second.manifest["previous"] == first.release_id
    assert first.manifest["changes"]["actors"] == {"added": 1, "modified": 0, "deleted": 0}
    assert second.manifest["changes"]["actors"] == {"added": 0, "modified": 1, "deleted": 0}
    assert json.loads((second.folder / "changes.json").read_text())["tables"]["actors"]["modified"] == ["act-1"]


def test_leftovers_of_killed_runs_are_cleared(new_build: Build, output: Path) -> None:
    build = new_build("one")
    for leftover in [output / ".builds" / "killed", output / "releases" / "rel-0123456789abcdef.tmp"]:
        leftover.mkdir(parents=True)
        (leftover / "quotes.parquet").write_text("half")
    (output / "latest.tmp").symlink_to("releases/nowhere")
    (output / "latest.json.tmp").write_text("{")
    release = publish(build, output, FACTS, keep=3)
    assert sorted(path.name for path in output.iterdir()) == [
        ".builds", "latest", "latest.json", "releases", "releases.json",
    ]  # fmt: skip
    assert ids(output) == [release.release_id]
    assert list((output / ".builds").iterdir()) == []


def failed(**changes: Any) -> dict[str, Any]:
    return PASSED | {"passed": False, "observed": "3 of 4 rows outside the bound"} | changes


def spoil(path: Path) -> None:
    """One byte is another, the length stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap_for_link(build: Path) -> None:
    shutil.move(build / "quotes.parquet", build.parent.parent / "elsewhere.parquet")
    (build / "quotes.parquet").symlink_to(build.parent.parent / "elsewhere.parquet")


def name_another_release(build: Path) -> None:
    """Rows that claim an id which their content does not make, judged and sealed as if all were well."""
    path = build / "quotes.parquet"
    with duckdb.connect() as con:
        con.execute(f"copy (select * replace ('rel-0' as release_id) from read_parquet('{path}')) to '{path}.new'")
    (build / "quotes.parquet.new").replace(path)
    judge(build)


REFUSALS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no verdict": (lambda build: (build / "verdict.json").unlink(), "no verdict on this build"),
    "verdict cut short": (lambda build: (build / "verdict.json").write_text('{"passed": tr'), "cannot be read"),
    "verdict is a list": (lambda build: (build / "verdict.json").write_text("[]"), "cannot be read"),
    "verdict names no base": (lambda build: judge(build, base_release=0), "was made on no release"),
    "said to fail": (lambda build: judge(build, passed=False), "says that the build failed"),
    "critical check failed": (
        lambda build: judge(build, failed(), passed=False),
        r"quotes\.rows failed \(3 of 4 rows outside the bound\)",
    ),
    "failed but said to pass": (lambda build: judge(build, failed(), failed()), r"quotes\.rows and 1 more failed"),
    "a warning that raised": (
        lambda build: judge(build, failed(severity="warning", error="TypeError inside")),
        r"quotes\.rows failed \(TypeError inside\)",
    ),
    "a fact accepted as if it were a drift": (
        lambda build: judge(build, failed(kind="evidence"), accepted=[{"check": "drift.quotes.rows"}]),
        r"quotes\.rows failed",
    ),
    "a drift that nobody accepted": (
        lambda build: judge(build, failed(kind="drift", accepted=True), accepted=[{"check": "drift.roles.rows"}]),
        r"quotes\.rows failed",
    ),
    "no check": (lambda build: judge(build, checks=[]), "holds no check at all"),
    "verdict edited": (lambda build: spoil(build / "report.html"), r"report\.html changed after the verdict"),
    "space added to the verdict": (
        lambda build: (build / "verdict.json").write_text((build / "verdict.json").read_text() + " "),
        r"verdict\.json changed after the verdict",
    ),
    "not sealed": (lambda build: (build / "SHA256SUMS").unlink(), r"not sealed"),
    "file changed": (lambda build: spoil(build / "quotes.parquet"), r"quotes\.parquet changed after the verdict"),
    "file changed and sealed again": (
        lambda build: (spoil(build / "quotes.parquet"), seal(build)),
        r"quotes\.parquet changed after the verdict",
    ),
    "database changed": (lambda build: spoil(build / "warehouse.duckdb"), r"warehouse\.duckdb changed after"),
    "export changed": (
        lambda build: spoil(build / "exports/csv/export-0.csv"),
        r"export-0\.csv changed after the verdict",
    ),
    "file swapped for a link": (swap_for_link, r"quotes\.parquet changed after the verdict"),
    "file added": (lambda build: (build / "extra.parquet").write_text(""), r"extra\.parquet was added or removed"),
    "export added": (lambda build: (build / "exports/x.csv").write_text(""), r"x\.csv was added or removed"),
    "file removed": (lambda build: (build / "roles.parquet").unlink(), r"roles\.parquet was added or removed"),
    "rows of another release": (name_another_release, "name another release than their content makes them"),
}


@pytest.mark.parametrize(("ruin", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_build_is_refused_and_latest_stays(
    new_build: Build, output: Path, ruin: Callable[[Path], object], reason: str
) -> None:
    before = publish(new_build("good"), output, FACTS, keep=3)
    build = new_build("bad")
    ruin(build)
    with pytest.raises(NotPublishable, match=reason) as caught:
        publish(build, output, FACTS, keep=3)
    assert "\n" not in str(caught.value)
    assert latest_release(output) == before
    assert ids(output) == [before.release_id]


def test_any_byte_of_the_verdict_counts(new_build: Build, output: Path) -> None:
    """Wherever the verdict is edited, at least its seal is broken."""
    build = new_build("one")
    verdict = (build / "verdict.json").read_bytes()
    for place in range(0, len(verdict), 97):
        edited = bytearray(verdict)
        edited[place] ^= 2
        (build / "verdict.json").write_bytes(edited)
        with pytest.raises(NotPublishable):
            publish(build, output, FACTS, keep=3)
    (build / "verdict.json").write_bytes(verdict)
    assert publish(build, output, FACTS, keep=3) == latest_release(output)


def test_a_build_made_on_a_release_that_is_no_longer_current_is_refused(new_build: Build, output: Path) -> None:
    publish(new_build("one"), output, FACTS, keep=3)
    build = new_build("two")
    kept = output.parent / "aside"
    shutil.copytree(build, kept)
    second = publish(build, output, FACTS, keep=3)
    shutil.copytree(kept, output / ".builds" / "late")
    with pytest.raises(NotPublishable, match=f"made on rel-.*, but {second.release_id} is current now"):
        publish(output / ".builds" / "late", output, FACTS, keep=3)
    assert latest_release(output) == second


def test_a_failed_warning_and_an_accepted_drift_are_published(new_build: Build, output: Path) -> None:
    build = new_build("one")
    accepted = {"check": "drift.quotes.rows", "by": "odile", "at": "2026-11-22T02:15:00+00:00"}
    judge(build, PASSED, failed(severity="warning"), failed(kind="drift", accepted=True), accepted=[accepted])
    manifest = publish(build, output, FACTS, keep=3).manifest
    assert [check["passed"] for check in manifest["checks"]] == [True, False, False]
    assert manifest["accepted"] == [accepted]


def test_publishing_may_be_tried_again_after_a_crash(new_build: Build, output: Path) -> None:
    build = new_build("one")
    (build / "manifest.json").write_text("{")
    (build / "SHA256SUMS.tmp").unlink(missing_ok=True)
    assert publish(build, output, FACTS, keep=3) == latest_release(output)


def test_no_release_yet(output: Path) -> None:
    assert latest_release(output) is None


def test_a_broken_latest_is_no_release_and_says_why(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    output.mkdir()
    (output / "latest").symlink_to("releases/rel-0123456789abcdef")
    assert latest_release(output) is None
    assert "publish again" in caplog.text
    (output / "releases" / "rel-0123456789abcdef").mkdir(parents=True)
    with pytest.raises(BrokenRelease, match=r"manifest\.json cannot be read"):
        read_release(output / "latest")
