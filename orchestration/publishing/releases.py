"""The releases of an output folder: which there are, which is current, whether one still is what was published.

What belongs here: reading. What does not: making releases (`release`) and leading readers to one (`pointer`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.publishing.gate import MANIFEST_NAME
from orchestration.publishing.manifest import find_fault

log = logging.getLogger(__name__)


class BrokenRelease(Exception):  # noqa: N818 - it reads as what it says: the release is broken
    """A folder that should hold a release does not; the message says what is wrong and what to do."""


class UnknownRelease(Exception):  # noqa: N818 - likewise
    """No release of that name is kept; the message names those that are."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. `folder` is its own folder, not `latest`: what is read through it never changes."""

    release_id: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """When it was published for the first time (UTC)."""
        return datetime.fromisoformat(self.manifest["created_at"])


def read_release(folder: Path) -> Release:
    """Read the release in `folder`. Raises BrokenRelease when its manifest is missing or unreadable."""
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        release = Release(manifest["release_id"], folder.resolve(), manifest)
        release.created_at  # noqa: B018 - a manifest without its time is broken now, not when somebody sorts
        return release
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenRelease(f"{path} cannot be read ({type(error).__name__}); publish again to replace it.") from error


def latest_release(output: Path) -> Release | None:
    """The release that `latest` leads to; None before the first one, and (with a warning) when it is broken."""
    latest = output / "latest"
    if not latest.is_symlink() and not latest.exists():
        return None
    try:
        return read_release(latest.resolve())
    except BrokenRelease as error:
        log.warning("No latest release: %s", error)
        return None


def all_releases(output: Path) -> list[Release]:
    """The releases that are kept, the newest first. Folders that are no releases of ours are not looked at."""
    found = []
    for manifest in output.glob(f"releases/*/{MANIFEST_NAME}"):
        try:
            release = read_release(manifest.parent)
        except BrokenRelease as error:
            log.warning("Not a release: %s", error)
            continue
        if release.release_id == release.folder.name:
            found.append(release)
    return sorted(found, key=lambda release: (release.created_at, release.release_id), reverse=True)


def find_release(output: Path, name: str) -> Release:
    """The kept release of that id, or of the only id that begins so; `latest` is the current one."""
    kept = all_releases(output)
    current = latest_release(output)
    if name == "latest" and current:
        return current
    found = [release for release in kept if release.release_id.startswith(name)]
    exact = [release for release in found if release.release_id == name]
    if len(exact or found) != 1:
        known = ", ".join(release.release_id for release in kept) or "none"
        fault = "is the beginning of several releases" if found else "is no release that is kept"
        raise UnknownRelease(f"{name} {fault}. Kept: {known}.")
    return (exact or found)[0]


def before(output: Path, current: Release) -> Release:
    """The release that `current` followed; when it is not kept, the newest older one. Raises UnknownRelease."""
    kept = all_releases(output)
    followed = [release for release in kept if release.release_id == current.manifest.get("previous")]
    older = [release for release in kept if release.created_at < current.created_at]
    if not (followed or older):
        raise UnknownRelease(f"No release before {current.release_id} is kept.")
    return (followed or older)[0]


def require_whole(release: Release, manifest_sha256: str | None = None) -> None:
    """Raise BrokenRelease unless every byte of the release is what was published (see `find_fault`)."""
    if fault := find_fault(release.folder, release.manifest, manifest_sha256):
        raise BrokenRelease(f"Release {release.release_id} is damaged: {fault}. Nothing was changed.")
