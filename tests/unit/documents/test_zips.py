"""A ZIP is opened in memory, within its limits, and believed in nothing that it says of itself."""

from __future__ import annotations

import struct
import zipfile

import pytest

from orchestration.documents.readers.zips import open_package
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import package

LIMITS = Limits()


def _reason(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Rejected) as refusal:
        _read_all(data, limits)
    return refusal.value.reason


def _read_all(data: bytes, limits: Limits) -> list[bytes]:
    opened = open_package(data, limits)
    return [opened.read(name) for name in opened.names]


def test_members_in_the_order_of_the_file_without_folders() -> None:
    opened = open_package(package([("b.txt", "deux"), ("dossier/", ""), ("../../a.txt", "un")]), LIMITS)
    assert opened.names == ("b.txt", "../../a.txt")
    assert [opened.read(name) for name in opened.names] == [b"deux", b"un"]
    assert "b.txt" in opened
    assert opened.warnings == ()


def test_of_twins_the_last_one_counts_and_a_warning_says_so() -> None:
    opened = open_package(package([("a.xml", "premier"), ("a.xml", "second")]), LIMITS)
    assert (opened.names, opened.read("a.xml")) == (("a.xml",), b"second")
    assert opened.warnings == ("duplicate_members",)


def test_a_member_that_grows_beyond_the_limit_is_a_bomb() -> None:
    bomb = package([("a.xml", bytes(3_000_000))])
    assert _reason(bomb, Limits(max_inflated_bytes=2_000_000, max_inflation_ratio=10_000)) == "zip_bomb"
    assert _reason(bomb, Limits(max_inflation_ratio=100)) == "zip_bomb"
    assert open_package(bomb, Limits(max_inflation_ratio=10_000)).read("a.xml") == bytes(3_000_000)


def test_all_members_together_count_as_one_bomb() -> None:
    many = package([(f"{i}.xml", bytes(500_000)) for i in range(5)])
    assert _reason(many, Limits(max_inflated_bytes=2_000_000)) == "zip_bomb"


def test_a_declared_size_that_lies_changes_nothing() -> None:
    data = package([("a.xml", bytes(3_000_000))])
    lying = data.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    assert lying != data
    assert _reason(lying, Limits(max_inflated_bytes=5)) in ("zip_bomb", "parse_error")
    assert _reason(lying) == "parse_error"


def test_too_many_members() -> None:
    assert _reason(package([(str(i), "") for i in range(11)]), Limits(max_members=10)) == "too_many_members"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_cut_package_is_damaged(share: float) -> None:
    data = package([("a.xml", "le conseil a délibéré " * 50), ("b.xml", "suite")])
    assert _reason(data[: int(len(data) * share)]) == "parse_error"


def test_a_flipped_byte_is_noticed() -> None:
    data = bytearray(package([("a.txt", "Le marché est attribué.")], zipfile.ZIP_STORED))
    data[data.index(b"attribu")] ^= 1
    assert _reason(bytes(data)) == "parse_error"


def test_a_password_is_named_as_the_reason() -> None:
    data = bytearray(package([("a.txt", "secret")]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    assert _reason(bytes(data)) == "encrypted"


def test_an_unusual_compression_is_refused_before_it_is_tried() -> None:
    assert _reason(package([("a.txt", bytes(1000))], zipfile.ZIP_BZIP2)) == "type_not_supported"


def test_a_missing_member_is_a_damaged_file() -> None:
    with pytest.raises(Rejected) as refusal:
        open_package(package([("a.txt", "un")]), LIMITS).read("b.txt")
    assert refusal.value.reason == "parse_error"
