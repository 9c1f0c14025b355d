"""Human decisions about names, kept as reviewed CSV files under version control; they always win.

What belongs here: reading `actors.csv` and `organisations.csv` and refusing what cannot be right. What does not:
applying them (`clustering`). A row says: who is written `name` is called `canonical_name`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from orchestration.records import MentionKind, OrganisationKind
from orchestration.resolution.names import actor_key, organisation_key


class CurationError(ValueError):
    """A curation file cannot be applied as it stands."""


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
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"name", "canonical_name"} - set(rows.fieldnames or ())
        if missing:
            raise CurationError(f"{path}: the column {', '.join(sorted(missing))} is missing.")
        for line, row in enumerate(rows, start=2):
            if not (row["name"] or "").strip() or not (row["canonical_name"] or "").strip():
                raise CurationError(f"{path}, line {line}: name and canonical_name must both be filled.")
            key = key_of(row["name"] or "")
            decision = _decision(path, line, row)
            if decisions.setdefault(key, decision) != decision:
                raise CurationError(f"{path}, line {line}: an earlier line decides otherwise about the same name.")
    return decisions


def _decision(path: Path, line: int, row: dict[str, str | None]) -> Decision:
    kind = (row.get("kind") or "").strip() or None
    if kind is not None and kind not in get_args(OrganisationKind):
        raise CurationError(
            f"{path}, line {line}: unknown kind {kind!r}; use one of {', '.join(get_args(OrganisationKind))}."
        )
    return Decision(
        canonical_name=(row["canonical_name"] or "").strip(),
        acronym=(row.get("acronym") or "").strip() or None,
        organisation_kind=cast(OrganisationKind | None, kind),
    )
