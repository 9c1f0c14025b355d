"""Publication under faults: whatever breaks or dies, `latest` leads to a whole release."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import NotPublishable, Release, latest_release, publish, seal
from orchestration.quality import check_build, write_report, write_verdict
from tests.faults.nights import is_whole
from tests.small_release import Marts, make_build, make_marts

__all__ = ["make_marts"]
pytestmark = pytest.mark.faults
SCRIPT = Path(__file__).parent / "kill_publish.py"
PROJECT = Path(__file__).parents[2]
EXPORTS = 20  # so that a release has about as many files as a real one
NEVER = 100_000  # more changes than any publication makes


def judged(marts: Any, build: Path, current: Release | None = None) -> Path:
    """Stage, check and judge the marts as a night does."""
    counts = marts.stage(build, current.folder if current else None)
    inputs = {"input_signature": "in", "pipeline_version": "0.1.0+t"}
    verdict = write_verdict(build, build.name, check_build(build), inputs, current.release_id if current else None)
    write_report(build, verdict, counts)
    seal(build)
    return build


def whole(release: Release | None) -> bool:
    """Whether every file of the release is there and has the bytes that its SHA256SUMS names."""
    return release is not None and is_whole(release.folder)


class Mortal:
    """Publishes in processes that die at a given change of the file system, or may write small files only."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def act(self, output: Path, build: Path | None, fatal: int = NEVER, most: int = 0) -> tuple[int, str]:
        """How the process ended, and what it said: the id of a release, or why there is none."""
        assert self.process.stdin
        assert self.process.stdout
        order = [str(output), str(build) if build else None, fatal, most]
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code, message = json.loads(self.process.stdout.readline())
        return code, message


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    mortal = Mortal()
    yield mortal
    mortal.process.stdin.close()
    mortal.process.wait(timeout=60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with one release, and judged builds of the next two nights."""
    folder = tmp_path_factory.mktemp("made")
    marts, output = Marts(folder / "working.duckdb"), folder / "published"
    first = publish(make_build(marts, output / ".builds" / "first", None, EXPORTS), output, {"settings": {}}, keep=1)
    marts.run("update marts.actors set aliases = ['Maëlle K.']")
    make_build(marts, folder / "next", first.folder, EXPORTS)
    aside = shutil.copytree(output, folder / "aside", symlinks=True)
    second = publish(shutil.copytree(folder / "next", aside / ".builds" / "next"), aside, {"settings": {}}, keep=1)
    make_build(marts, folder / "third", second.folder, EXPORTS)
    return folder


@pytest.fixture
def nights(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """An output folder with one release, and a judged build of the next night."""
    return shutil.copytree(made / "published", tmp_path / "published", symlinks=True), made / "next"


def test_killed_at_every_step_latest_is_whole_and_the_next_run_goes_on(
    made: Path, nights: tuple[Path, Path], mortal: Mortal, tmp_path: Path
) -> None:
    pristine, build = nights
    before = latest_release(pristine)
    assert before is not None
    stayed: list[bool] = []
    code = -signal.SIGKILL
    while code == -signal.SIGKILL:
        output = tmp_path / "killed"
        shutil.copytree(pristine, output, symlinks=True)
        shutil.copytree(build, output / ".builds" / "next")
        code, _ = mortal.act(output, output / ".builds" / "next", fatal=len(stayed) + 1)
        after = latest_release(output)
        assert after is not None
        assert whole(after), f"killed at change {len(stayed) + 1}"
        stayed.append(after.release_id == before.release_id)
        shutil.copytree(build if stayed[-1] else made / "third", output / ".builds" / "again")
        again = mortal.act(output, output / ".builds" / "again")
        finished = latest_release(output)
        assert finished is not None
        assert again == (0, finished.release_id)
        assert whole(finished)
        assert [path.name for path in (output / "releases").iterdir()] == [finished.release_id]
        assert list((output / ".builds").iterdir()) == []
        assert json.loads((output / "latest.json").read_text())["release_id"] == finished.release_id
        shutil.rmtree(output)
    assert code == 0
    assert stayed == sorted(stayed, reverse=True), "first the old release, then the new one, nothing else"
    assert len(stayed) > 50
    assert stayed.count(True) > 5
    assert stayed[:-1].count(False) > 5


def test_killed_at_every_step_of_a_rollback_latest_is_one_of_the_two(
    nights: tuple[Path, Path], mortal: Mortal, tmp_path: Path
) -> None:
    pristine, build = nights
    older = latest_release(pristine)
    newer = publish(shutil.copytree(build, pristine / ".builds" / "next"), pristine, {"settings": {}}, keep=2)
    assert older is not None
    reached: list[str] = []
    code = -signal.SIGKILL
    while code == -signal.SIGKILL:
        output = tmp_path / "killed"
        shutil.copytree(pristine, output, symlinks=True)
        code, _ = mortal.act(output, None, fatal=len(reached) + 1)
        after = latest_release(output)
        assert after is not None
        assert whole(after)
        reached.append(after.release_id)
        shutil.rmtree(output)
    assert code == 0
    assert reached == sorted(reached, key=[newer.release_id, older.release_id].index)
    assert set(reached[:-1]) == {newer.release_id, older.release_id}


def test_where_files_cannot_be_written_publication_says_so_and_latest_stays(
    nights: tuple[Path, Path], mortal: Mortal
) -> None:
    output, build = nights
    before = latest_release(output)
    builds = shutil.copytree(build, output / ".builds" / "next")
    code, message = mortal.act(output, builds, most=1000)
    assert code == 0
    assert message.startswith("Not published: [Errno 27] File too large")
    assert latest_release(output) == before
    assert whole(before)
    assert [path.name for path in (output / "releases").iterdir()] == [before.release_id]
    assert whole(publish(builds, output, {"settings": {}}, keep=1))


FULL_DISK = """
mount -t tmpfs -o size=24m tmpfs "$DISK" || exit 77
cp -a "$OUTPUT" "$DISK/published" && mkdir -p "$DISK/published/.builds" && cp -a "$BUILD" "$DISK/published/.builds/next"
dd if=/dev/zero of="$DISK/filler" bs=1k 2>/dev/null
echo "[\\"$DISK/published\\", \\"$DISK/published/.builds/next\\", 100000, 0]" | "$PYTHON" "$SCRIPT"
ls "$DISK/published/releases"
cd "$DISK/published/latest" && sha256sum --check --quiet SHA256SUMS && echo whole
rm "$DISK/filler"
echo "[\\"$DISK/published\\", \\"$DISK/published/.builds/next\\", 100000, 0]" | "$PYTHON" "$SCRIPT"
"""


def test_a_full_disk_stops_publication_and_latest_stays(nights: tuple[Path, Path], tmp_path: Path) -> None:
    """On a disk of its own that is really full, in a namespace where mounting one needs no rights."""
    output, build = nights
    before = latest_release(output)
    assert before is not None
    disk = tmp_path / "disk"
    disk.mkdir()
    places = {"DISK": disk, "OUTPUT": output, "BUILD": build, "PYTHON": sys.executable, "SCRIPT": SCRIPT}
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **{name: str(path) for name, path in places.items()}}
    command = ["unshare", "--mount", "--map-root-user", "sh", "-c", FULL_DISK]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this machine lets nobody mount a disk of his own; file sizes are limited in the test before")
    first, kept, verified, second = done.stdout.splitlines()
    assert json.loads(first)[1].startswith("Not published: [Errno 28] No space left on device")
    assert kept == before.release_id
    assert verified == "whole"
    assert json.loads(second)[1].startswith("rel-")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a release that passed the real checks."""
    folder = tmp_path_factory.mktemp("checked")
    marts, output = Marts(folder / "good.duckdb"), folder / "published"
    assert whole(publish(judged(marts, output / ".builds" / "good"), output, {"settings": {}}, keep=1))
    return output


def test_a_failing_expectation_stops_publication(make_marts: Callable[[str], Any], checked: Path) -> None:
    before = latest_release(checked)
    bad = make_marts("bad")
    bad.run("update marts.contracts set amount = -1")
    build = judged(bad, checked / ".builds" / "bad", before)
    with pytest.raises(NotPublishable, match=r"contracts\.amount_positive failed \(1 of 1 rows outside the bound\)"):
        publish(build, checked, {"settings": {}}, keep=1)
    assert latest_release(checked) == before
    assert whole(before)
    assert "contracts.amount_positive" in (build / "report.html").read_text()


def test_words_that_are_not_in_the_text_stop_publication(make_marts: Callable[[str], Any], checked: Path) -> None:
    before = latest_release(checked)
    bad = make_marts("bad")
    bad.run("update marts.evidence set start_char = start_char + 1, end_char = end_char + 1 where fact_table = 'roles'")
    build = judged(bad, checked / ".builds" / "words", before)
    with pytest.raises(NotPublishable, match=r"evidence\.surface_equals_text failed \(1 of 5 rows"):
        publish(build, checked, {"settings": {}}, keep=1)
    assert latest_release(checked) == before
