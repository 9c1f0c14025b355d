"""The report of a build as one page that needs nothing else and runs nothing.

What belongs here: filling `templates/report.html`. What does not: Great Expectations' Data Docs, which write data
unescaped and call outside hosts. Everything is escaped, and a content security policy forbids the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.quality.verdict import Verdict

REPORT_NAME = "report.html"


def write_report(build: Path, verdict: Verdict, counts: Mapping[str, int]) -> Path:
    """Write `report.html` into `build`: the decision, what failed first, every check, rows by table."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    checks = sorted(verdict.checks, key=lambda check: (not check.blocking, check.passed, check.table, check.name))
    page = environment.get_template(REPORT_NAME).render(verdict=verdict, checks=checks, counts=counts)
    path = build / REPORT_NAME
    path.write_text(page, encoding="utf-8")
    return path
