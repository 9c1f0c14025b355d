"""PDF files for tests, written object by object: text at a place, columns, images, scripts, locks."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from pypdf import PdfWriter
from pypdf.constants import UserAccessPermissions

LEADING = 14.0


class Text(NamedTuple):
    """Words in Helvetica, their baseline beginning at `x`, `y` points from the lower left corner."""

    x: float
    y: float
    words: str
    size: float = 11
    quarter_turns: int = 0


def lines(x: float, y: float, words: Sequence[str], size: float = 11, leading: float = LEADING) -> list[Text]:
    """Lines below one another, the first at `y`."""
    return [Text(x, y - leading * position, line, size) for position, line in enumerate(words)]


def pdf(
    *pages: Sequence[Text] | bytes,
    info: Mapping[str, str] | None = None,
    catalogue: str = "",
    page_entries: str = "",
) -> bytes:
    """A file of A4 pages, each a list of texts or the finished content of a page."""
    objects: list[bytes] = []
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    objects.append(f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode())
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(_information(info or {}))
    for index, page in enumerate(pages):
        content = page if isinstance(page, bytes) else b"\n".join(map(_shown, page))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * index} 0 R {page_entries} "
            "/Resources << /Font << /F1 3 0 R /F2 << /Type /Font /Subtype /Type0 /BaseFont /Nul /Encoding /Identity-H "
            "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nul /CIDSystemInfo "
            "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >> >> >> >>".encode()
        )
        objects.append(_stream("", content))
    return _file(objects)


def scan(width: int, height: int, grey: bytes) -> bytes:
    """One page that shows an image and nothing else; one byte a pixel."""
    image = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            _stream(image, grey),
            b"<< >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
            b"/Resources << /XObject << /I 3 0 R >> >> >>",
            _stream("", b"595 0 0 842 0 0 cm /I Do"),
        ]
    )


def glyph_numbers(words: str) -> bytes:
    """The content of a page whose font says of no glyph which letter it is."""
    return f"BT /F2 11 Tf 60 700 Td <{words.encode('utf-16-be').hex()}> Tj ET".encode()


def locked(data: bytes, *, password: str) -> bytes:
    """The file encrypted: with an empty password it opens, but may not be copied from."""
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(password, "maître", algorithm="AES-256", permissions_flag=UserAccessPermissions.PRINT)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _shown(text: Text) -> bytes:
    turn = ("1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0")[text.quarter_turns]
    return f"BT /F1 {text.size} Tf {turn} {text.x} {text.y} Tm ".encode() + _string(text.words) + b" Tj ET"


def _string(words: str) -> bytes:
    encoded = words.encode("cp1252")
    return b"(" + encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _information(info: Mapping[str, str]) -> bytes:
    entries = (f"/{key} <feff{value.encode('utf-16-be').hex()}>" for key, value in info.items())
    return f"<< {' '.join(entries)} >>".encode()


def _stream(entries: str, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return f"<< {entries} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """Objects numbered from 1 and the table of their offsets; the first is the catalogue, the fourth the properties."""
    written = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)
