"""Mails and Outlook messages made by hand, so that the readers meet real files of every shape.

What belongs here: writing files. What does not: expectations.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]

_SECTOR, _MINI_SECTOR, _MINI_LIMIT = 512, 64, 4096
_NONE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_STRING, _STRING8, _BINARY, _TIME, _INTEGER = 0x001F, 0x001E, 0x0102, 0x0040, 0x0003
_EPOCH_OF_OUTLOOK = datetime(1601, 1, 1, tzinfo=UTC)

HEADERS = {
    "From": "Inès Corvaisier <ines.corvaisier@example.org>",
    "To": "redaction@example.org",
    "Subject": "Marché de la toiture",
    "Date": "Tue, 05 Mar 2024 23:30:00 -0500",
    "MIME-Version": "1.0",
}


def mail(body: bytes, content_type: str | None = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """A message as it goes over the wire; `headers` override HEADERS, with _ for -, "" to leave one out."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {**HEADERS, **({"Content-Type": content_type} if content_type else {}), **changed}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return head.encode() + b"\r\n" + body


def multipart(*parts: bytes, kind: str = "mixed", boundary: str = "limite", **headers: str) -> bytes:
    """A mail of several parts, each with its own headers."""
    return mail(_parts(parts, boundary), f'multipart/{kind}; boundary="{boundary}"', **headers)


def inner_multipart(*parts: bytes, kind: str, boundary: str) -> bytes:
    """The same as a part of another mail."""
    return part(_parts(parts, boundary), f'multipart/{kind}; boundary="{boundary}"')


def part(body: bytes, content_type: str = "text/plain; charset=utf-8", *headers: str) -> bytes:
    """One part with its headers."""
    return "".join(f"{header}\r\n" for header in (f"Content-Type: {content_type}", *headers)).encode() + b"\r\n" + body


