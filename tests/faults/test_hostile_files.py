"""Files built to break readers: each ends with one status and reason, none stops, hangs or subverts the intake."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from orchestration.documents.intake import Intake, NewReading, take_in
from orchestration.documents.refusals import Limits
from orchestration.records import FileRecord
from tests.faults.hostile_files import WORDS, files

pytestmark = pytest.mark.faults

# What may become of each. Where two outcomes stand, the machine decides: memory and time end the same reader.
EXPECTED: dict[str, set[str | None]] = {
    "flate_bomb.pdf": {"crashed", "out_of_memory", "timeout", "no_text"},
    "chained_bomb.pdf": {"crashed", "out_of_memory", "timeout", "no_text"},
    "doubling.pdf": {"crashed", "out_of_memory", "timeout"},
    "pages_loop.pdf": {"parse_error", "no_text", "too_many_pages"},
    "many_pages.pdf": {"too_many_pages"},
    "locked.pdf": {"encrypted"},
    "locked_for_copying.pdf": {None},
    "scan.pdf": {"no_text"},
    "cut_01.pdf": {"parse_error"},
    "cut_10.pdf": {"parse_error"},
    "cut_50.pdf": {"parse_error", "no_text", None},
    "cut_90.pdf": {"parse_error", None},
    "article_named.txt": {None},
    "bomb.docx": {"zip_bomb"},
    "laughs.docx": {"forbidden_entity"},
    "outside_entity.docx": {"forbidden_entity"},
    "cut_20.docx": {"parse_error"},
    "cut_95.docx": {"parse_error"},
    "bomb.zip": {"zip_bomb"},
    "traversal.zip": {None},
    "traversal.zip!/../../evil.sh": {None},
    "traversal.zip!//etc/evil.txt": {None},
    "many_members.zip": {"too_many_members"},
    "deep.html": {"too_deep"},
    "attributes.html": {"too_complex"},
    "nested.eml": {"too_deep", "too_complex"},
    "recipients.eml": {None},
    "groups.rtf": {"too_deep", "too_complex"},
    "brackets.txt": {None},
    "long_word.txt": {None},
    "nothing.txt": {"empty"},
    "picture.txt": {"type_not_supported"},
    "noise.txt": {"binary"},
}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Intake, list[NewReading], Path]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in files().items():
        (folder / name).write_bytes(data)
    readings: list[NewReading] = []
    return take_in(folder, {}, readings.extend, Limits(parse_seconds=8), workers=2), readings, folder


def file_of(taken: tuple[Intake, list[NewReading], Path], path: str) -> FileRecord:
    return next(file for file in taken[0].files if file.source_path == path)


@pytest.mark.parametrize("path", EXPECTED)
def test_each_file_has_its_reason(taken: tuple[Intake, list[NewReading], Path], path: str) -> None:
    assert file_of(taken, path).reason in EXPECTED[path]


def test_every_file_is_accounted_for(taken: tuple[Intake, list[NewReading], Path]) -> None:
    assert {file.source_path for file in taken[0].files} == set(EXPECTED)
    counts = Counter(file.status for file in taken[0].files)
    assert counts["accepted"] + counts["duplicate"] + counts["quarantined"] == len(EXPECTED)


def test_a_text_that_says_the_same_under_another_name_is_told_by_its_content(
    taken: tuple[Intake, list[NewReading], Path],
) -> None:
    assert file_of(taken, "article_named.txt").media_type == "application/pdf"


def test_nothing_is_written_beside_or_above_the_folder(taken: tuple[Intake, list[NewReading], Path]) -> None:
    folder = taken[2]
    assert sorted(path.name for path in folder.iterdir()) == sorted(files())
    assert not list(folder.parent.rglob("evil*"))


def test_no_file_of_this_machine_gets_into_a_text(taken: tuple[Intake, list[NewReading], Path]) -> None:
    texts = [document.text for new in taken[1] for document in new.documents]
    assert any(WORDS in text for text in texts)
    assert not any(socket.gethostname() in text for text in texts)


def test_the_parent_stays_small(taken: tuple[Intake, list[NewReading], Path]) -> None:
    """A child's gigabyte is its own: the process of the night holds no bomb, only what comes out of it."""
    script = f"""
from pathlib import Path
from orchestration.documents.intake import take_in
from orchestration.documents.refusals import Limits
take_in(Path({str(taken[2])!r}), {{}}, lambda _: None, Limits(parse_seconds=3), workers=2)
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300)
    assert int(done.stdout) < 500_000, "kilobytes"


def test_a_file_after_all_of_them_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(files()["doubling.pdf"])
    (tmp_path / "b.txt").write_text(WORDS, encoding="utf-8")
    found = take_in(tmp_path, {}, lambda _: None, Limits(parse_seconds=3))
    assert [file.status for file in found.files] == ["quarantined", "accepted"]
