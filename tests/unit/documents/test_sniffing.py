"""A file is what its bytes say."""

from __future__ import annotations

import io
import zipfile

import pytest

from orchestration.documents.sniffing import sniff


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"Le maire a dit oui.", "text/plain"),
        (b"# Titre\n\nLe maire a dit oui.", "text/plain"),
        (b"<b>Gras</b> : une ligne de texte avec une balise", "text/plain"),
        (b"  <!DOCTYPE html><html><body>Oui</body></html>", "text/html"),
        (b"<!-- a page --><div>Oui</div>", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x"><body/></html>', "text/html"),
        ("<html><body>Été</body></html>".encode("utf-16"), "text/html"),
        (b'<?xml version="1.0"?><notice/>', "application/xml"),
        (b"junk\n%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04....", "application/zip"),
        (b"{\\rtf1 Bonjour}", "application/rtf"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: Oui\n\nBonjour", "message/rfc822"),
        (b'{"file": "a.txt", "quotes": []}\n', "application/json"),
        (b"Date: demain\nLe maire : oui", "text/plain"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_sniff(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


LETTER = zipped(("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b"<x/>"), ("word/document.xml", b"<x/>" * 99))
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (LETTER, f"{OFFICE}.wordprocessingml.document"),
        (LETTER[: len(LETTER) // 2], f"{OFFICE}.wordprocessingml.document"),
        (LETTER[:60], OFFICE),
        (zipped(("_rels/.rels", b""), ("xl/workbook.xml", b"")), f"{OFFICE}.spreadsheetml.sheet"),
        (zipped(("_rels/.rels", b""), ("ppt/presentation.xml", b"")), f"{OFFICE}.presentationml.presentation"),
        (zipped(("letter.docx", LETTER)), "application/zip"),
        (zipped(("word/notes.txt", b"Une note")), "application/zip"),
        (zipped(("mimetype", b"application/epub+zip"), ("a.xhtml", b"")), "application/epub+zip"),
        (zipped(("META-INF/container.xml", b"<container/>")), "application/epub+zip"),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.text")), "application/vnd.oasis.opendocument.text"),
        (
            zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), method=zipfile.ZIP_DEFLATED),
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "application/zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_package_is_told_by_its_own_directory(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


def test_a_mail_with_a_pdf_in_plain_sight_is_a_mail() -> None:
    head = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pdf\n\n"
    assert sniff(head + b"%PDF-1.4 ...") == "message/rfc822"


def test_a_mail_to_fifty_thousand_people_is_a_mail() -> None:
    everybody = b", ".join(b"p%d@b.example" % n for n in range(50_000))
    assert sniff(b"To: " + everybody + b"\nFrom: a@b.example\nSubject: x\n\nBonjour") == "message/rfc822"
