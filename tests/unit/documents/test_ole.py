"""An OLE container is refused with the reason that helps its owner, and never keeps the reader busy."""

from __future__ import annotations

import struct

import pytest

from orchestration.documents.readers.ole import ole_refusal, read
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.mail_files import Tree, compound_file


@pytest.mark.parametrize(
    ("tree", "reason", "advice"),
    [
        ({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}, "encrypted", "password"),
        ({"WordDocument": b"x" * 5000, "1Table": b"y"}, "type_not_supported", "save as .docx"),
        ({"Workbook": b"x"}, "type_not_supported", "save as .xlsx"),
        ({"PowerPoint Document": b"x"}, "type_not_supported", "save as .pptx"),
        ({"Autre": b"x"}, "type_not_supported", "no document"),
    ],
)
def test_the_reason_tells_what_to_do(tree: Tree, reason: str, advice: str) -> None:
    refusal = ole_refusal(compound_file(tree))
    assert refusal.reason == reason
    assert advice in (refusal.detail or "")


@pytest.mark.parametrize(
    ("place", "value"),
    [(30, 60_000), (44, 2**31), (64, 2**31), (72, 2**31)],
    ids=["sector size", "tables", "mini tables", "lists of tables"],
)
def test_a_header_that_announces_more_than_the_file_holds(place: int, value: int) -> None:
    data = bytearray(compound_file({"WordDocument": b"x" * 5000}))
    struct.pack_into("<I" if value > 2**16 else "<H", data, place, value)
    assert ole_refusal(bytes(data)).reason == "parse_error"


@pytest.mark.parametrize("size", [8, 100, 511, 600])
def test_a_cut_container_is_damaged(size: int) -> None:
    assert ole_refusal(compound_file({"WordDocument": b"x" * 5000})[:size]).reason == "parse_error"


def test_a_table_that_points_at_itself_ends() -> None:
    data = bytearray(compound_file({"WordDocument": b"x" * 50_000}))
    (table,) = struct.unpack_from("<I", data, 76)
    start = 512 * (table + 1)
    for entry in range(128):
        struct.pack_into("<I", data, start + 4 * entry, entry)
    assert ole_refusal(bytes(data)).status == "quarantined"


def test_as_a_reader_it_refuses_always() -> None:
    with pytest.raises(Rejected) as refusal:
        read(compound_file({"EncryptedPackage": b"x"}), Limits())
    assert refusal.value.reason == "encrypted"
