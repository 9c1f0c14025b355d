"""The sections of an entity's page: which rows each lists, in which order, and the words behind them.

What belongs here: the sections by name, and asking for a page of one. What does not: their SQL (`queries`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orchestration.explorer.entities import queries
from orchestration.explorer.entities.bearer import Entity, Kind
from orchestration.explorer.entities.identity import reasons_in
from orchestration.explorer.entities.listing import SHOWN, Listing
from orchestration.explorer.entities.parties import add_parties
from orchestration.explorer.entities.proofs import with_proofs
from orchestration.explorer.release import OpenRelease, Row

BOTH: tuple[Kind, ...] = ("actor", "organisation")
ORGANISATIONS: tuple[Kind, ...] = ("organisation",)
Adding = Callable[[OpenRelease, list[Row]], None]


def _nothing(_release: OpenRelease, _rows: list[Row]) -> None:
    """Some rows need nothing more."""


def _proved(table: str, key: str) -> Adding:
    """Adds the words behind facts of a table."""
    return lambda release, rows: with_proofs(release, rows, table, key)


def _with_parties(release: OpenRelease, rows: list[Row]) -> None:
    """Adds the parties of contracts, and the words behind these."""
    add_parties(release, rows)
    with_proofs(release, rows, "contracts", "contract_id")


def _quoted(release: OpenRelease, rows: list[Row]) -> None:
    """Adds the words of quotes; of several documents that print one, those in the document of the quote come first."""
    with_proofs(release, rows, "quotes", "quote_id")
    for row in rows:
        own = [proof for proof in row["evidence"] if proof["document_id"] == row["document_id"]]
        row["evidence_id"] = next((proof["evidence_id"] for proof in own or row["evidence"]), "")


def _explained(_release: OpenRelease, rows: list[Row]) -> None:
    """Takes the reasons of matches apart."""
    for row in rows:
        row["reasons"] = reasons_in(row["link_reason"])


@dataclass(frozen=True, slots=True)
class Section:
    """A list on the page. `where` says which rows of `rows` and `counted` are the entity's, whose id is each `?`."""

    rows: str
    counted: str
    where: str
    kinds: tuple[Kind, ...] = BOTH
    adding: Adding = _nothing

    def sql(self, kind: Kind) -> tuple[str, str, int]:
        """The query of the rows, that of their number, and how often each wants the id."""
        where = self.where.format(column=f"{kind}_id", kind=kind)
        if kind == "actor":
            where = where.replace(queries.SUBJECT_OR_OBJECT, "object_actor_id = ?")
        rows = self.rows.format(where=where, column=f"{kind}_id")
        return rows, f"select count(*) from {self.counted} where {where}", where.count("?")


# In the order of the page.
SECTIONS: Mapping[str, Section] = {
    "names": Section(
        queries.NAMES, "(select distinct entity_id, surface_text from wordings) as wordings", "wordings.entity_id = ?"
    ),
    "identifiers": Section(
        queries.IDENTIFIERS, "organisation_identifiers as identifiers", "organisation_id = ?", ORGANISATIONS
    ),
    "register_matches": Section(
        queries.REGISTER_MATCHES, "register_matches", "register_matches.{column} = ?", adding=_explained
    ),
    "facts": Section(
        queries.FACTS,
        "organisation_facts",
        "organisation_id = ?",
        ORGANISATIONS,
        _proved("organisation_facts", "organisation_fact_id"),
    ),
    "roles": Section(queries.ROLES, "roles", "roles.{column} = ?", adding=_proved("roles", "role_id")),
    "relations": Section(
        queries.RELATIONS,
        "organisation_relations",
        queries.SUBJECT_OR_OBJECT,
        adding=_proved("organisation_relations", "relation_id"),
    ),
    "contracts_as_buyer": Section(
        queries.CONTRACTS,
        queries.FROM_CONTRACTS,
        "parties.{column} = ? and parties.party_role = 'buyer'",
        adding=_with_parties,
    ),
    "contracts_as_supplier": Section(
        queries.CONTRACTS,
        queries.FROM_CONTRACTS,
        "parties.{column} = ? and parties.party_role = 'supplier'",
        adding=_with_parties,
    ),
    "quotes_by": Section(queries.QUOTES_BY, "quotes", "quotes.speaker_{column} = ?", adding=_quoted),
    "quotes_about": Section(queries.QUOTES_ABOUT, "speech_about as about", "about.entity_id = ?", adding=_quoted),
    "documents": Section(queries.DOCUMENTS, "appearances", "appearances.entity_id = ?"),
    "companions": Section(
        queries.COMPANIONS, queries.FROM_COMPANIONS, "companions.entity_id = ? and others.is_supported = 1"
    ),
}


def names_of(kind: Kind) -> list[str]:
    """The sections that a page of that kind has."""
    return [name for name, section in SECTIONS.items() if kind in section.kinds]


def listing(release: OpenRelease, entity: Entity, name: str, page: int = 1, size: int = SHOWN) -> Listing:
    """One page of a section."""
    section = SECTIONS[name]
    rows_query, count_query, times = section.sql(entity.kind)
    ids = [entity.entity_id] * times
    rows = release.rows(f"{rows_query} limit ? offset ?", *ids, size, (page - 1) * size)
    total = len(rows) if page == 1 and len(rows) < size else release.value(count_query, *ids)
    section.adding(release, rows)
    return Listing(name, rows, total, page, size)
