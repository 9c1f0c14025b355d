"""What people ask of releases: which there are, and how two of them differ.

What belongs here: answering `greffier releases` and `greffier diff` out of an output folder, without a lock and without
writing. What does not: comparing (`publishing.changes`), publishing, and drawing (`console`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.publishing import (
    TableChanges,
    UnknownRelease,
    all_releases,
    changes_as_json,
    compare,
    find_release,
    latest_release,
    replaced_at,
)
from orchestration.publishing.changes import KINDS


@dataclass(frozen=True, slots=True)
class Compared:
    """Two releases and what changed from one to the other, by table."""

    before: str
    after: str
    tables: list[TableChanges]

    def as_json(self) -> dict[str, Any]:
        """All of it, every changed row."""
        return {"before": self.before, "after": self.after, "tables": changes_as_json(self.tables)}

    def row_lines(self) -> Iterator[tuple[str, ...]]:
        """A changed row a line: the change, its key, and its changed columns or what became of its id."""
        for found in self.tables:
            for row in found.rows:
                became = [f"{row.fate}: {', '.join(row.successors)}"] if row.fate else []
                yield row.change, " ".join(part or "-" for part in row.key), ", ".join([*row.columns, *became])


def listed(output: Path) -> list[dict[str, Any]]:
    """The kept releases, the newest first: when published and replaced (UTC), rows, rows changed since the previous."""
    current, replaced = latest_release(output), replaced_at(output)
    return [
        {
            "release_id": release.release_id,
            "is_current": current is not None and release.release_id == current.release_id,
            "published_at": release.created_at.isoformat(timespec="seconds"),
            "replaced_at": str(replaced.get(release.release_id, "")) or None,
            "previous": release.manifest.get("previous"),
            "documents": release.manifest["counts"].get("documents", 0),
            "quotes": release.manifest["counts"].get("quotes", 0),
            **_changed(release.manifest.get("changes", {})),
        }
        for release in all_releases(output)
    ]


def compared(output: Path, before: str, after: str, table: str | None = None) -> Compared:
    """Compare two kept releases, or one table of them. Raises UnknownRelease for a release or table that is not."""
    first, second = find_release(output, before), find_release(output, after)
    found = compare(first.folder, second.folder)
    if table and table not in {changes.table for changes in found}:
        raise UnknownRelease(f"{table} is no table of these releases: {', '.join(c.table for c in found)}.")
    chosen = [changes for changes in found if table in (None, changes.table)]
    return Compared(first.release_id, second.release_id, chosen)


def _changed(changes: dict[str, dict[str, int]]) -> dict[str, int]:
    return {kind: sum(counts.get(kind, 0) for counts in changes.values()) for kind in KINDS}
