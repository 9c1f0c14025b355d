"""What lies in an archive comes out as members, and nothing is ever written by a member's name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import pytest

from orchestration.documents.drafts import Contents
from orchestration.documents.readers.archive import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected

FILES = {"dossier/article.txt": b"Luc a sign\xc3\xa9 le bail.", "note.md": b"# Note"}


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(files: Mapping[str, bytes], *special: tarfile.TarInfo) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", encoding="latin-1") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            archive.addfile(entry, io.BytesIO(data))
        for entry in special:
            archive.addfile(entry)
    return target.getvalue()


def special(name: str, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry


def members(contents: Contents) -> dict[str, bytes]:
    return {member.name: member.data for member in contents.members}


def reason(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(Rejected) as refusal:
        read(data, limits)
    return refusal.value.reason


@pytest.mark.parametrize(
    "pack",
    [
        zipped,
        tarred,
        lambda files: gzip.compress(tarred(files)),
        lambda files: bz2.compress(tarred(files)),
        lambda files: lzma.compress(tarred(files)),
    ],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"],
)
def test_every_file_is_a_member(pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    contents = read(pack(FILES), DEFAULT_LIMITS)
    assert members(contents) == FILES
    assert contents.warnings == ()


def test_a_compressed_file_is_its_only_member_under_the_name_it_had() -> None:
    target = io.BytesIO()
    with gzip.GzipFile("dépêche.txt", "wb", fileobj=target) as packed:
        packed.write(b"Une d\xc3\xa9p\xc3\xaache.")
    assert members(read(target.getvalue(), DEFAULT_LIMITS)) == {"dépêche.txt": b"Une d\xc3\xa9p\xc3\xaache."}
    assert members(read(bz2.compress(b"Une note."), DEFAULT_LIMITS)) == {"content": b"Une note."}


def test_what_systems_leave_behind_is_passed_over() -> None:
    junk = {"__MACOSX/dossier/._article.txt": b"x", "dossier/.DS_Store": b"x", "Thumbs.db": b"x", "a/._b.txt": b"x"}
    for pack in (zipped, tarred):
        assert members(read(pack({"dossier/": b"", **FILES, **junk}), DEFAULT_LIMITS)) == FILES


def test_hostile_names_are_only_words() -> None:
    names = {"../../evil.txt": b"1", "/etc/evil.txt": b"2", "a\x1b[2Jb\n.txt": b"3"}
    for pack in (zipped, tarred):
        assert list(members(read(pack(names), DEFAULT_LIMITS))) == [
            "../../evil.txt",
            "/etc/evil.txt",
            "a\ufffd[2Jb\ufffd.txt",
        ]


@pytest.mark.parametrize(
    ("name", "encoding"), [("Été à l’œuvre.txt", "utf-8"), ("À la une, déjà.txt", "cp850"), ("Noël.txt", "cp1252")]
)
def test_zip_names_without_a_stated_encoding_are_told_by_their_letters(name: str, encoding: str) -> None:
    written = name.encode(encoding)
    placeholder = "x" * len(written)
    data = zipped({placeholder: b"Une note."}).replace(placeholder.encode(), written)
    assert list(members(read(data, DEFAULT_LIMITS))) == [name]


def test_tar_names_in_an_old_encoding_are_told_by_their_letters() -> None:
    assert list(members(read(tarred({"marché.txt": b"Une note."}), DEFAULT_LIMITS))) == ["marché.txt"]


def test_links_and_devices_are_counted_and_not_followed() -> None:
    odd = [special("lien", tarfile.SYMTYPE), special("dur", tarfile.LNKTYPE), special("tube", tarfile.FIFOTYPE)]
    contents = read(tarred(FILES, *odd), DEFAULT_LIMITS)
    assert (members(contents), contents.warnings) == (FILES, ("skipped_special=3",))


def test_a_member_that_is_too_large_costs_itself_only() -> None:
    files = {**FILES, "grand.txt": b"x" * 2_000}
    for pack in (zipped, tarred):
        contents = read(pack(files), Limits(max_file_bytes=1_000))
        assert (members(contents), contents.warnings) == (FILES, ("member_too_large=1",))
    assert reason(zipped({"grand.txt": b"x" * 2_000}), Limits(max_file_bytes=1_000)) == "too_large"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_what_inflates_without_end_is_refused(compress: Callable[[bytes], bytes]) -> None:
    assert reason(compress(bytes(50_000_000))) == "zip_bomb"


def test_bombs_inside_containers_are_refused() -> None:
    assert reason(zipped({"zeros.txt": bytes(20_000_000)})) == "zip_bomb"
    many = {f"{number}.txt": bytes(1_000) for number in range(100)}
    assert reason(tarred(many), Limits(max_inflated_bytes=50_000)) == "zip_bomb"
    assert reason(zipped(many), Limits(max_inflated_bytes=50_000)) == "zip_bomb"


def test_too_many_members_are_refused() -> None:
    many = {f"{number}.txt": b"x" for number in range(12)}
    assert [reason(pack(many), Limits(max_members=10)) for pack in (zipped, tarred)] == ["too_many_members"] * 2


def test_an_encrypted_archive_says_so_and_a_half_encrypted_one_gives_the_rest() -> None:
    data = bytearray(zipped(FILES))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + flags] |= 1
    contents = read(bytes(data), DEFAULT_LIMITS)
    assert (list(members(contents)), contents.warnings) == (["note.md"], ("member_encrypted=1",))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(start) + flags] |= 1
    assert reason(bytes(data)) == "encrypted"


def test_a_damaged_member_costs_itself_only() -> None:
    data = bytearray(zipped({"a.txt": b"Une note, une autre note.", **FILES}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    contents = read(bytes(data), DEFAULT_LIMITS)
    assert (members(contents), contents.warnings) == (FILES, ("member_parse_error=1",))


def test_a_damaged_archive_never_passes_for_a_whole_one() -> None:
    whole = tarred({"a.txt": b"a" * 600, "b.txt": b"b" * 600})
    for damaged in (whole[:2_000], whole[:1_536] + b"rubbish" + whole[1_543:]):
        contents = read(damaged, DEFAULT_LIMITS)
        assert (members(contents), contents.warnings) == ({"a.txt": b"a" * 600}, ("archive_damaged=1",))
    assert reason(whole[:700]) == "parse_error"
    assert reason(zipped(FILES)[:-30]) == "parse_error"
    assert reason(gzip.compress(tarred(FILES))[:-12]) == "parse_error"


def test_an_archive_without_files_is_empty() -> None:
    assert reason(zipped({"dossier/": b""})) == "empty"
    assert reason(zipped({})) == "empty"


def test_archives_of_other_kinds_are_refused_with_a_word_on_what_to_do() -> None:
    for magic in (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00"):
        with pytest.raises(Rejected, match=r"type_not_supported: .*unpack it"):
            read(magic + bytes(100), DEFAULT_LIMITS)
