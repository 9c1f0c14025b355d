"""How the home stands: the files as the last night saw them, and the current release.

What belongs here: answering `greffier status` without writing and without waiting. What does not: drawing (`console`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.publishing import latest_release, went_back_from
from orchestration.settings import Settings
from orchestration.warehouse.lock import LockedError
from orchestration.warehouse.store import UNEXTRACTED, Store

REMEDIES = {
    "en": "install a spaCy pipeline for English and name it in the setting `english_model` (docs/languages.md)."
}
NO_RULES = "there are no rules for that language (docs/languages.md)."


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file seen by the last night that walked the folder."""

    status: str
    reason: str | None
    source_path: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """Files in the order of paths, the id of the current release if there is one, what no extractor reads.

    `unextracted` counts, by language (ISO 639-1), the documents kept without claims for want of an extractor. `newer`
    is the newest release when somebody went back from it to the current one.
    """

    files: list[FileRow]
    release_id: str | None
    unextracted: dict[str, int] = field(default_factory=dict)
    newer: str | None = None

    @property
    def by_status(self) -> dict[str, int]:
        """How many files ended in which status."""
        return dict(sorted(Counter(file.status for file in self.files).items()))

    @property
    def by_reason(self) -> dict[str, int]:
        """How many files were refused for which reason, most frequent first."""
        return dict(Counter(file.reason for file in self.files if file.reason).most_common())


def read_status(settings: Settings) -> Status:
    """Look into the home. Raises LockedError while a run is at work there, DamagedError."""
    release = latest_release(settings.output)
    release_id = release.release_id if release else None
    newer = went_back_from(settings.output)
    if not settings.database.exists():
        return Status([], release_id, newer=newer)
    query = """
        select status, reason, source_path, coalesce(detail, nullif(array_to_string(warnings, ', '), ''))
        from bronze.files order by source_path
    """
    store = Store(settings.database)
    return Status([FileRow(*row) for row in store.peek(query)], release_id, dict(store.peek(UNEXTRACTED)), newer)


def advice(unextracted: Mapping[str, int]) -> list[str]:
    """For people: which documents were kept without being extracted, and what would change that."""
    return [
        f"{count} {_counted(language, count)} kept but not extracted: {REMEDIES.get(language, NO_RULES)}"
        for language, count in sorted(unextracted.items())
    ]


def _counted(language: str, count: int) -> str:
    return f"document in `{language}` was" if count == 1 else f"documents in `{language}` were"


__all__ = ["FileRow", "LockedError", "Status", "advice", "read_status"]
