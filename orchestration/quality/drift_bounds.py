"""How far a release may fall behind the one before it: the reviewed bounds of `drift.yml`.

What belongs here: the form of that file. What does not: comparing (`drift`). The SQL in it says what is counted; like
the suites it comes with the program or from whoever runs it, never from documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.quality.suites import SuiteError

DRIFT = Path(__file__).parent / "drift.yml"
NAME = r"^[a-z][a-z0-9_]*$"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CountBound(_Entry):
    """How a number of rows may change. Shares are of the number before; `min_difference` and `gone_from` are rows."""

    max_fall: float = Field(ge=0, lt=1)
    max_growth: float = Field(gt=0)
    min_difference: int = Field(ge=1)
    gone_from: int = Field(ge=1)
    why: str = Field(min_length=10)

    @property
    def words(self) -> str:
        """The bound as a sentence."""
        return (
            f"at most {self.max_fall:.0%} fewer, or fewer than {self.min_difference} rows; not all of {self.gone_from} "
            f"or more; at most {self.max_growth:.0%} more"
        )

    def fell(self, before: int, now: int) -> bool:
        """Whether rows were lost beyond the bound: a share that is also a number of rows worth a look, or all."""
        lost = before - now
        gone = now == 0 and before >= self.gone_from
        return gone or (lost >= self.min_difference and lost > self.max_fall * before)

    def grew(self, before: int, now: int) -> bool:
        """Whether rows were gained beyond the bound; what was not there before has nothing to be compared with."""
        gained = now - before
        return before > 0 and gained >= self.min_difference and gained > self.max_growth * before


class Rows(_Entry):
    """The bound of the number of rows: of each table, but for those with one of their own and those left out."""

    every_table: CountBound
    tables: Mapping[str, CountBound] = {}
    left_out: Mapping[str, str] = {}

    def of(self, table: str) -> CountBound:
        """The bound of a table."""
        return self.tables.get(table, self.every_table)


class Groups(_Entry):
    """The bound of the rows of `table` that have one value of `by` in common: a folder, a publisher, a source.

    `shown` says that the values are words of a closed list; others may name people and go by a hash. `unnamed` says
    that rows without a value are a group too.
    """

    table: str = Field(pattern=NAME)
    name: str = Field(pattern=NAME)
    by: str
    shown: bool = False
    unnamed: bool = False
    bound: CountBound


class Share(_Entry):
    """How far the share of the rows of `table` for which `of` holds may fall. `min_difference` is a number of rows."""

    table: str = Field(pattern=NAME)
    name: str = Field(pattern=NAME)
    of: str
    max_change: float = Field(gt=0, lt=1)
    min_difference: int = Field(ge=1)
    why: str = Field(min_length=10)

    @property
    def words(self) -> str:
        """The bound as a sentence."""
        return f"at most {100 * self.max_change:g} points of difference, or fewer than {self.min_difference} rows"


class Mix(_Entry):
    """How far the rows of `table` may be spread otherwise over the values of `by`.

    `max_divergence` is the Jensen-Shannon divergence in bits, from 0 (the same) to 1 (nothing in common).
    """

    table: str = Field(pattern=NAME)
    name: str = Field(pattern=NAME)
    by: str
    max_divergence: float = Field(gt=0, lt=1)
    min_difference: int = Field(ge=1)
    why: str = Field(min_length=10)

    @property
    def words(self) -> str:
        """The bound as a sentence."""
        return f"at most {self.max_divergence:g} bits of divergence, or fewer than {self.min_difference} rows"


class Bounds(_Entry):
    """All bounds against the release before."""

    rows: Rows
    groups: tuple[Groups, ...] = ()
    shares: tuple[Share, ...] = ()
    mixes: tuple[Mix, ...] = ()


def load_bounds(path: Path = DRIFT) -> Bounds:
    """Read the bounds. Raises SuiteError when the file cannot be read or is malformed."""
    try:
        return Bounds.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SuiteError(f"{path}: the bounds against the last release cannot be used: {error}") from error
