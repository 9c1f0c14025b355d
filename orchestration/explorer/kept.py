"""The releases that lie beside the one shown: which there are, and since when.

What belongs here: reading the folder of releases. What does not: what is in them (`comparing`), and choosing the one
that is shown (`release`). Names that a reader gives are only ever compared with those found here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.explorer.release import OpenRelease

_NAME = re.compile(r"rel-[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """A release that is kept, and when it was published (UTC); empty when nothing says so any more."""

    release_id: str
    folder: Path
    published_at: str


def kept_beside(release: OpenRelease) -> list[Kept]:
    """The other releases of its folder, the newest first."""
    published = _published(release.folder.parent.parent / "releases.json")
    found = [
        Kept(folder.name, folder, published.get(folder.name) or _created(folder))
        for folder in release.folder.parent.iterdir()
        if _NAME.fullmatch(folder.name) and folder.name != release.folder.name
        if (folder / "manifest.json").is_file() and (folder / "warehouse.duckdb").is_file()
    ]
    return sorted(found, key=lambda kept: (kept.published_at, kept.release_id), reverse=True)


def before(release: OpenRelease, kept: list[Kept]) -> Kept | None:
    """The release that this one followed, if it is kept; else the newest of those before it."""
    followed = release.manifest.get("previous")
    own = str(release.manifest.get("created_at", ""))
    return next(
        (one for one in kept if one.release_id == followed),
        next((one for one in kept if one.published_at < own), None),
    )


def _published(record: Path) -> dict[str, str]:
    told = _read(record)
    return {str(one["release_id"]): str(one["published_at"]) for one in told.get("releases", ())}


def _created(folder: Path) -> str:
    return str(_read(folder / "manifest.json").get("created_at", ""))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told
