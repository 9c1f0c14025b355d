"""What contracts add up to, by year, status and currency, and how long a bar each sum draws.

What belongs here: adding whole sums of one entity's contracts. What does not: single contracts.
"""

from __future__ import annotations

from orchestration.explorer.entities import queries
from orchestration.explorer.entities.bearer import Entity
from orchestration.explorer.release import OpenRelease, Row

LONGEST_BAR = 160


def sums(release: OpenRelease, entity: Entity, party_role: str) -> list[Row]:
    """The contracts in which the entity has that role today: how many, and the sum of those whose whole sum is known.

    A contract that several buy or supply counts whole for each of them: what each gets is not told.
    """
    rows = release.rows(queries.SUMS.format(column=f"{entity.kind}_id"), entity.entity_id, party_role)
    return with_bars(rows)


def with_bars(rows: list[Row]) -> list[Row]:
    """The rows with a `bar` each, as long beside the others of its currency as its `total_amount`."""
    most: dict[str, float] = {}
    for row in rows:
        most[row["currency"]] = max(most.get(row["currency"], 0), row["total_amount"] or 0)
    return [row | {"bar": _length(row["total_amount"], most[row["currency"]])} for row in rows]


def _length(total: float | None, most: float) -> int:
    """At least one point for any sum that is more than nothing."""
    return max(1, round(total / most * LONGEST_BAR)) if total and most else 0
