"""A drift that somebody knows to be right, accepted by its name for one night.

What belongs here: what may be accepted, by whom, when. What does not: finding drifts (`drift`). Nothing but a drift can
be accepted: a word that is not in the text, a broken key or a check that raised is wrong whoever says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from orchestration.quality.results import CheckResult

NAME = re.compile(r"drift\.[a-z0-9_]+\.[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Somebody (`by`, a login) accepted the failed check `check` at `at` (UTC, ISO 8601)."""

    check: str
    by: str
    at: str


def is_acceptable(name: str) -> bool:
    """Whether `name` has the form of a drift's name, such as `drift.quotes.rows`."""
    return NAME.fullmatch(name) is not None


def accept(
    checks: Iterable[CheckResult], names: Collection[str], by: str, at: str
) -> tuple[list[CheckResult], tuple[Acceptance, ...]]:
    """Mark the failed drifts among `names` as accepted; return all checks, and what was in fact accepted.

    A name that stands for no failed drift accepts nothing: it must not lie in wait for a later night.
    """
    marked = [replace(check, accepted=True) if _applies(check, names) else check for check in checks]
    accepted = sorted(check.full_name for check in marked if check.accepted)
    return marked, tuple(Acceptance(name, by, at) for name in accepted)


def _applies(check: CheckResult, names: Collection[str]) -> bool:
    return check.kind == "drift" and check.blocking and check.error is None and check.full_name in names
