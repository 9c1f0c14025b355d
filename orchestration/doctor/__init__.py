"""`greffier doctor`: what would stop a night, or spoil it, found before it begins; each finding with its remedy.

What belongs here: one function a check, grouped by what it looks at; none changes anything. What does not: mending, and
how things stand when nothing is wrong (`status`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from orchestration.doctor import alerting, decisions, folders, installation, state, timing
from orchestration.doctor.finding import Finding, Level
from orchestration.settings import Settings

Check = Callable[[Settings, datetime], Iterable[Finding]]

# In the order in which somebody would mend them.
CHECKS: dict[str, Check] = {
    "python": installation.python,
    "packages": installation.packages,
    "models": installation.models,
    "tesseract": installation.tesseract,
    "telemetry": installation.telemetry,
    "documents": folders.documents,
    "rights": folders.rights,
    "disk": folders.disk,
    "namespaces": folders.namespaces,
    "curation": decisions.curation,
    "schedule": timing.schedule,
    "clock": timing.clock,
    "lock": state.lock,
    "runs": state.runs,
    "database": state.database,
    "release": state.release,
    "watchlists": alerting.watchlists,
    "channels": alerting.channels,
}


def examine(settings: Settings, now: datetime) -> list[tuple[str, Finding | None]]:
    """What each check found; a check that found nothing stands once, with None."""
    found: list[tuple[str, Finding | None]] = []
    for name, check in CHECKS.items():
        findings = list(check(settings, now))
        found += [(name, finding) for finding in findings] or [(name, None)]
    return found


def as_rows(found: Iterable[tuple[str, Finding | None]]) -> list[dict[str, str]]:
    """What was found, a row a finding; a check that found nothing is a row of level `ok`."""
    return [
        {
            "check": name,
            "level": finding.level.value if finding else "ok",
            "says": finding.says if finding else "",
            "remedy": finding.remedy if finding else "",
        }
        for name, finding in found
    ]


__all__ = ["CHECKS", "Finding", "Level", "as_rows", "examine"]
