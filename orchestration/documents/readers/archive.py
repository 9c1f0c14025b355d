"""Archives and single compressed files, in memory: nothing is extracted to a disk, every file inside is a member.

What belongs here: ZIP, TAR, gzip, bzip2 and xz. What does not: reading the members, archives inside archives (`intake`
reads members as it reads files). 7z and RAR want a library of their own: they are refused with a word on what to do.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping

from orchestration.documents.drafts import Contents, Member
from orchestration.documents.readers.names import from_bytes, shown
from orchestration.documents.readers.zips import open_package
from orchestration.documents.refusals import Limits, Rejected

_Opener = Callable[[io.BytesIO], io.BufferedIOBase]

_TAR_MAGIC = slice(257, 262)
# What operating systems put beside people's files.
_SYSTEM_FOLDERS = frozenset({"__MACOSX"})
_SYSTEM_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_RESOURCE_FORK = "._"
# Small files may be repetitive by nature; above this size the ratio counts.
_RATIO_FROM = 1_000_000
_COMPRESSIONS: Mapping[bytes, _Opener] = {
    b"\x1f\x8b": lambda source: gzip.GzipFile(fileobj=source),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_FOREIGN = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_DAMAGED = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
_GZIP_HEADER, _GZIP_EXTRA, _GZIP_NAME = 10, 0x04, 0x08


class _Found:
    """The files of one archive, and how many were left out and why."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._members: list[Member] = []
        self._left_out: Counter[str] = Counter()
        self._refusal: Rejected | None = None

    def add(self, name: str, data: bytes) -> None:
        """A file. What is larger than any file may be is left out."""
        if len(data) > self._limits.max_file_bytes:
            self.leave_out("member_too_large")
        else:
            self._members.append(Member(shown(name, "content"), data))

    def leave_out(self, why: str, refusal: Rejected | None = None) -> None:
        """Count what is no member; the first refusal is the reason of an archive that gives nothing at all."""
        self._left_out[why] += 1
        self._refusal = self._refusal or refusal

    def contents(self) -> Contents:
        """All of it. Raises Rejected when nothing in the archive can be read."""
        if not self._members:
            if self._left_out["member_too_large"]:
                raise Rejected("too_large", f"every file inside is larger than {self._limits.max_file_bytes} bytes")
            raise self._refusal or Rejected("empty", "the archive holds no file")
        warnings = tuple(f"{why}={count}" for why, count in sorted(self._left_out.items()))
        return Contents(members=tuple(self._members), warnings=warnings)


def read(data: bytes, limits: Limits) -> Contents:
    """The files inside an archive, or the one inside a compressed file.

    What cannot be read inside is left out with a warning ("member_too_large=1", "skipped_special=3" for links and
    devices). Raises Rejected: `zip_bomb`, `too_many_members`, and for an archive that gives nothing `encrypted`,
    `parse_error`, `too_large`, `empty`, `type_not_supported`.
    """
    if data.startswith(_FOREIGN):
        raise Rejected("type_not_supported", "a 7z or RAR archive: unpack it, or pack it as ZIP")
    found = _Found(limits)
    opened = next((opened for magic, opened in _COMPRESSIONS.items() if data.startswith(magic)), None)
    name = _gzip_name(data)
    if opened is not None:
        data = _inflated(data, opened, limits)
    if data[_TAR_MAGIC] == b"ustar":
        _read_tar(data, limits, found)
    elif opened is not None:
        found.add(name, data)
    else:
        _read_zip(data, limits, found)
    return found.contents()


def _inflated(data: bytes, opened: _Opener, limits: Limits) -> bytes:
    ceiling = min(limits.max_inflated_bytes, max(_RATIO_FROM, limits.max_inflation_ratio * len(data)))
    try:
        with opened(io.BytesIO(data)) as stream:
            inflated = stream.read(ceiling + 1)
    except _DAMAGED as error:
        raise Rejected("parse_error", f"damaged or cut compressed file ({type(error).__name__})") from error
    if len(inflated) > ceiling:
        raise Rejected("zip_bomb", f"{len(data)} bytes inflate to more than {ceiling}")
    return inflated


def _gzip_name(data: bytes) -> str:
    """The name that gzip keeps of the file it packed, if any (RFC 1952)."""
    if not data.startswith(b"\x1f\x8b") or len(data) < _GZIP_HEADER or not data[3] & _GZIP_NAME:
        return ""
    start = _GZIP_HEADER
    if data[3] & _GZIP_EXTRA:
        start += 2 + int.from_bytes(data[start : start + 2], "little")
    return from_bytes(data[start:].partition(b"\x00")[0])


def _read_zip(data: bytes, limits: Limits, found: _Found) -> None:
    package = open_package(data, limits)
    for name in package.names:
        if _is_of_the_system(name):
            continue
        try:
            found.add(_zip_name(name), package.read(name))
        except Rejected as refusal:
            if refusal.reason == "zip_bomb":
                raise
            found.leave_out(f"member_{refusal.reason}", refusal)
    for warning in package.warnings:
        found.leave_out(warning)


def _zip_name(name: str) -> str:
    """A name that does not say that it is UTF-8 is decoded as DOS English, which French software does not mean."""
    try:
        return from_bytes(name.encode("cp437"))
    except UnicodeEncodeError:
        return name


def _read_tar(data: bytes, limits: Limits, found: _Found) -> None:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r|", errors="surrogateescape") as archive:
            _add_files(archive, limits, found)
            # What follows a broken header is passed over in silence; the end of an archive is nothing but zeros.
            is_whole = not data[archive.offset :].strip(b"\x00")
    except (tarfile.TarError, RecursionError, *_DAMAGED):
        is_whole = False
    if not is_whole:
        found.leave_out("archive_damaged", Rejected("parse_error", "damaged or cut TAR file"))


def _add_files(archive: tarfile.TarFile, limits: Limits, found: _Found) -> None:
    total = 0
    for count, entry in enumerate(archive, start=1):
        if count > limits.max_members:
            raise Rejected("too_many_members", f"more than {limits.max_members} members")
        if entry.isdir() or _is_of_the_system(entry.name):
            continue
        if not entry.isreg():
            found.leave_out("skipped_special")
        elif entry.size > limits.max_file_bytes:
            found.leave_out("member_too_large")
        else:
            # A sparse file states a size and stores less.
            total += entry.size
            if total > limits.max_inflated_bytes:
                raise Rejected("zip_bomb", f"holds more than {limits.max_inflated_bytes} bytes")
            _add_file(archive, entry, found)


def _add_file(archive: tarfile.TarFile, entry: tarfile.TarInfo, found: _Found) -> None:
    stream = archive.extractfile(entry)
    if stream is not None:
        found.add(from_bytes(entry.name.encode("utf-8", "surrogateescape")), stream.read())


def _is_of_the_system(name: str) -> bool:
    *folders, last = name.split("/")
    return not _SYSTEM_FOLDERS.isdisjoint(folders) or last in _SYSTEM_FILES or last.startswith(_RESOURCE_FORK)
