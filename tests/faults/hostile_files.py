"""Files built to break readers, each small on disk: bombs, loops, locks, cuts, floods.

What belongs here: making them. What does not: what should become of each (`test_hostile_files`).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from tests.unit.documents import mail_files, office_files, pdf_files

WORDS = "La coopérative a signé mardi le bail de l’atelier avec la commune de Valmigny."
ARTICLE = pdf_files.lines(72, 770, [WORDS, "Les travaux commencent au printemps, selon la mairie.", WORDS])
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being the catalogue; without cross-references: readers must look for them."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def page_of(content: bytes, resources: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page whose content is the given stream object."""
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources,
        content,
        *more,
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def zeros(count: int) -> bytes:
    """So many spaces, deflated, without ever holding them all."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    return b"".join(packer.compress(block) for _ in range(count // len(block))) + packer.flush()


def doubling(levels: int) -> bytes:
    """Forms that each draw the next one twice."""
    forms = [
        stream(b"/X Do /X Do", FORM + b"/Resources << /XObject << /X %d 0 R >> >>" % number)
        for number in range(6, 6 + levels)
    ]
    last = stream(b"0 0 m", FORM)
    return page_of(stream(b"/X Do"), b"/XObject << /X 5 0 R >>", *forms, last)


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """A ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """A package with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {part: archive.read(part) for part in archive.namelist()}
    return zip_of({**members, name: data})


def cut(data: bytes, share: float) -> bytes:
    """The first part of a file, as an interrupted copy leaves it."""
    return data[: int(len(data) * share)]


def nested_mail(levels: int) -> bytes:
    """Multiparts inside each other."""
    opening = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(levels)
    )
    return b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + opening


def files() -> dict[str, bytes]:
    """All of them by name."""
    article = pdf_files.pdf(ARTICLE)
    letter = office_files.docx(office_files.paragraph(WORDS))
    document = "word/document.xml"
    return {
        "flate_bomb.pdf": page_of(stream(zeros(600_000_000), b"/Filter /FlateDecode")),
        "chained_bomb.pdf": page_of(
            stream(zlib.compress(zeros(2_000_000_000), 9), b"/Filter [/FlateDecode /FlateDecode]")
        ),
        "doubling.pdf": doubling(26),
        "pages_loop.pdf": raw_pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 >>"
        ),
        "many_pages.pdf": pdf_files.pdf(*[[pdf_files.Text(72, 700, "Page")]] * 5_100),
        "locked.pdf": pdf_files.locked(article, password="secret"),
        "locked_for_copying.pdf": pdf_files.locked(article, password=""),
        "scan.pdf": pdf_files.scan(100, 100, bytes(10_000)),
        "cut_01.pdf": cut(article, 0.01),
        "cut_10.pdf": cut(article, 0.10),
        "cut_50.pdf": cut(article, 0.50),
        "cut_90.pdf": cut(article, 0.90),
        "article_named.txt": article,
        "bomb.docx": with_part(letter, document, bytes(150_000_000)),
        "laughs.docx": with_part(letter, document, (ENTITIES + "<x>&j;</x>").encode()),
        "outside_entity.docx": with_part(
            letter, document, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
        ),
        "cut_20.docx": cut(letter, 0.20),
        "cut_95.docx": cut(letter, 0.95),
        "bomb.zip": zip_of({"zeros.txt": bytes(150_000_000)}),
        "traversal.zip": zip_of({"../../evil.sh": WORDS.encode(), "/etc/evil.txt": f"{WORDS} Fin.".encode()}),
        "many_members.zip": zip_of({f"{n}.txt": b"" for n in range(5_100)}),
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + WORDS.encode(),
        "attributes.html": b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">" + WORDS.encode(),
        "nested.eml": nested_mail(5_000),
        "recipients.eml": mail_files.mail(WORDS.encode(), To=", ".join(f"p{n}@example.org" for n in range(50_000))),
        "groups.rtf": b"{\\rtf1 " + b"{" * 500_000 + b"x" + b"}" * 500_000 + b"}",
        "brackets.txt": b"(" * 100_000,
        "long_word.txt": b"x" * 1_000_000,
        "nothing.txt": b" \n" * 100_000,
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "noise.txt": bytes(range(256)) * 40,
    }
