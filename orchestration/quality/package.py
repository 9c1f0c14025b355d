"""Whether `datapackage.json` is sound by the reference reader of its standard, and the files are what it says.

What belongs here: frictionless on the descriptor and the first rows of every table. What does not: keys over all rows;
dbt's tests hold them already, and frictionless would read the release whole, which takes a minute for large ones.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from orchestration.quality.results import CheckResult

ROWS = 1000


def check_package(build: Path) -> CheckResult:
    """Read the descriptor and up to 1,000 rows of every CSV of `build` with frictionless; faults by kind, no values."""
    # Imported here: it takes a fifth of a second, and a night without news must not wait for that.
    from frictionless import FrictionlessException, Package

    faults: Counter[str] = Counter()
    try:
        package = Package(source=str(build / "datapackage.json"))
        described = {resource.name for resource in package.resources}
        faults.update(f"{name}: described or there, not both" for name in described ^ _tables(build))
        for resource in package.resources:
            resource.schema.foreign_keys = []
        report = package.validate(limit_rows=ROWS)
        faults.update(error.type for error in report.errors)
        faults.update(f"{task.name}: {error.type}" for task in report.tasks for error in task.errors)
    except FrictionlessException as exception:
        faults.update([exception.error.type])
    return CheckResult(
        name="frictionless",
        table="datapackage",
        severity="critical",
        passed=not faults,
        observed="; ".join(f"{fault} ({count})" for fault, count in sorted(faults.items())) or "no fault",
        bound=f"no fault in the descriptor and the first {ROWS} rows of each table",
        why="Other tools take types and keys from the descriptor; one that differs from the files misleads them.",
        kind="package",
    )


def _tables(build: Path) -> set[str | None]:
    return {path.stem for path in build.glob("*.parquet")}
