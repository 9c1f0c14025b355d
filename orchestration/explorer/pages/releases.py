"""The page of the release itself.

What belongs here: what a release is, which checks it passed, what it left out, what is new since another one. What does
not: comparing releases (`comparing`, `news`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.comparing import BusyError, Compared, IncomparableError, compare
from orchestration.explorer.kept import Kept, before, kept_beside
from orchestration.explorer.news import Difference, about
from orchestration.explorer.pages import Page
from orchestration.explorer.release import OpenRelease, Row

MOST_FILES = 200
_TABLES = "select name from sqlite_master where type = 'table' order by name"
_FILES = "select status, reason, count(*) as file_count from files group by status, reason order by status, reason"
_QUARANTINED = """
    select source_path, reason, detail, byte_count, media_type
    from files
    where status = 'quarantined'
    order by source_path
    limit ?
"""
_NAMED = "select entity_id from entities where name = ? limit 2"


def release(asked: Asked) -> Answer:
    """The release, and with `?since=` what changed since another one, with `&about=` for one actor or organisation."""
    shown, kept = asked.release, kept_beside(asked.release)
    since = _since(asked, kept)
    compared, difference, fault = _news(asked, since)
    checks = _checks(shown)
    files = shown.rows(_FILES)
    context: dict[str, Any] = {
        "kept": kept,
        "since": since,
        "wanted": asked.text("about"),
        "fault": fault,
        "compared": compared,
        "difference": difference,
        "checks": checks,
        "passed": Counter(check["severity"] for check in checks if check["passed"]),
        "failed": [check for check in checks if not check["passed"]],
        "tells_all": set(shown.manifest.get("markings", ())) <= set(shown.markings),
        "counts": _counts(shown),
        "files": files,
        "quarantined": shown.rows(_QUARANTINED, MOST_FILES),
        "age_hours": _age_hours(shown),
    }
    return Answer("release.html", context, _tables(context))


def _since(asked: Asked, kept: list[Kept]) -> Kept | None:
    """The release to compare with: the one asked for, which must be kept; else the one before, if any."""
    wanted = asked.text("since")
    if not wanted:
        return before(asked.release, kept)
    found = next((one for one in kept if one.release_id == wanted), None)
    if found is None:
        raise NotFound(f"since={wanted}")
    return found


def _news(asked: Asked, since: Kept | None) -> tuple[list[Compared], Difference | None, str]:
    """What changed by table, and about whom was asked for; and why nothing can be told, if so: incomparable, busy."""
    shown, wanted = asked.release, asked.text("about")
    if since is None:
        return [], None, ""
    try:
        compared = compare(since.folder, shown.folder, shown.markings) if asked.text("since") else []
        return compared, _about(shown, since, wanted) if wanted else None, ""
    except IncomparableError:
        return [], None, "incomparable"
    except BusyError:
        return [], None, "busy"


def _about(shown: OpenRelease, since: Kept, wanted: str) -> Difference:
    """An entity is asked for by its id, or by a name that only one bears."""
    named = shown.rows(_NAMED, wanted)
    entity_id = named[0]["entity_id"] if len(named) == 1 else wanted
    return about(since.folder, shown.folder, shown.markings, entity_id)


def _checks(shown: OpenRelease) -> list[Mapping[str, Any]]:
    """The checks that the release went through, as its manifest tells; older ones have them in their verdict alone."""
    if "checks" in shown.manifest:
        return list(shown.manifest["checks"])
    try:
        told = json.loads((shown.folder / "verdict.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(told.get("checks", ()))


def _counts(shown: OpenRelease) -> dict[str, int]:
    """The rows of each published table that may be seen."""
    published = shown.manifest.get("counts", {})
    there = {row["name"] for row in shown.rows(_TABLES)}
    return {table: shown.value(f'select count(*) from "{table}"') for table in sorted(there & set(published))}


def _age_hours(shown: OpenRelease) -> int | None:
    created = shown.manifest.get("created_at")
    return int((datetime.now(UTC) - datetime.fromisoformat(created)).total_seconds() // 3600) if created else None


def _tables(context: Mapping[str, Any]) -> dict[str, list[Row]]:
    compared = [
        {"table": one.table, "added": one.added, "modified": one.modified, "removed": one.removed}
        for one in context["compared"]
    ]
    tables = {
        "counts": [{"table": table, "row_count": number} for table, number in context["counts"].items()],
        "files": context["files"],
        "quarantined": context["quarantined"],
        "compared": compared,
        "kept": [{"release_id": one.release_id, "published_at": one.published_at} for one in context["kept"]],
    }
    difference: Difference | None = context["difference"]
    if difference:
        for side, found in (("new", difference.new), ("gone", difference.gone)):
            tables[side] = [{"topic": news.topic, **row} for news in found for row in news.rows]
    return {name: rows for name, rows in tables.items() if rows}


ROUTES = (Page("/release", release),)
