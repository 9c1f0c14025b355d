"""Is tonight plausible? Checks of a staged release from the outside, and the verdict that binds them to its files.

What belongs here: reviewed bounds (`suites/*.yml`, `drift.yml`), running them, evidence, what dbt reported, verdict,
report. What does not: whether rows are consistent with each other (dbt's tests), acting on the verdict (`publishing`).
"""

from orchestration.quality.acceptance import Acceptance, is_acceptable
from orchestration.quality.judging import Grounds, judge
from orchestration.quality.report import write_report
from orchestration.quality.results import CheckResult
from orchestration.quality.runner import check_build, warm_up
from orchestration.quality.suites import SuiteError
from orchestration.quality.verdict import Verdict, write_verdict

__all__ = [
    "Acceptance",
    "CheckResult",
    "Grounds",
    "SuiteError",
    "Verdict",
    "check_build",
    "is_acceptable",
    "judge",
    "warm_up",
    "write_report",
    "write_verdict",
]
