"""The signature of a documents folder: one hash that changes when any file does.

What belongs here: hashing what lies in the folder. What does not: reading documents. The same files give the same
signature in any order; a file that cannot be read counts with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected
from orchestration.documents.walk import SeenFile, walk


def folder_signature(folder: Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """Sign a folder without parsing anything. Raises FolderMissing."""
    return signature((seen.source_path, _content(seen)) for seen in walk(folder, limits))


def signature(entries: Iterable[tuple[str, str | None]]) -> str:
    """Sign pairs of path and content: the SHA-256 of a file's bytes, or the reason why there is none."""
    lines = sorted(f"{path}\x00{content}" for path, content in entries)
    return hashlib.sha256("\x01".join(lines).encode()).hexdigest()


def _content(seen: SeenFile) -> str:
    try:
        return hashlib.sha256(seen.read()).hexdigest()
    except Rejected as refusal:
        return refusal.reason
