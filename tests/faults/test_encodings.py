"""Texts in every encoding and with every trick of typography: the same words come out, or a warning, never a loss."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from orchestration.documents.intake import NewReading, take_in
from orchestration.records import Document, FileRecord

pytestmark = pytest.mark.faults

TEXT = (
    "Un atelier pour la vallée\n\n« Nous ouvrons à l’été », a déclaré Élise Fournier, présidente de la coopérative "
    "Nordalis. Le bail de l’atelier coûte 12 000 € par an ; la commune de Valmigny en paie la moitié, œuvre comprise."
)
HALF = len(TEXT) // 2
FILES: dict[str, bytes] = {
    "utf-8.txt": TEXT.encode(),
    "bom.txt": b"\xef\xbb\xbf" + TEXT.encode(),
    "utf-16.txt": TEXT.encode("utf-16"),
    "utf-16-be.txt": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-32.txt": TEXT.encode("utf-32"),
    "cp1252.txt": TEXT.encode("cp1252"),
    "crlf.txt": TEXT.replace("\n", "\r\n").encode(),
    "mac lines.txt": TEXT.replace("\n", "\r").encode(),
    "nfd.txt": unicodedata.normalize("NFD", TEXT).encode(),
    "last line.txt": TEXT.encode() + b"\n\n",
    "mixed.txt": TEXT[:HALF].encode() + TEXT[HALF:].encode("cp1252"),
    "mojibake.txt": TEXT.encode().decode("cp1252", "replace").encode(),
    "cut.txt": (TEXT + " É").encode()[:-1],
    "controls.txt": TEXT.replace(" a ", " a\x00\x1b[31m ").encode(),
    "surrogate.txt": TEXT.encode() + b" \xed\xa0\x80 fin",
    "bidi.txt": TEXT.replace("Nordalis", "Nor\u202esilad\u202c").encode(),
    "look-alike.txt": TEXT.replace("Nordalis", "Nord\u0430lis").encode(),
    "zero width.txt": TEXT.replace("Nordalis", "Nor\u200bdalis").encode(),
    "soft hyphen.txt": TEXT.replace("Nordalis", "Nor\u00addalis").encode(),
}
TWINS = tuple(FILES)[:10]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[FileRecord, Document]]:
    folder: Path = tmp_path_factory.mktemp("encodings")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    readings: list[NewReading] = []
    found = take_in(folder, {}, readings.extend, workers=2)
    documents = {new.reading.file_sha256: new.documents[0] for new in readings if new.documents}
    return {file.source_path: (file, documents[file.file_sha256]) for file in found.files if file.file_sha256}


@pytest.mark.parametrize("name", TWINS)
def test_one_text_in_ten_encodings_is_one_document(taken: dict[str, tuple[FileRecord, Document]], name: str) -> None:
    assert taken[name][1].text == TEXT
    assert taken[name][1].document_id == taken["utf-8.txt"][1].document_id


def test_of_twins_one_leads_and_the_others_say_whom_they_follow(
    taken: dict[str, tuple[FileRecord, Document]],
) -> None:
    leading = [name for name in TWINS if taken[name][0].status == "accepted"]
    assert len(leading) == 1
    assert {taken[name][0].detail for name in TWINS} - {None} == {f"same text as {leading[0]}"}


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("mixed.txt", "mixed_encoding"),
        ("mojibake.txt", "mojibake"),
        ("cut.txt", "decode_replaced"),
        ("controls.txt", "control_chars"),
        ("bidi.txt", "bidi_controls"),
        ("look-alike.txt", "mixed_script"),
        ("zero width.txt", "invisible_chars"),
    ],
)
def test_what_is_doubtful_is_said_beside_the_file(
    taken: dict[str, tuple[FileRecord, Document]], name: str, warning: str
) -> None:
    assert any(said.startswith(warning) for said in taken[name][0].warnings), taken[name][0].warnings


def test_a_text_of_two_encodings_loses_nothing(taken: dict[str, tuple[FileRecord, Document]]) -> None:
    assert taken["mixed.txt"][1].text == TEXT


@pytest.mark.parametrize("name", FILES)
def test_what_is_stored_can_be_stored_anywhere_and_sections_hold_all_of_it(
    taken: dict[str, tuple[FileRecord, Document]], name: str
) -> None:
    text = taken[name][1].text
    text.encode("utf-8")
    assert not {"\x00", "\x1b", "\r"} & set(text)
    visible = "".join(text[s.start_char : s.end_char] for s in taken[name][1].sections)
    assert "".join(visible.split()) == "".join(text.split())
