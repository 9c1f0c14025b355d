"""Files into documents: identity by content, one status for every file, nothing parsed twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.documents import intake
from orchestration.documents.intake import FolderMissing, Limits, Rejected, read_bytes, take_in
from orchestration.documents.signature import folder_signature

TEXT = "Un atelier pour la vallée\n\nLa coopérative a signé mardi le bail de l’atelier avec la commune de Valmigny."


def by_path(found: intake.Intake) -> dict[str, tuple[str, str | None]]:
    return {file.source_path: (file.status, file.reason or file.detail) for file in found.files}


def known_after(found: intake.Intake) -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for document in found.documents:
        known[document.file_sha256] = (*known.get(document.file_sha256, ()), document.content_sha256)
    return known


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: f"<html><p>{text}".encode()))
def test_any_bytes_give_lawful_documents_or_a_reason(data: bytes) -> None:
    try:
        documents = read_bytes("file", data)
    except Rejected:
        return
    for document in documents:
        document.text.encode()
        assert "\r" not in document.text
        assert "\x00" not in document.text
        end = 0
        for section in document.sections:
            assert not document.text[end : section.start_char].strip()
            assert document.text[section.start_char : section.end_char].strip()
            end = section.end_char
        assert not document.text[end:].strip()


def test_a_document_is_known_by_its_text() -> None:
    (document,) = read_bytes("a.txt", TEXT.encode())
    assert document.text == TEXT
    assert document.content_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert document.file_sha256 == document.content_sha256
    assert document.document_id == read_bytes("other/name.md", TEXT.encode("utf-16"))[0].document_id


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "type_not_supported"),
        (b"x" * 2000, "too_large"),
        ("é".encode() * 400, "too_long"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_bytes("file", data, Limits(max_file_bytes=1000, max_text_chars=300))
    assert refusal.value.reason == reason


def test_twins_are_one_document_and_name_the_one_that_leads(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    (tmp_path / "c.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "d.txt").write_bytes(TEXT.encode("cp1252") + b"\n")
    found = take_in(tmp_path, {})
    assert by_path(found) == {
        "a.txt": ("accepted", None),
        "b.txt": ("duplicate", "same text as a.txt"),
        "c.md": ("duplicate", "same bytes as b.txt"),
        "d.txt": ("duplicate", "same text as a.txt"),
    }
    assert len({document.document_id for document in found.documents}) == 1
    assert len({document.file_sha256 for document in found.documents}) == 3


def test_a_folder_read_before_is_not_parsed_again_and_gives_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT + "\n", encoding="utf-8")
    (tmp_path / "c.html").write_text("<html><body></body></html>", encoding="utf-8")
    first = take_in(tmp_path, {})
    (tmp_path / "d.txt").write_text("Un autre texte, avec Luc Brémond.", encoding="utf-8")
    second = take_in(tmp_path, known_after(first))
    assert second.files[:3] == first.files
    assert [document.text for document in second.documents] == ["Un autre texte, avec Luc Brémond."]


def test_the_signature_follows_the_contents_and_not_the_order_of_arrival(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, names in zip(folders, (["a", "b", "c"], ["c", "b", "a"]), strict=True):
        folder.mkdir()
        for name in names:
            (folder / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    one, two = (take_in(folder, {}) for folder in folders)
    assert one == two
    assert folder_signature(folders[0]) == one.signature
    (folders[1] / "a").rename(folders[1] / "z")
    assert take_in(folders[1], {}).signature != one.signature


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="no documents folder"):
        take_in(tmp_path / "nowhere", {})


def test_an_empty_folder_is_a_normal_intake(tmp_path: Path) -> None:
    found = take_in(tmp_path, {})
    assert (found.files, found.documents) == ([], [])


def test_progress_is_told_for_every_file(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(TEXT + name, encoding="utf-8")
    told: list[tuple[int, int]] = []
    take_in(tmp_path, {}, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_encoding_and_doubts_are_recorded_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Réunion\x00 à l’été".encode()[:-1])
    (tmp_path / "b.txt").write_bytes("Réunion à l’été".encode("cp1252"))
    told = [(file.status, file.media_type, file.encoding, file.detail) for file in take_in(tmp_path, {}).files]
    assert told == [
        ("accepted", "text/plain", "utf-8", "decode_replaced=1, control_chars=1"),
        ("accepted", "text/plain", "cp1252", None),
    ]