def _parts(parts: Sequence[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in parts) + mark + b"--\r\n"


def outlook(message: Tree) -> bytes:
    """A .msg file out of what `outlook_message` gives."""
    return compound_file(message)


def outlook_message(
    *,
    subject: str = "",
    sender: str = "",
    body: str = "",
    body_8bit: bytes = b"",
    html: bytes = b"",
    rtf: bytes = b"",
    transport_headers: str = "",
    sent: datetime | None = None,
    codepage: int | None = None,
    attachments: Sequence[Tree] = (),
    is_embedded: bool = False,
) -> Tree:
    """The storage of a message; the shorter head of its property stream marks one inside another."""
    strings = {0x0037: subject, 0x0042: sender, 0x1000: body, 0x007D: transport_headers}
    values = {(tag, _STRING): text.encode("utf-16-le") for tag, text in strings.items() if text}
    values |= {(tag, _BINARY): data for tag, data in {0x1013: html, 0x1009: rtf}.items() if data}
    values |= {(0x1000, _STRING8): body_8bit} if body_8bit else {}
    fixed: dict[tuple[int, int], bytes] = {}
    if sent is not None:
        ticks = int((sent - _EPOCH_OF_OUTLOOK).total_seconds()) * 10_000_000
        fixed[0x0039, _TIME] = struct.pack("<Q", ticks)
    if codepage is not None:
        fixed[0x3FDE, _INTEGER] = struct.pack("<Q", codepage)
    head = bytes(24 if is_embedded else 32)
    numbered = {f"__attach_version1.0_#{number:08X}": storage for number, storage in enumerate(attachments)}
    return {**_properties(head, values, fixed), **numbered}


def attachment(name: str, data: bytes, mime_type: str = "", content_id: str = "") -> Tree:
    """The storage of an attached file."""
    strings = {0x3707: name, 0x370E: mime_type, 0x3712: content_id}
    values = {(tag, _STRING): text.encode("utf-16-le") for tag, text in strings.items() if text}
    return _properties(bytes(8), {**values, (0x3701, _BINARY): data}, {})


def embedded(message: Tree) -> Tree:
    """The storage of a message attached to another."""
    return {**_properties(bytes(8), {}, {}), "__substg1.0_3701000D": message}


def _properties(head: bytes, values: Mapping[tuple[int, int], bytes], fixed: Mapping[tuple[int, int], bytes]) -> Tree:
    entries = [struct.pack("<HHIQ", kind, tag, 6, len(data)) for (tag, kind), data in values.items()]
    entries += [struct.pack("<HHI", kind, tag, 6) + data for (tag, kind), data in fixed.items()]
    streams = {f"__substg1.0_{tag:04X}{kind:04X}": data for (tag, kind), data in values.items()}
    return {"__properties_version1.0": head + b"".join(entries), **streams}


def compound_file(tree: Tree) -> bytes:
    """An OLE compound file, version 3 ([MS-CFB]): small streams in the mini stream, siblings in one row."""
    entries = _entries(tree)
    mini, mini_fat, large = bytearray(), [], []
    for entry in entries:
        data = entry["data"]
        if len(data) >= _MINI_LIMIT:
            large.append(entry)
        elif data:
            entry["start"] = len(mini_fat)
            count = -(-len(data) // _MINI_SECTOR)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += data.ljust(count * _MINI_SECTOR, b"\0")
    sizes = [128 * len(entries), 4 * len(mini_fat), len(mini), *(len(entry["data"]) for entry in large)]
    counts = [-(-size // _SECTOR) for size in sizes]
    fat_count = next(n for n in range(1, 100) if 128 * n >= n + sum(counts))
    starts = [fat_count + sum(counts[:index]) for index in range(len(counts))]
    entries[0] |= {"start": starts[2], "size": len(mini)}
    for entry, start in zip(large, starts[3:], strict=True):
        entry["start"] = start
    fat = [_FAT_SECTOR] * fat_count
    for start, count in zip(starts, counts, strict=True):
        fat += [*range(start + 1, start + count), _END] if count else []
    directory = b"".join(map(_directory_entry, entries))
    blobs = [struct.pack(f"<{len(mini_fat)}I", *mini_fat), bytes(mini), *(entry["data"] for entry in large)]
    body = b"".join(blob + b"\xff" * (-len(blob) % _SECTOR) for blob in (_table(fat, fat_count), directory, *blobs))
    return _header(fat_count, starts, counts) + body


def _entries(tree: Tree) -> list[dict]:
    entries: list[dict] = [{"name": "Root Entry", "kind": _ROOT, "data": b"", "right": _NONE, "tree": tree}]
    for entry in entries:
        names = sorted(entry["tree"], key=lambda name: (len(name), name.upper()))
        entry["child"] = len(entries) if names else _NONE
        for position, name in enumerate(names, start=1):
            inside = entry["tree"][name]
            is_stream = isinstance(inside, bytes)
            entries.append(
                {
                    "name": name,
                    "kind": _STREAM if is_stream else _STORAGE,
                    "data": inside if is_stream else b"",
                    "tree": {} if is_stream else inside,
                    "right": len(entries) + 1 if position < len(names) else _NONE,
                }
            )
    return entries


def _directory_entry(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _NONE, entry["right"], entry["child"])
    size = entry.get("size", len(entry["data"]))
    place = struct.pack("<IQ", entry.get("start", _END if entry["kind"] != _STORAGE else 0), size)
    return name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry["kind"], 1) + links + bytes(36) + place


def _table(fat: Sequence[int], fat_count: int) -> bytes:
    return struct.pack(f"<{128 * fat_count}I", *fat, *[_NONE] * (128 * fat_count - len(fat)))


def _header(fat_count: int, starts: Sequence[int], counts: Sequence[int]) -> bytes:
    magic = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    versions = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    mini_fat = (starts[1], counts[1]) if counts[1] else (_END, 0)
    places = struct.pack("<IIIIIIIII", 0, fat_count, starts[0], 0, _MINI_LIMIT, *mini_fat, _END, 0)
    return magic + versions + places + struct.pack("<109I", *range(fat_count), *[_NONE] * (109 - fat_count))
