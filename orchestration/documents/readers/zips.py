"""ZIP packages in memory, for office files, books and archives: nothing is ever written to a disk.

What belongs here: opening a package, its limits, inflating one member. What does not: what members mean (`docx`,
`archives`…). The sizes that a package declares are not believed: what comes out is counted while it comes out.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from orchestration.documents.refusals import Limits, Rejected

_PIECE = 65_536
# Small members may be repetitive by nature: an empty spreadsheet's styles shrink a thousandfold.
_RATIO_FROM = 1_000_000
# The standard library inflates these two in pieces of a bounded size; 64 KiB of bzip2 may become a gigabyte at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x01
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    ValueError,
    EOFError,
    OverflowError,
)


class Package:
    """The files inside a ZIP. `names` are keys and words for people, never paths; folders are left out.

    Of members with the same name the last one counts, always, and `warnings` says so.
    """

    def __init__(self, archive: zipfile.ZipFile, file_bytes: int, limits: Limits) -> None:
        files = [member for member in archive.infolist() if not member.is_dir()]
        self._archive = archive
        self._members = {member.filename: member for member in files}
        self._file_bytes = file_bytes
        self._limits = limits
        self._inflated_bytes = 0
        self.names = tuple(self._members)
        self.warnings = ("duplicate_members",) if len(files) > len(self._members) else ()

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member. What all calls together inflate counts against the limits.

        Raises Rejected: `parse_error` (missing, broken, checksum), `encrypted`, `type_not_supported` (an unusual
        compression), `zip_bomb`.
        """
        if name not in self._members:
            raise Rejected("parse_error", "a part is missing in the package")
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED:
            raise Rejected("encrypted", "protected by a password: save it without")
        if member.compress_type not in _METHODS:
            raise Rejected("type_not_supported", f"ZIP compression method {member.compress_type}: pack it with Deflate")
        try:
            return b"".join(self._pieces(member))
        except _BROKEN as error:
            raise Rejected("parse_error", f"damaged ZIP member ({type(error).__name__})") from error

    def _pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = max(1, min(member.compress_size, self._file_bytes))
        ceiling = max(_RATIO_FROM, self._limits.max_inflation_ratio * packed)
        size = 0
        with self._archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                self._inflated_bytes += len(piece)
                if size > ceiling:
                    raise Rejected("zip_bomb", f"a member grows more than {self._limits.max_inflation_ratio} times")
                if self._inflated_bytes > self._limits.max_inflated_bytes:
                    raise Rejected("zip_bomb", f"inflates to more than {self._limits.max_inflated_bytes} bytes")
                yield piece


def open_package(data: bytes, limits: Limits) -> Package:
    """The package that `data` is. Raises Rejected: `parse_error`, `too_many_members`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise Rejected("parse_error", f"damaged or cut ZIP file ({type(error).__name__})") from error
    count = len(archive.infolist())
    if count > limits.max_members:
        raise Rejected("too_many_members", f"{count} members, the limit is {limits.max_members}")
    return Package(archive, len(data), limits)
