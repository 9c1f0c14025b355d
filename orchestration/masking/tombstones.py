"""What was erased and must not come back: `erased.json` in the home, which names nobody.

What belongs here: the tombstones, their key, reading and writing them. What does not: erasing (`privacy`) and covering
(`screen`). Documents are known by hashes of their content, names by keyed digests: without `names.key` in the same
home, nobody can try names against them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from orchestration.masking.words import Names, Span
from orchestration.records import FileReading

FILE_NAME, KEY_NAME = "erased.json", "names.key"
ERASED = "erased"
_DIGITS = 32


class TombstonesError(Exception):
    """The list of what was erased cannot be read; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure: of documents (`files`, `contents`: SHA-256 of bytes and of texts) or of a person.

    `whole`, `bare` and `longest` are the person's names as in `Names`. `spans` are the covered places in each text
    that was known then, by its SHA-256; an empty list says that a namesake stands there, who stays.
    """

    erased_on: str
    reason: str
    files: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    longest: int = 0
    spans: Mapping[str, list[Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Erased:
    """All that was erased in a home. `version` changes with every erasure."""

    tombstones: tuple[Tombstone, ...] = ()
    key: bytes = b""
    version: str = "none"

    @property
    def refusals(self) -> dict[str, FileReading]:
        """Files that are not opened again, as readings that give nothing."""
        hashes = (sha256 for tombstone in self.tombstones for sha256 in tombstone.files)
        return {sha256: FileReading(sha256, reason=ERASED) for sha256 in hashes}

    @property
    def contents(self) -> frozenset[str]:
        """The SHA-256 of every text that must not come back."""
        return frozenset(content for tombstone in self.tombstones for content in tombstone.contents)

    @property
    def persons(self) -> tuple[Tombstone, ...]:
        """The tombstones of persons."""
        return tuple(tombstone for tombstone in self.tombstones if tombstone.whole or tombstone.bare)

    def names(self, tombstone: Tombstone) -> Names:
        """The names of one erased person."""
        digest = partial(keyed_digest, self.key)
        return Names(frozenset(tombstone.whole), frozenset(tombstone.bare), tombstone.longest, digest)

    @property
    def all_names(self) -> Names:
        """The names of all erased persons."""
        whole = frozenset(digest for tombstone in self.persons for digest in tombstone.whole)
        bare = frozenset(digest for tombstone in self.persons for digest in tombstone.bare)
        longest = max((tombstone.longest for tombstone in self.persons), default=0)
        return Names(whole, bare, longest, partial(keyed_digest, self.key))


@lru_cache(maxsize=200_000)
def keyed_digest(key: bytes, words: str) -> str:
    """HMAC-SHA-256 of the words of a name, cut to 128 bits."""
    return hmac.digest(key, words.encode(), "sha256").hex()[:_DIGITS]


def read_erased(home: Path) -> Erased:
    """Read what was erased in `home`; nothing when nothing was. Raises TombstonesError."""
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
        tombstones = tuple(_tombstone(entry) for entry in json.loads(text)["erased"])
        return Erased(tombstones, read_key(home), hashlib.sha256(text.encode()).hexdigest()[:16])
    except FileNotFoundError:
        if path.exists():
            raise TombstonesError(
                f"{home / KEY_NAME} is missing: {path} cannot be used without it; restore it."
            ) from None
        return Erased()
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise TombstonesError(
            f"{path} cannot be read ({type(error).__name__}). Restore it from a copy: without it, what was erased"
            " comes back with the next release."
        ) from error


def write_erased(home: Path, tombstones: Iterable[Tombstone]) -> Erased:
    """Replace the list of what was erased, readable by its owner only, and return it."""
    read_or_make_key(home)
    entries = [asdict(tombstone) for tombstone in tombstones]
    _write_private(home / FILE_NAME, json.dumps({"erased": entries}, indent=1).encode() + b"\n")
    return read_erased(home)


def read_key(home: Path) -> bytes:
    """The home's secret. Raises FileNotFoundError when there is none."""
    return bytes.fromhex((home / KEY_NAME).read_text(encoding="ascii").strip())


def read_or_make_key(home: Path) -> bytes:
    """The home's secret, made on first use."""
    if not (home / KEY_NAME).exists():
        _write_private(home / KEY_NAME, secrets.token_hex(32).encode() + b"\n")
    return read_key(home)


def _tombstone(entry: Mapping[str, Any]) -> Tombstone:
    spans = {sha256: [(int(start), int(end)) for start, end in spans] for sha256, spans in entry["spans"].items()}
    lists = {name: tuple(map(str, entry[name])) for name in ("files", "contents", "whole", "bare")}
    return Tombstone(str(entry["erased_on"]), str(entry["reason"]), **lists, longest=int(entry["longest"]), spans=spans)


def _write_private(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
