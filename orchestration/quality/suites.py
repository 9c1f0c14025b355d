"""The reviewed bounds of each table, read from `suites/<table>.yml`.

What belongs here: the form of those files and their fit to a build. What does not: running them. A suite that speaks of
an unknown table, column or expectation is an error: a check that looks at nothing must not look like a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.quality.results import Severity

SUITES = Path(__file__).parent / "suites"
COLUMN_ARGUMENTS = ("column", "column_A", "column_B")


class SuiteError(Exception):
    """A suite is malformed or does not fit the build; the message names the file and the entry."""


class Expectation(BaseModel):
    """One bound: a Great Expectations type with its arguments, how grave a failure is, and why the bound stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str = Field(pattern=r"^expect_[a-z_]+$")
    kwargs: dict[str, Any]
    severity: Severity
    why: str = Field(min_length=10)

    @property
    def columns(self) -> list[str]:
        """The columns that the expectation reads."""
        named = [self.kwargs[name] for name in COLUMN_ARGUMENTS if name in self.kwargs]
        return [*named, *self.kwargs.get("column_list", ())]

    @property
    def about_rows(self) -> bool:
        """Whether the expectation speaks of rows: on a table without any there is nothing to say."""
        return not self.type.startswith("expect_table_")

    @property
    def bound(self) -> str:
        """The bound in words."""
        arguments = ", ".join(f"{name} {value}" for name, value in self.kwargs.items())
        return f"{self.type.removeprefix('expect_').replace('_', ' ')} ({arguments})"


class Suite(BaseModel):
    """The bounds of one table.

    `computed` are columns that exist for the checks alone: SQL over the row (`self`) and over all tables of the build.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    computed: dict[str, str] = {}
    expectations: tuple[Expectation, ...] = Field(min_length=1)

    @property
    def columns(self) -> list[str]:
        """Every column of the table that some expectation reads, once."""
        named = dict.fromkeys(name for expectation in self.expectations for name in expectation.columns)
        return [name for name in named if name not in self.computed]


def load_suites(folder: Path = SUITES) -> tuple[Suite, ...]:
    """Read every suite of `folder`, by table. Raises SuiteError on the first that is malformed."""
    return tuple(_load(path) for path in sorted(folder.glob("*.yml")))


def require_fit(suites: tuple[Suite, ...], columns: Mapping[str, list[str]]) -> None:
    """Raise SuiteError unless suites and tables match one to one and each column read exists.

    `columns` are the columns of every staged table.
    """
    named = {suite.table for suite in suites}
    if unchecked := sorted(columns.keys() - named):
        raise SuiteError(f"No suite checks the staged table {unchecked[0]}; add suites/{unchecked[0]}.yml.")
    for suite in suites:
        if suite.table not in columns:
            raise SuiteError(f"suites/{suite.table}.yml checks a table that was not staged.")
        if unknown := [name for name in suite.columns if name not in columns[suite.table]]:
            raise SuiteError(f"suites/{suite.table}.yml reads unknown columns: {', '.join(unknown)}.")


def _load(path: Path) -> Suite:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        suite = Suite.model_validate(content)
    except (yaml.YAMLError, ValidationError) as error:
        raise SuiteError(f"suites/{path.name} is malformed: {error}") from error
    names = [expectation.name for expectation in suite.expectations]
    if suite.table != path.stem or len(names) != len(set(names)):
        raise SuiteError(f"suites/{path.name}: the table is not the file's name, or a check's name is used twice.")
    return suite.model_copy(update={"expectations": tuple(map(_resolve, suite.expectations))})


def _resolve(expectation: Expectation) -> Expectation:
    """Put tonight's date where a bound says `tomorrow`, and its year for `this_year`.

    One day of grace, for documents from other time zones.
    """
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    words: dict[str, date | int] = {"tomorrow": tomorrow, "this_year": tomorrow.year}
    kwargs = {
        name: words.get(value, value) if isinstance(value, str) else value for name, value in expectation.kwargs.items()
    }
    return expectation.model_copy(update={"kwargs": kwargs})
