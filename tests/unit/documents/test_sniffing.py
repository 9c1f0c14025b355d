"""A file is what its bytes say."""

from __future__ import annotations

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
