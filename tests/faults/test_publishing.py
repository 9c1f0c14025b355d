"""Publication under faults, with the real checks: whatever breaks or dies, `latest` leads to a whole release."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import NotPublishable, Release, latest_release, publish
from orchestration.quality import check_build, write_report, write_verdict
from tests.small_release import make_marts

__all__ = ["make_marts"]
pytestmark = pytest.mark.faults
SCRIPT = Path(__file__).parent / "kill_publish.py"
PROJECT = Path(__file__).parents[2]


def judged(marts: Any, build: Path) -> Path:
    """Stage, check and judge the marts as a night does."""
    counts = marts.stage(build)
    verdict = write_verdict(
        build, build.name, check_build(build), {"input_signature": "in", "pipeline_version": "0.1.0+t"}
    )
    write_report(build, verdict, counts)
    return build


def whole(release: Release | None) -> bool:
    """Whether every file of the release is there and has the bytes that its SHA256SUMS names."""
    if release is None:
        return False
    sums = dict(reversed(line.split("  ")) for line in (release.folder / "SHA256SUMS").read_text().splitlines())
    present = {path.name for path in release.folder.iterdir()} - {"SHA256SUMS"}
    return sums == {name: sha256((release.folder / name).read_bytes()).hexdigest() for name in present}


def run_publish(build: Path, output: Path, fatal: int, **options: Any) -> int:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, str(SCRIPT), str(build), str(output), str(fatal)]
    return subprocess.run(command, env=environment, timeout=120, capture_output=True, check=False, **options).returncode


@pytest.fixture
def nights(make_marts: Callable[[str], Any], tmp_path: Path) -> tuple[Path, Path]:
    """An output folder with one release, and a judged build of the next night."""
    output = tmp_path / "published"
    marts = make_marts("working")
    publish(judged(marts, output / ".builds" / "first"), output, {"settings": {}}, keep=1)
    marts.run("update marts.actors set aliases = ['Maëlle K.']")
    return output, judged(marts, tmp_path / "next")


def test_killed_at_every_step_latest_is_whole_and_the_next_run_goes_on(
    nights: tuple[Path, Path], tmp_path: Path
) -> None:
    pristine, build = nights
    before = latest_release(pristine)
    assert before is not None
    outcomes = []
    for fatal in range(1, 100):
        output = tmp_path / f"killed-{fatal}"
        shutil.copytree(pristine, output, symlinks=True)
        shutil.copytree(build, output / ".builds" / "next")
        code = run_publish(output / ".builds" / "next", output, fatal)
        after = latest_release(output)
        assert code in (0, -signal.SIGKILL)
        assert after is not None
        assert whole(after), f"killed at change {fatal}"
        outcomes.append(after.release_id == before.release_id)
        if code == 0:
            break
        shutil.copytree(build, output / ".builds" / "again")
        again = publish(output / ".builds" / "again", output, {"settings": {}}, keep=1)
        assert whole(again)
        assert [path.name for path in (output / "releases").iterdir()] == [again.release_id]
        assert list((output / ".builds").iterdir()) == []
    assert code == 0
    assert outcomes == sorted(outcomes, reverse=True), "first the old release, then the new one, nothing else"
    assert len(outcomes) > 6
    assert True in outcomes[:-1]
    assert False in outcomes[:-1]


def test_a_full_disk_stops_publication_and_latest_stays(nights: tuple[Path, Path]) -> None:
    output, build = nights
    before = latest_release(output)
    limit = 1000  # bytes a file: less than the manifest

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    assert run_publish(build, output, fatal=10_000, preexec_fn=small_files) == 1
    assert latest_release(output) == before
    assert whole(before)
    assert whole(publish(build, output, {"settings": {}}, keep=1))


def test_a_failing_expectation_stops_publication(make_marts: Callable[[str], Any], nights: tuple[Path, Path]) -> None:
    output, _ = nights
    before = latest_release(output)
    bad = make_marts("bad")
    bad.run("update marts.contracts set amount = -1")
    build = judged(bad, output / ".builds" / "bad")
    with pytest.raises(NotPublishable, match=r"contracts\.amount_positive failed \(1 of 1 rows outside the bound\)"):
        publish(build, output, {"settings": {}}, keep=1)
    assert latest_release(output) == before
    assert whole(before)
    assert "contracts.amount_positive" in (build / "report.html").read_text()


def test_words_that_are_not_in_the_text_stop_publication(
    make_marts: Callable[[str], Any], nights: tuple[Path, Path]
) -> None:
    output, _ = nights
    before = latest_release(output)
    bad = make_marts("bad")
    bad.run("update marts.evidence set start_char = start_char + 1, end_char = end_char + 1 where fact_table = 'roles'")
    build = judged(bad, output / ".builds" / "bad")
    with pytest.raises(NotPublishable, match=r"evidence\.surface_equals_text failed \(1 of 5 rows"):
        publish(build, output, {"settings": {}}, keep=1)
    assert latest_release(output) == before
