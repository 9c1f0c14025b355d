"""A part of a long list: the rows of one page of it, and how many there are.

What belongs here: pages of lists. What does not: what is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.explorer.release import Row

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """Some rows of a list of `total`, those of its `page` of `size` rows."""

    name: str
    rows: list[Row]
    total: int
    page: int = 1
    size: int = SHOWN

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than those shown here."""
        return self.total > len(self.rows)

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1."""
        return (self.page - 1) * self.size + 1
