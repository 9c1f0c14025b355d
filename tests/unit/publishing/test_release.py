"""Publication: only what was judged and passed, whole, with a manifest; `latest` always leads to a whole release."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import BrokenRelease, NotPublishable, latest_release, publish, read_release

FACTS = {"settings": {"workers": 2}, "files_read": 2, "files_quarantined": 1, "release_id": "mine"}
PASSED = {"name": "rows", "table": "quotes", "severity": "critical", "passed": True, "observed": "1", "error": None}


def judge(build: Path, *checks: dict[str, Any], passed: bool = True) -> None:
    """A verdict as the quality gate writes it; that the two agree is tested with the real one in tests/faults."""
    judged = [*build.glob("*.parquet"), build / "warehouse.duckdb"]
    verdict = {
        "build_id": build.name,
        "passed": passed,
        "inputs": {"input_signature": "in-1", "pipeline_version": "0.1.0+abc"},
        "checks": list(checks) or [PASSED],
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in judged},
    }
    (build / "verdict.json").write_text(json.dumps(verdict))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def new_build(marts: Any, output: Path) -> Callable[[str], Path]:
    """Stage and judge the small marts, with content of their own for each name."""

    def create(name: str) -> Path:
        marts.run(f"update marts.actors set aliases = ['{name}']")
        marts.stage(output / ".builds" / name)
        judge(output / ".builds" / name)
        return output / ".builds" / name

    return create


def ids(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "releases").iterdir())


def test_a_release_is_complete_and_latest_leads_to_it(new_build: Callable[[str], Path], output: Path) -> None:
    release = publish(new_build("one"), output, FACTS, keep=3)
    assert (output / "latest").readlink() == Path("releases") / release.release_id
    assert release.folder == (output / "latest").resolve()
    pointer = json.loads((output / "latest.json").read_text())
    assert pointer["path"] == f"releases/{release.release_id}"
    manifest_bytes = (output / pointer["path"] / "manifest.json").read_bytes()
    assert pointer["manifest_sha256"] == hashlib.sha256(manifest_bytes).hexdigest()
    assert list((output / ".builds").iterdir()) == []


def test_the_manifest_says_what_is_inside(new_build: Callable[[str], Path], output: Path) -> None:
    manifest = publish(new_build("one"), output, FACTS, keep=3).manifest
    assert manifest["release_id"] != "mine"
    assert manifest["previous"] is None
    assert manifest["settings"] == {"workers": 2}
    assert manifest["files_quarantined"] == 1
    assert manifest["pipeline_version"] == "0.1.0+abc"
    assert manifest["input_signature"] == "in-1"
    assert manifest["counts"]["mentions"] == 3
    assert manifest["checks"] == [PASSED]
    quotes = next(file for file in manifest["files"] if file["name"] == "quotes.parquet")
    assert quotes["rows"] == 1
    assert quotes["columns"][0] == {
        "name": "quote_id",
        "type": "VARCHAR",
        "description": "It's the quote_id of quotes.",
    }


def test_checksums_cover_every_other_file(new_build: Callable[[str], Path], output: Path) -> None:
    folder = publish(new_build("one"), output, FACTS, keep=3).folder
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sums.keys() == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert sums == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sums}


def test_the_id_ends_with_the_content(new_build: Callable[[str], Path], output: Path) -> None:
    """Same tables, same ending, although DuckDB never writes its file twice alike."""
    first = publish(new_build("same"), output, FACTS, keep=3)
    second = publish(new_build("same"), output, FACTS, keep=3)
    assert second.release_id > first.release_id
    assert second.release_id[-8:] == first.release_id[-8:]
    assert publish(new_build("other"), output, FACTS, keep=3).release_id[-7:] != first.release_id[-7:]


def test_old_releases_go_and_foreign_folders_stay(new_build: Callable[[str], Path], output: Path) -> None:
    old = ["20200101T000000Z-aaaaaaa", "20200102T000000Z-bbbbbbb", "20200103T000000Z-ccccccc"]
    for name in [*old, "my-notes"]:
        (output / "releases" / name).mkdir(parents=True)
    release = publish(new_build("one"), output, FACTS, keep=2)
    assert ids(output) == sorted([old[2], release.release_id, "my-notes"])


def test_the_latest_release_stays_whatever_its_age(new_build: Callable[[str], Path], output: Path) -> None:
    for name in ["29990101T000000Z-aaaaaaa", "29990102T000000Z-bbbbbbb"]:
        (output / "releases" / name).mkdir(parents=True)
    release = publish(new_build("one"), output, FACTS, keep=1)
    assert ids(output) == [release.release_id]
    assert latest_release(output) == release


def test_previous_is_what_latest_led_to(new_build: Callable[[str], Path], output: Path) -> None:
    first = publish(new_build("one"), output, FACTS, keep=3)
    second = publish(new_build("two"), output, FACTS, keep=3)
    assert second.manifest["previous"] == first.release_id


def test_leftovers_of_killed_runs_are_cleared(new_build: Callable[[str], Path], output: Path) -> None:
    build = new_build("one")
    for leftover in [output / ".builds" / "killed", output / "releases" / "20200101T000000Z-aaaaaaa.tmp"]:
        leftover.mkdir(parents=True)
        (leftover / "quotes.parquet").write_text("half")
    (output / "latest.tmp").symlink_to("releases/nowhere")
    (output / "latest.json.tmp").write_text("{")
    release = publish(build, output, FACTS, keep=3)
    assert sorted(path.name for path in output.iterdir()) == [".builds", "latest", "latest.json", "releases"]
    assert ids(output) == [release.release_id]
    assert list((output / ".builds").iterdir()) == []


def failed(**changes: Any) -> dict[str, Any]:
    return PASSED | {"passed": False, "observed": "3 of 4 rows outside the bound"} | changes


def tamper(build: Path) -> None:
    path = build / "quotes.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def swap_for_link(build: Path) -> None:
    shutil.move(build / "quotes.parquet", build.parent.parent / "elsewhere.parquet")
    (build / "quotes.parquet").symlink_to(build.parent.parent / "elsewhere.parquet")


REFUSALS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no verdict": (lambda build: (build / "verdict.json").unlink(), "no verdict on this build"),
    "verdict cut short": (lambda build: (build / "verdict.json").write_text('{"passed": tr'), "cannot be read"),
    "verdict is a list": (lambda build: (build / "verdict.json").write_text("[]"), "cannot be read"),
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
    "file changed": (tamper, r"quotes\.parquet changed after the verdict"),
    "file swapped for a link": (swap_for_link, r"quotes\.parquet changed after the verdict"),
    "file added": (lambda build: (build / "extra.parquet").write_text(""), r"extra\.parquet was added or removed"),
    "file removed": (lambda build: (build / "roles.parquet").unlink(), r"roles\.parquet was added or removed"),
}


@pytest.mark.parametrize(("spoil", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_build_is_refused_and_latest_stays(
    new_build: Callable[[str], Path], output: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    before = publish(new_build("good"), output, FACTS, keep=3)
    build = new_build("bad")
    spoil(build)
    with pytest.raises(NotPublishable, match=reason) as caught:
        publish(build, output, FACTS, keep=3)
    assert "\n" not in str(caught.value)
    assert latest_release(output) == before
    assert ids(output) == [before.release_id]


def test_a_failed_warning_is_published(new_build: Callable[[str], Path], output: Path) -> None:
    build = new_build("one")
    judge(build, PASSED, failed(severity="warning"))
    assert publish(build, output, FACTS, keep=3).manifest["checks"][1]["passed"] is False


def test_publishing_may_be_tried_again_after_a_crash(new_build: Callable[[str], Path], output: Path) -> None:
    build = new_build("one")
    (build / "manifest.json").write_text("{")
    (build / "SHA256SUMS").write_text("")
    assert publish(build, output, FACTS, keep=3) == latest_release(output)


def test_no_release_yet(output: Path) -> None:
    assert latest_release(output) is None


def test_a_broken_latest_is_no_release_and_says_why(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    output.mkdir()
    (output / "latest").symlink_to("releases/20200101T000000Z-aaaaaaa")
    assert latest_release(output) is None
    assert "publish again" in caplog.text
    (output / "releases" / "20200101T000000Z-aaaaaaa").mkdir(parents=True)
    with pytest.raises(BrokenRelease, match=r"manifest\.json cannot be read"):
        read_release(output / "latest")
