"""The signature of a documents folder: one hash that changes when any file does.

What belongs here: hashing what lies in the folder. What does not: reading documents. The same files give the same
signature in any order; a file that cannot be read counts with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from orchestration.documents.marking import Markings, visible_files
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected
from orchestration.documents.walk import SeenFile, walk


def folder_signature(folder: Path, limits: Limits = DEFAULT_LIMITS, markings: Markings | None = None) -> str:
    """Sign what the audience may see of a folder, without parsing anything. Raises FolderMissing."""
    seen_files = visible_files(folder, limits, markings)
    return signature((seen.source_path, _content(seen), seen.marking) for seen in seen_files)


def folder_stamp(folder: Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """A hash that changes when a file comes, goes, grows or is touched. Reads no file. Raises FolderMissing."""
    lines = [f"{seen.source_path}\x00{seen.byte_count}\x00{_touched(seen.path)}" for seen in walk(folder, limits)]
    return hashlib.sha256("\x01".join(lines).encode()).hexdigest()[:16]


def visible_contents(folder: Path, limits: Limits = DEFAULT_LIMITS, markings: Markings | None = None) -> set[str]:
    """The SHA-256 of every file that the audience may see and that can be read. Raises FolderMissing."""
    return {_content(seen) for seen in visible_files(folder, limits, markings)}


def signature(entries: Iterable[tuple[str, str | None, str]]) -> str:
    """Sign files by path, content (the SHA-256 of the bytes, or the reason why there is none) and handling mark."""
    lines = sorted("\x00".join((path, str(content), marking)) for path, content, marking in entries)
    return hashlib.sha256("\x01".join(lines).encode()).hexdigest()


def _touched(path: Path) -> int | None:
    try:
        return path.lstat().st_mtime_ns
    except OSError:
        return None


def _content(seen: SeenFile) -> str:
    try:
        return hashlib.sha256(seen.read()).hexdigest()
    except Rejected as refusal:
        return refusal.reason
