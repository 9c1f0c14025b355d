"""Handling marks of files: the highest that applies counts, and a slip closes rather than opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.documents.intake import FolderMissing, take_in
from orchestration.documents.marking import Markings, visible_files
from orchestration.documents.signature import folder_signature, visible_contents

LEVELS = ("open", "internal", "confidential")
TEXT = "La coopérative a signé mardi le bail de l’atelier avec la commune de Valmigny.\n"


def markings(highest: str, **folders: str) -> Markings:
    return Markings(LEVELS, LEVELS[: LEVELS.index(highest) + 1], folders)


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n\n{TEXT}", encoding="utf-8")


def note(folder: Path, name: str, word: str) -> None:
    (folder / f"{name}.marking").write_text(word, encoding="utf-8")


def marks(folder: Path, seen_by: Markings) -> dict[str, str]:
    return {seen.source_path: seen.marking for seen in visible_files(folder, markings=seen_by)}


def reasons(folder: Path, seen_by: Markings) -> dict[str, tuple[str, str | None]]:
    taken = take_in(folder, {}, lambda _: None, markings=seen_by, isolated=False)
    return {file.source_path: (file.status, file.reason) for file in taken.files}


def test_the_highest_mark_that_applies_counts(tmp_path):
    write(tmp_path, "a.txt", "enquete/b.txt", "enquete/annexes/c.txt", "enquete/d.txt", "e.txt")
    note(tmp_path, "e.txt", " Internal\n")
    note(tmp_path, "enquete/d.txt", "open")
    note(tmp_path, "enquete/annexes/c.txt", "confidential")
    found = marks(tmp_path, markings("confidential", enquete="internal"))
    assert {path: mark for path, mark in found.items() if not path.endswith(".marking")} == {
        "a.txt": "open",
        "enquete/b.txt": "internal",
        "enquete/annexes/c.txt": "confidential",
        "enquete/d.txt": "internal",
        "e.txt": "internal",
    }


def test_the_whole_folder_can_be_marked(tmp_path):
    write(tmp_path, "a.txt", "b/c.txt")
    assert set(marks(tmp_path, Markings(LEVELS, LEVELS, {".": "internal"})).values()) == {"internal"}


def test_a_folder_of_a_similar_name_is_another_one(tmp_path):
    write(tmp_path, "enquete/a.txt", "enquete-close/b.txt")
    assert marks(tmp_path, markings("open", enquete="confidential")) == {"enquete-close/b.txt": "open"}


def test_an_audience_sees_no_file_beyond_its_mark_nor_the_note_beside_it(tmp_path):
    write(tmp_path, "a.txt", "b.txt", "c.txt")
    note(tmp_path, "b.txt", "internal")
    note(tmp_path, "c.txt", "confidential")
    assert list(marks(tmp_path, markings("internal"))) == ["a.txt", "b.txt", "b.txt.marking"]
    assert list(marks(tmp_path, markings("open"))) == ["a.txt"]


@pytest.mark.parametrize("word", ["", "confidentiel", "open internal", "ouvert"])
def test_a_note_that_says_nothing_known_closes_its_file(tmp_path, word):
    write(tmp_path, "a.txt")
    note(tmp_path, "a.txt", word)
    assert marks(tmp_path, markings("internal")) == {}
    assert reasons(tmp_path, markings("confidential"))["a.txt.marking"] == ("quarantined", "unknown_marking")


def test_a_note_that_is_a_link_closes_its_file(tmp_path):
    write(tmp_path, "a.txt")
    (tmp_path / "elsewhere").write_text("open")
    (tmp_path / "a.txt.marking").symlink_to(tmp_path / "elsewhere")
    assert "a.txt" not in marks(tmp_path, markings("internal"))


def test_a_note_is_no_document_and_one_without_its_file_wants_eyes(tmp_path):
    write(tmp_path, "a.txt")
    note(tmp_path, "a.txt", "open")
    note(tmp_path, "renamed.txt", "open")
    found = reasons(tmp_path, markings("open"))
    assert found["a.txt.marking"] == ("ignored", "marking")
    assert found["renamed.txt.marking"] == ("quarantined", "stray_marking")


def test_a_mark_for_a_folder_that_is_not_there_stops_the_night(tmp_path):
    write(tmp_path, "enquete/a.txt")
    with pytest.raises(FolderMissing, match="enquette"):
        visible_files(tmp_path, markings=markings("open", enquette="confidential"))


def test_members_of_an_archive_have_the_mark_of_the_archive(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "lot.zip", "w") as archive:
        archive.writestr("a.txt", TEXT)
    note(tmp_path, "lot.zip", "internal")
    taken = take_in(tmp_path, {}, lambda _: None, markings=markings("internal"), isolated=False)
    assert {file.source_path: file.marking for file in taken.files} == {
        "lot.zip": "internal",
        "lot.zip!/a.txt": "internal",
        "lot.zip.marking": "internal",
    }


def test_the_signature_tells_of_marks_and_of_nothing_that_is_not_seen(tmp_path):
    write(tmp_path, "a.txt", "b.txt")
    seen_by = markings("internal")
    before = folder_signature(tmp_path, markings=seen_by)
    assert take_in(tmp_path, {}, lambda _: None, markings=seen_by, isolated=False).signature == before
    note(tmp_path, "a.txt", "internal")
    marked = folder_signature(tmp_path, markings=seen_by)
    write(tmp_path, "secret.txt")
    note(tmp_path, "secret.txt", "confidential")
    assert before != marked == folder_signature(tmp_path, markings=seen_by)
    assert len(visible_contents(tmp_path, markings=seen_by)) == 3
