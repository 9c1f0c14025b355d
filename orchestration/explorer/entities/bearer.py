"""One actor or organisation of a release, and what became of ids that went.

What belongs here: finding by id. What does not: what is told of the entity (`sections`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from orchestration.explorer.release import OpenRelease, Row

Kind = Literal["actor", "organisation"]
TABLES: Mapping[Kind, str] = {"actor": "actors", "organisation": "organisations"}
_TRAIL = """
    select history.fate, history.successor_id, entities.name as successor_name
    from entity_history as history
    left join entities on history.successor_id = entities.entity_id
    where history.entity_id = ?
    order by history.fate, history.successor_id
    limit 50
"""


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or organisation; `row` is its row in the table of its kind."""

    entity_id: str
    kind: Kind
    row: Row

    @property
    def name(self) -> str:
        """The fullest form of its name."""
        return str(self.row["name"])

    @property
    def aliases(self) -> list[str]:
        """The other forms of its name."""
        written: list[str] = json.loads(self.row["aliases"] or "[]")
        return written


@dataclass(frozen=True, slots=True)
class Trail:
    """What became of an id: `fate`, and those of today (entity_id, name) who bear what it named."""

    fate: str
    successors: list[dict[str, Any]]


def find(release: OpenRelease, kind: Kind, entity_id: str) -> Entity | None:
    """The entity of that kind and id."""
    row = release.row(f"select * from {TABLES[kind]} where {kind}_id = ?", entity_id)
    return Entity(entity_id, kind, row) if row else None


def trail(release: OpenRelease, entity_id: str) -> Trail | None:
    """What became of an id of an earlier release, or of a part of what it named; None when nothing did."""
    rows = release.rows(_TRAIL, entity_id)
    if not rows:
        return None
    known = [row for row in rows if row["successor_name"] is not None]
    return Trail(rows[0]["fate"], [{"entity_id": row["successor_id"], "name": row["successor_name"]} for row in known])
