"""Folders that bite: pipes, links, names that are no text, files that grow. Every one gets its row; nothing hangs."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestration.documents.intake import FolderMissing, Limits, Rejected, take_in, walk

pytestmark = pytest.mark.faults

TEXT = "La coopérative a signé mardi le bail de l’atelier avec la commune de Valmigny."


def reasons(folder: Path, limits: Limits | None = None) -> dict[str, tuple[str, str | None]]:
    found = take_in(folder, {}, lambda _: None, limits or Limits(), isolated=False)
    return {file.source_path: (file.status, file.reason) for file in found.files}


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "sub.txt").mkdir(parents=True)
    (folder / ".git").mkdir()
    (tmp_path / "outside.txt").write_text("Secret.", encoding="utf-8")
    (folder / "sub.txt" / "plain.txt").write_text(TEXT, encoding="utf-8")
    (folder / ".git" / "config").write_text(TEXT, encoding="utf-8")
    (folder / "README.md").write_text("Put your documents here.", encoding="utf-8")
    (folder / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (folder / "film.part").write_text(TEXT, encoding="utf-8")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "parent").symlink_to(tmp_path)
    (folder / "outside.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff\xfe.txt")).write_text(TEXT, encoding="utf-8")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(10_000_000_000)
    return folder


def test_every_name_gets_its_row_and_nothing_is_followed(odd_folder: Path) -> None:
    assert reasons(odd_folder) == {
        ".hidden.txt": ("ignored", "hidden"),
        "README.md": ("ignored", "readme"),
        "bad\\xff\\xfe.txt": ("quarantined", "bad_name"),
        "film.part": ("ignored", "partial"),
        "huge.txt": ("quarantined", "too_large"),
        "loop.txt": ("ignored", "symlink"),
        "outside.txt": ("ignored", "symlink"),
        "parent": ("ignored", "symlink"),
        "pipe.txt": ("ignored", "not_a_file"),
        "sub.txt/plain.txt": ("accepted", None),
        "zero.txt": ("ignored", "symlink"),
    }


def test_the_statuses_add_up(odd_folder: Path) -> None:
    (odd_folder / "twin.txt").write_text(TEXT + "\n", encoding="utf-8")
    found = take_in(odd_folder, {}, lambda _: None, workers=2)
    counts = Counter(file.status for file in found.files)
    assert sum(counts.values()) == len(list(walk(odd_folder))) == len(found.files)
    assert counts == {"accepted": 1, "duplicate": 1, "quarantined": 2, "ignored": 8}
    assert [file.source_path for file in found.files] == sorted(file.source_path for file in found.files)


def test_a_socket_is_not_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        assert reasons(tmp_path) == {"socket.txt": ("ignored", "not_a_file")}


@pytest.mark.parametrize(
    "name",
    ["'; DROP TABLE documents;--.txt", "new\nline.txt", "glob*[a-z]?.txt", "=1+1.txt", "  e\u0301te\u0301 .txt", "-rf"],
)
def test_strange_names_are_kept_verbatim(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert reasons(tmp_path) == {name: ("accepted", None)}


@pytest.mark.parametrize("mode", ["a", "r+"], ids=["grows", "is overwritten"])
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    path = tmp_path / "changing.txt"
    path.write_text(TEXT, encoding="utf-8")
    os.utime(path, (0, 0))
    real_read = os.read

    def read_while_someone_writes(handle: int, count: int) -> bytes:
        data = real_read(handle, count)
        if data:
            with path.open(mode, encoding="utf-8") as writer:
                writer.write("Suite. ")
        return data

    with monkeypatch.context() as patched:
        patched.setattr(os, "read", read_while_someone_writes)
        patched.setattr("orchestration.documents.walk._CHUNK", 16)
        found = reasons(tmp_path, Limits(max_file_bytes=5_000))
    assert found == {"changing.txt": ("quarantined", "changed_while_read")}
    assert reasons(tmp_path) == {"changing.txt": ("accepted", None)}


def test_a_file_swapped_for_a_pipe_or_a_link_after_the_walk_is_not_opened(tmp_path: Path) -> None:
    for name in ("pipe.txt", "link.txt", "gone.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    gone, link, pipe = walk(tmp_path)
    for seen in (gone, link, pipe):
        seen.path.unlink()
    link.path.symlink_to("/dev/zero")
    os.mkfifo(pipe.path)
    found = []
    for seen in (gone, link, pipe):
        with pytest.raises(Rejected) as refusal:
            seen.read()
        found.append(refusal.value.reason)
    assert found == ["unreadable", "unreadable", "not_a_file"]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root reads everything: give its rights up meanwhile."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_read_is_a_row() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "closed").mkdir()
        (folder / "secret.txt").write_text(TEXT, encoding="utf-8")
        (folder / "secret.txt").chmod(0)
        (folder / "closed").chmod(0)
        with as_nobody():
            found = reasons(folder)
        (folder / "closed").chmod(0o700)
    assert found == {"closed": ("quarantined", "unreadable"), "secret.txt": ("quarantined", "unreadable")}


def test_an_unreadable_documents_folder_does_not_pass_for_an_empty_one() -> None:
    with TemporaryDirectory() as name:
        Path(name).chmod(0)
        with as_nobody(), pytest.raises(FolderMissing, match="cannot be read"):
            take_in(Path(name), {}, lambda _: None)


def test_folders_nested_deeper_than_python_s_stack_are_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    depth = 1_200
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    Path("leaf.txt").write_text(TEXT, encoding="utf-8")
    try:
        assert reasons(tmp_path) == {"d/" * depth + "leaf.txt": ("accepted", None)}
    finally:
        # Level by level: pytest's own cleaning is recursive, and fails on what this test is about.
        Path("leaf.txt").unlink()
        for _ in range(depth):
            os.chdir("..")
            Path("d").rmdir()
