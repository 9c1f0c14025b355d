"""What one check found.

What belongs here: the record that all checks, verdict and report share. What does not: values of the data; a result
carries counts and shares only, for it ends in logs and pages about real persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning"]
# Great Expectations, the laws of evidence, what dbt reported, the comparison with the release before, the descriptor,
# handling marks.
Kind = Literal["expectation", "evidence", "dbt", "drift", "package", "handling"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one table. `error` says why a check could not be carried out; it then never counts as passed.

    `accepted` marks a drift that somebody accepted by name: it failed, and holds nothing back.
    """

    name: str
    table: str
    severity: Severity
    passed: bool
    observed: str
    bound: str
    why: str
    error: str | None = None
    kind: Kind = "expectation"
    accepted: bool = False

    @property
    def full_name(self) -> str:
        """What people call the check; a drift goes by the name that `--accept` takes (`drift.quotes.rows`)."""
        name = f"{self.table}.{self.name}"
        return f"drift.{name}" if self.kind == "drift" else name

    @property
    def blocking(self) -> bool:
        """Whether this result keeps the build from being published."""
        failed = not self.passed and self.severity == "critical" and not self.accepted
        return self.error is not None or failed
