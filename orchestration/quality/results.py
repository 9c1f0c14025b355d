"""What one check found.

What belongs here: the record that runner, evidence, verdict and report share. What does not: values of the data; a
result carries counts and shares only, for it ends in logs and pages about real persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one table. `error` says why a check could not be carried out; it then never counts as passed."""

    name: str
    table: str
    severity: Severity
    passed: bool
    observed: str
    bound: str
    why: str
    error: str | None = None

    @property
    def blocking(self) -> bool:
        """Whether this result keeps the build from being published."""
        return self.error is not None or (not self.passed and self.severity == "critical")
