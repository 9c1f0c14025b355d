"""Files into documents: identity by content, one status for every file, nothing parsed twice."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.documents import intake
from orchestration.documents.intake import FolderMissing, Limits, Rejected, read_bytes, take_in
from orchestration.documents.signature import folder_signature
from orchestration.records import Document, FileReading

TEXT = "Un atelier pour la vallée\n\nLa coopérative a signé mardi le bail de l’atelier avec la commune de Valmigny."


class Night:
    """One intake of a folder, in this process, and what it handed over to be kept."""

    def __init__(self, folder: Path, known: dict[str, FileReading] | None = None, **options: Any) -> None:
        self.readings: list[intake.NewReading] = []
        self.found = take_in(folder, known or {}, self.readings.extend, isolated=False, **options)

    @property
    def by_path(self) -> dict[str, tuple[str, str | None]]:
        return {file.source_path: (file.status, file.reason or file.detail) for file in self.found.files}

    @property
    def documents(self) -> list[Document]:
        return [document for new in self.readings for document in new.documents]

    @property
    def known(self) -> dict[str, FileReading]:
        return {new.reading.file_sha256: new.reading for new in self.readings}


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: f"<html><p>{text}".encode()))
def test_any_bytes_give_lawful_documents_or_a_reason(data: bytes) -> None:
    try:
        documents = read_bytes(data)
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
    (document,) = read_bytes(TEXT.encode())
    assert document.text == TEXT
    assert document.content_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert document.file_sha256 == document.content_sha256
    assert document.document_id == read_bytes(TEXT.encode("utf-16"))[0].document_id


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n ...", "type_not_supported"),
        (b"x" * 2000, "too_large"),
        ("é".encode() * 400, "too_long"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_bytes(data, Limits(max_file_bytes=1000, max_text_chars=300))
    assert refusal.value.reason == reason


def test_twins_are_one_document_and_name_the_one_that_leads(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    (tmp_path / "c.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "d.txt").write_bytes(TEXT.encode("cp1252") + b"\n")
    night = Night(tmp_path)
    assert night.by_path == {
        "a.txt": ("accepted", None),
        "b.txt": ("duplicate", "same text as a.txt"),
        "c.md": ("duplicate", "same bytes as b.txt"),
        "d.txt": ("duplicate", "same text as a.txt"),
    }
    assert len({document.document_id for document in night.documents}) == 1
    assert len({document.file_sha256 for document in night.documents}) == 3


def test_a_folder_read_before_is_not_parsed_again_and_gives_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT + "\n", encoding="utf-8")
    (tmp_path / "c.html").write_text("<html><body></body></html>", encoding="utf-8")
    first = Night(tmp_path)
    (tmp_path / "d.txt").write_text("Un autre texte, avec Luc Brémond.", encoding="utf-8")
    second = Night(tmp_path, first.known)
    assert second.found.files[:3] == first.found.files
    assert [document.text for document in second.documents] == ["Un autre texte, avec Luc Brémond."]


def test_the_signature_follows_the_contents_and_not_the_order_of_arrival(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, names in zip(folders, (["a", "b", "c"], ["c", "b", "a"]), strict=True):
        folder.mkdir()
        for name in names:
            (folder / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    one, two = (Night(folder).found for folder in folders)
    assert one == two
    assert folder_signature(folders[0]) == one.signature
    (folders[1] / "a").rename(folders[1] / "z")
    assert Night(folders[1]).found.signature != one.signature


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="no documents folder"):
        Night(tmp_path / "nowhere")


def test_an_empty_folder_is_a_normal_intake(tmp_path: Path) -> None:
    night = Night(tmp_path)
    assert (night.found.files, night.readings) == ([], [])


def test_progress_is_told_for_every_file(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(TEXT + name, encoding="utf-8")
    told: list[tuple[int, int]] = []
    Night(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_encoding_and_doubts_are_recorded_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Réunion\x00 à l’été".encode()[:-1])
    (tmp_path / "b.txt").write_bytes("Réunion à l’été".encode("cp1252"))
    told = [(file.status, file.media_type, file.encoding, file.warnings) for file in Night(tmp_path).found.files]
    assert told == [
        ("accepted", "text/plain", "utf-8", ("decode_replaced=1", "control_chars=1")),
        ("accepted", "text/plain", "cp1252", ()),
    ]


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def test_files_inside_a_file_get_rows_of_their_own(tmp_path: Path) -> None:
    inner = zipped([("brève.txt", f"{TEXT} Suite.".encode()), ("image.png", b"\x89PNG\r\n\x1a\n...")])
    (tmp_path / "presse.zip").write_bytes(zipped([("2024/article.txt", TEXT.encode()), ("plus.zip", inner)]))
    night = Night(tmp_path)
    assert night.by_path == {
        "presse.zip": ("accepted", None),
        "presse.zip!/2024/article.txt": ("accepted", None),
        "presse.zip!/plus.zip": ("accepted", None),
        "presse.zip!/plus.zip!/brève.txt": ("accepted", None),
        "presse.zip!/plus.zip!/image.png": ("quarantined", "type_not_supported"),
    }
    containers = {file.source_path: file.container_path for file in night.found.files}
    assert containers["presse.zip!/plus.zip!/brève.txt"] == "presse.zip!/plus.zip"
    assert {document.text for document in night.documents} == {TEXT, f"{TEXT} Suite."}


def test_an_archive_read_before_is_not_opened_again(tmp_path: Path) -> None:
    (tmp_path / "presse.zip").write_bytes(zipped([("a.txt", TEXT.encode()), ("b.txt", b"%PDF-1.4 broken")]))
    first = Night(tmp_path)
    second = Night(tmp_path, first.known)
    assert second.readings == []
    assert second.found.files == first.found.files


def test_an_archive_of_which_a_member_is_not_known_is_opened_again(tmp_path: Path) -> None:
    """A night that died may have kept the archive and lost a member."""
    (tmp_path / "presse.zip").write_bytes(zipped([("a.txt", TEXT.encode()), ("b.txt", f"{TEXT} Fin.".encode())]))
    first = Night(tmp_path)
    half = {sha256: reading for sha256, reading in first.known.items() if reading.members}
    assert {document.text for document in Night(tmp_path, half).documents} == {TEXT, f"{TEXT} Fin."}


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    mails = "".join(
        f"From jeanne@nordalis.example Tue Jan  2 10:00:00 2024\nFrom: Jeanne <j@nordalis.example>\nTo: l@x.example\n"
        f"Subject: Livraison {n}\n\nLa livraison {n} part mardi de Valmigny.\n\n"
        for n in (1, 2)
    )
    (tmp_path / "twins.zip").write_bytes(zipped([("x/a.txt", TEXT.encode()), ("x/a.txt ", mails.encode())]))
    paths = [file.source_path for file in Night(tmp_path).found.files]
    assert len(paths) == len(set(paths))


def test_archives_in_archives_end_at_the_limits(tmp_path: Path) -> None:
    data = TEXT.encode()
    for level in range(6):
        data = zipped([(f"{level}.zip" if level else "article.txt", data)])
    (tmp_path / "deep.zip").write_bytes(data)
    last = Night(tmp_path, limits=Limits(max_nesting=3)).found.files[-1]
    assert (last.status, last.reason, last.source_path.count("!/")) == ("quarantined", "too_deep", 4)


def test_the_members_of_all_archives_in_one_file_count_together(tmp_path: Path) -> None:
    box = zipped([(f"{n}.txt", f"{TEXT} {n}".encode()) for n in range(3)])
    (tmp_path / "boxes.zip").write_bytes(zipped([(f"{n}.zip", box) for n in range(3)]))
    reasons = Counter(file.reason for file in Night(tmp_path, limits=Limits(max_members=6)).found.files)
    assert reasons["too_many_members"] == 3


@pytest.mark.parametrize("limits", [Limits(max_members=2), Limits(max_nesting=1), Limits(max_inflated_bytes=600)])
def test_limits_count_the_same_in_what_is_known(tmp_path: Path, limits: Limits) -> None:
    """A member beyond a limit stays refused the next night, also when its bytes are known from elsewhere."""
    inner = zipped([(f"{n}.txt", f"{TEXT} {n}".encode()) for n in range(3)])
    (tmp_path / "presse.zip").write_bytes(zipped([("inner.zip", inner)]))
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT} {number}", encoding="utf-8")
    first = Night(tmp_path, limits=limits)
    assert any(file.container_path and file.status == "quarantined" for file in first.found.files)
    assert Night(tmp_path, first.known, limits=limits).found.files == first.found.files


def test_what_was_refused_before_is_refused_without_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 20)
    first = Night(tmp_path)
    monkeypatch.setattr("orchestration.documents.isolation.read", None)
    assert Night(tmp_path, first.known).found.files == first.found.files


def test_other_limits_are_another_reader() -> None:
    assert intake.reader_version(Limits(max_pages=7)) != intake.reader_version(Limits())


def test_many_readers_give_the_same_as_one(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT} {number % 20}", encoding="utf-8")
    assert Night(tmp_path, workers=4).found == Night(tmp_path).found
