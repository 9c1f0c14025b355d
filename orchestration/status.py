"""How the home stands: the files as the last night saw them, and the current release.

What belongs here: answering `greffier status` without writing and without waiting. What does not: drawing (`console`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from orchestration.publishing import latest_release
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError
from orchestration.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file seen by the last night that walked the folder."""

    status: str
    reason: str | None
    source_path: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """Files in the order of paths, and the id of the current release if there is one."""

    files: list[FileRow]
    release_id: str | None

    @property
    def by_status(self) -> dict[str, int]:
        """How many files ended in which status."""
        return dict(sorted(Counter(file.status for file in self.files).items()))

    @property
    def by_reason(self) -> dict[str, int]:
        """How many files were refused for which reason, most frequent first."""
        return dict(Counter(file.reason for file in self.files if file.reason).most_common())


def read_status(settings: Settings) -> Status:
    """Look into the home. Raises LockedError while a run is at work there."""
    release = latest_release(settings.output)
    release_id = release.release_id if release else None
    if not settings.database.exists():
        return Status([], release_id)
    query = """
        select status, reason, source_path, coalesce(detail, nullif(array_to_string(warnings, ', '), ''))
        from bronze.files order by source_path
    """
    return Status([FileRow(*row) for row in Store(settings.database).peek(query)], release_id)


__all__ = ["FileRow", "LockedError", "Status", "read_status"]
