"""Which code and lists resolve: another version compares everything anew.

What belongs here: that hash. What does not: people's decisions, which are premises of their own (`resolving`).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestration import lexicon


@cache
def resolution_version() -> str:
    """Hash of this package's sources, weights and lists, of the names' lexicons, and of Splink."""
    package = Path(__file__).parent
    digest = hashlib.sha256(f"{version('splink')} {lexicon.version()}".encode())
    for source in sorted(path for ending in ("py", "sql", "yml", "tsv") for path in package.rglob(f"*.{ending}")):
        digest.update(source.relative_to(package).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
