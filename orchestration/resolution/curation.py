"""Human decisions about names, kept as reviewed CSV files under version control; they always win.

What belongs here: reading `actors.csv` and `organisations.csv` and refusing what cannot be right. What does not:
applying them (`clustering`). A row says: who is written `name` is called `canonical_name`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from orchestration.records import MentionKind, OrganisationKind
from orchestration.resolution.names import actor_key, organisation_key
from orchestration.resolution.tables import CurationError, TableRow, table_rows


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one name. Empty fields decide nothing."""

    canonical_name: str
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None


@dataclass(frozen=True, slots=True)
class Curation:
    """Decisions by the key of the written name, and the hash of the files they were read from."""

    actors: dict[str, Decision] = field(default_factory=dict)
    organisations: dict[str, Decision] = field(default_factory=dict)
    version: str = "none"

    def decision(self, kind: MentionKind, key: str) -> Decision | None:
        """The decision about a name, if there is one."""
        return (self.actors if kind == "actor" else self.organisations).get(key)

    def called(self, kind: MentionKind, name: str) -> str:
        """What people call whom a document calls `name`."""
        decision = self.decision(kind, (actor_key if kind == "actor" else organisation_key)(name))
        return decision.canonical_name if decision else name


def read_curation(folder: Path) -> Curation:
    """Read the decisions in `folder`; a missing folder or file decides nothing.

    Raises CurationError with the file and line when a column is missing, a kind is unknown, or two rows disagree.
    """
    digest = hashlib.sha256()
    found: dict[str, dict[str, Decision]] = {"actors": {}, "organisations": {}}
    for table, decisions in found.items():
        path = folder / f"{table}.csv"
        if path.is_file():
            digest.update(path.read_bytes())
            decisions.update(_decisions(path, actor_key if table == "actors" else organisation_key))
    return Curation(found["actors"], found["organisations"], digest.hexdigest()[:16])


def _decisions(path: Path, key_of: Callable[[str], str]) -> dict[str, Decision]:
    decisions: dict[str, Decision] = {}
    for row in table_rows(path, ("name", "canonical_name")):
        if not row.cells["name"] or not row.cells["canonical_name"]:
            raise CurationError(f"{row.said_at}: name and canonical_name must both be filled.")
        decision = _decision(row)
        if decisions.setdefault(key_of(row.cells["name"]), decision) != decision:
            raise CurationError(f"{row.said_at}: an earlier line decides otherwise about the same name.")
    return decisions


def _decision(row: TableRow) -> Decision:
    kind = row.cells.get("kind") or None
    if kind is not None and kind not in get_args(OrganisationKind):
        known = ", ".join(get_args(OrganisationKind))
        raise CurationError(f"{row.said_at}: unknown kind {kind!r}; use one of {known}.")
    return Decision(
        canonical_name=row.cells["canonical_name"],
        acronym=row.cells.get("acronym") or None,
        organisation_kind=cast(OrganisationKind | None, kind),
    )
