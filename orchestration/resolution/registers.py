"""People and organisations that somebody else has listed: registers as files, so that their lists meet our documents.

What belongs here: reading FollowTheMoney entities (JSON, one a line) and CSV registers, and what of them takes part in
resolution. What does not: comparing. A register names; it is no document, and its word weighs less than a reviewer's.
Sources: followthemoney.tech (schemata Person, Organization, Company, PublicBody).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from orchestration.records import MentionKind, OrganisationKind, stable_id
from orchestration.resolution.appearances import Appearance
from orchestration.resolution.judgements import LISTED_ON, Judgement, Side
from orchestration.resolution.registration import scheme_of, siren_of
from orchestration.resolution.tables import CurationError, read_text, table_rows

# The schemata of FollowTheMoney that name somebody, and what they are here; LegalEntity may be either: not taken.
SCHEMATA: Mapping[str, tuple[MentionKind, OrganisationKind | None]] = {
    "Person": ("actor", None),
    "Organization": ("organisation", None),
    "Company": ("organisation", "company"),
    "PublicBody": ("organisation", "public_body"),
}
# Not weakAlias: names that its own authors would not search by.
NAMES = ("name", "alias", "previousName", "abbreviation")
NUMBERS = ("registrationNumber", "sirenCode", "siretCode", "vatCode")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register: its own id, the names it gives, the number under which it is registered."""

    register: str
    reference_id: str
    kind: MentionKind
    names: tuple[str, ...]
    identifier: str | None = None
    organisation_kind: OrganisationKind | None = None

    @property
    def place(self) -> str:
        """What stands for a document's id."""
        return stable_id("reg", self.register, self.reference_id)


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of an entry, and what stands for a mention of it."""

    mention_id: str
    register: str
    reference_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Registers:
    """All entries in a fixed order, and the hash of the files."""

    entries: tuple[Entry, ...] = ()
    version: str = "none"


def read_registers(folder: Path) -> Registers:
    """Read every `*.csv`, `*.json` and `*.jsonl` in `folder`; a missing folder lists nobody.

    Raises CurationError with file and line for what cannot be read.
    """
    digest = hashlib.sha256()
    entries: list[Entry] = []
    said: dict[tuple[str, str], str] = {}
    for path in sorted(path for ending in ("csv", "json", "jsonl") for path in folder.glob(f"*.{ending}")):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
        for said_at, entry in _of_table(path) if path.suffix == ".csv" else _of_money(path):
            earlier = said.setdefault((entry.register, entry.reference_id), said_at)
            if earlier != said_at:
                raise CurationError(
                    f"{said_at}: {entry.reference_id} is already listed at {earlier}. Keep one of them."
                )
            entries.append(entry)
    found = sorted(entries, key=lambda entry: (entry.register, entry.reference_id))
    return Registers(tuple(found), digest.hexdigest()[:16] if found else "none")


def listed(entries: Iterable[Entry]) -> Iterator[Appearance]:
    """Every name of every entry as an appearance that no document has."""
    for entry in entries:
        scheme = scheme_of(entry.identifier) if entry.identifier else None
        for name in entry.names:
            yield Appearance(
                appearance_id=stable_id("app", entry.place, entry.kind, name),
                document_id=entry.place,
                kind=entry.kind,
                name=name,
                organisation_kind=entry.organisation_kind,
                number=siren_of(*scheme) if scheme else None,
                mention_ids=(_mention_id(entry, name),),
                is_listed=True,
            )


def listed_names(entries: Iterable[Entry]) -> Iterator[ListedName]:
    """Every name of every entry, by the mention that stands for it in the clusters."""
    for entry in entries:
        for name in entry.names:
            yield ListedName(_mention_id(entry, name), entry.register, entry.reference_id, name)


def one_entry(entries: Iterable[Entry]) -> Iterator[Judgement]:
    """That all names of an entry are one, as a judgement of the register's."""
    for entry in entries:
        first, *others = sorted(entry.names)
        for other in others:
            sides = Side(first, entry.place), Side(other, entry.place)
            yield Judgement(entry.kind, *sides, "same", f"register {entry.register}", LISTED_ON)


def _mention_id(entry: Entry, name: str) -> str:
    return stable_id("ref", entry.register, entry.reference_id, name)


def _of_table(path: Path) -> Iterator[tuple[str, Entry]]:
    for row in table_rows(path, ("reference_id", "name", "kind")):
        cells = row.cells
        kind = cells["kind"]
        if not cells["reference_id"] or not cells["name"]:
            raise CurationError(f"{row.said_at}: reference_id and name must be filled.")
        if kind != "actor" and kind not in get_args(OrganisationKind):
            known = ", ".join(("actor", *get_args(OrganisationKind)))
            raise CurationError(f"{row.said_at}: unknown kind {kind!r}; use one of {known}.")
        yield (
            row.said_at,
            Entry(
                path.stem,
                cells["reference_id"],
                "actor" if kind == "actor" else "organisation",
                _each_once([cells["name"], *cells.get("aliases", "").split("|")]),
                cells.get("identifier") or None,
                None if kind == "actor" else cast(OrganisationKind, kind),
            ),
        )


def _of_money(path: Path) -> Iterator[tuple[str, Entry]]:
    for line, written in enumerate(read_text(path).removeprefix("\ufeff").splitlines(), start=1):
        if not written.strip():
            continue
        try:
            entity: dict[str, Any] = json.loads(written)
            identity, schema, properties = str(entity["id"]), str(entity["schema"]), dict(entity["properties"])
        except (ValueError, KeyError, TypeError) as error:
            raise CurationError(f"{path}, line {line}: not an entity of FollowTheMoney, one a line.") from error
        names = _each_once(_values(properties, NAMES))
        if schema in SCHEMATA and names:
            kind, organisation_kind = SCHEMATA[schema]
            number = _number(_values(properties, NUMBERS))
            yield f"{path}, line {line}", Entry(path.stem, identity, kind, names, number, organisation_kind)


def _values(properties: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """The values of some properties; a lone one may stand without its list."""
    stated = [properties.get(key, ()) for key in keys]
    return [str(value) for values in stated for value in ([values] if isinstance(values, str) else values)]


def _number(numbers: Sequence[str]) -> str | None:
    """The first that leads to a SIREN, else the first."""
    french = [number for number in numbers if siren_of(*scheme_of(number))]
    return next(iter((*french, *numbers)), None)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (" ".join(name.split()) for name in names) if name))
