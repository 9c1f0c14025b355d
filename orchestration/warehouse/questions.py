"""What people are asked about names: pairs in doubt by worth, and what the documents say where a name stands.

What belongs here: reading that from the working database. What does not: which answers there are already (`review`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.records import MentionKind

# How much of a document is shown on either side of a name, in characters.
AROUND = 110
_AT_ONCE = 100
_PIECE = re.compile(r"^\S*\s+")


@dataclass(frozen=True, slots=True)
class NamePlace:
    """A name as it is compared (`profile_id`, `key`), and one document where it stands."""

    profile_id: str
    key: str
    document_id: str


@dataclass(frozen=True, slots=True)
class PairInDoubt:
    """Two names that may be one.

    `weight` is log2 of the odds that they are, `is_joined` what they are taken for, `moving` how many names in
    documents the other answer would move; `is_general` whether each name has one bearer only, so that an answer may
    hold for all its documents.
    """

    kind: MentionKind
    weight: float
    probability: float
    is_joined: bool
    moving: int
    is_general: bool
    reasons: tuple[str, ...]
    one: NamePlace
    other: NamePlace


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one document says where a name stands: the words around it, the name in brackets, on one line.

    A notice or a register has neither title nor words.
    """

    name: str
    title: str | None
    published_on: date | None
    words: str
    offices: tuple[str, ...]
    company: tuple[str, ...]
    number: str | None


def pairs_in_doubt(connection: duckdb.DuckDBPyConnection, told: float, least_doubt: float) -> Iterator[PairInDoubt]:
    """Pairs whose treatment may be wrong with at least `least_doubt` probability, the most valuable first.

    A pair that weighs `told` or more, either way, was decided by people or a register.
    """
    query = files(__package__).joinpath("questions.sql").read_text(encoding="utf-8")
    cursor = connection.execute(query, {"told": told, "least_doubt": least_doubt})
    while rows := cursor.fetchmany(_AT_ONCE):
        for row in rows:
            kind, weight, probability, is_joined, moving, is_general, reasons = row[:7]
            ends = NamePlace(*row[7:10]), NamePlace(*row[10:])
            yield PairInDoubt(kind, weight, probability, is_joined, int(moving), is_general, tuple(reasons), *ends)


def evidence(connection: duckdb.DuckDBPyConnection, places: Collection[NamePlace]) -> dict[tuple[str, str], Evidence]:
    """What the documents say, by (profile, document)."""
    wanted = {
        "profile_id": pa.array([place.profile_id for place in places], pa.string()),
        "document_id": pa.array([place.document_id for place in places], pa.string()),
    }
    connection.register("wanted", pa.table(wanted))
    query = """
        select distinct on (appearances.profile_id, appearances.document_id)
            appearances.profile_id, appearances.document_id, appearances.name,
            documents.title, documents.published_on,
            substring(documents.text, greatest(1, start_char + 1 - $around), least($around, start_char)),
            mentions.surface_text,
            substring(documents.text, end_char + 1, $around),
            list_transform(appearances.offices, lambda office: [office.title, office.organisation]),
            appearances.people || appearances.firms,
            appearances.number
        from resolution.appearances as appearances
        semi join wanted using (profile_id, document_id)
        left join annotation.mentions as mentions
            on list_contains(appearances.mention_ids, mentions.mention_id)
            and appearances.document_id = mentions.document_id
        left join (
            select distinct on (document_id) * from bronze.documents order by document_id, file_sha256
        ) as documents on mentions.document_id = documents.document_id
        order by appearances.profile_id, appearances.document_id, mentions.start_char, appearances.appearance_id
    """
    try:
        rows = connection.execute(query, {"around": AROUND}).fetchall()
    finally:
        connection.unregister("wanted")
    return {(profile_id, document_id): _evidence(*seen) for profile_id, document_id, *seen in rows}


def declared_acronyms(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Acronym and name of each name that declares one."""
    query = "select distinct acronym, name from resolution.appearances where acronym is not null"
    return connection.execute(f"{query} order by all").fetchall()


def bearers(
    connection: duckdb.DuckDBPyConnection, names: Collection[tuple[MentionKind, str]]
) -> Mapping[tuple[MentionKind, str], list[tuple[str, str]]]:
    """The documents in which each name (kind, key) stands, with the profile that it belongs to there."""
    kinds, keys = [kind for kind, _ in names], [key for _, key in names]
    wanted = pa.table({"kind": pa.array(kinds, pa.string()), "name_key": pa.array(keys, pa.string())})
    connection.register("wanted", wanted)
    try:
        rows = connection.execute(
            "select kind, name_key, list((document_id, profile_id)) from resolution.appearances"
            " semi join wanted using (kind, name_key) group by kind, name_key"
        ).fetchall()
    finally:
        connection.unregister("wanted")
    return {(kind, key): places for kind, key, places in rows}


def _evidence(*seen: Any) -> Evidence:
    name, title, published_on, before, said, after, offices, company, number = seen
    held = tuple(", ".join(part for part in office if part) for office in offices)
    words = f"{_whole_words(before)}[{said}]{_whole_words(after[::-1])[::-1]}" if said else ""
    return Evidence(name, title, published_on, " ".join(words.split()), held, tuple(company), number)


def _whole_words(cut: str) -> str:
    """Words cut at their start, without the piece of a word that opens them."""
    return f"… {_PIECE.sub('', cut)}" if len(cut) == AROUND else cut
