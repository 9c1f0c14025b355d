"""What resolution keeps between nights, in the working database: appearances, profiles, weighed pairs.

What belongs here: SQL over the tables of `state.sql`. What does not: what to compare again (`resolving`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.records import MentionKind
from orchestration.resolution.appearances import Appearance, Office
from orchestration.resolution.clustering import Pair
from orchestration.resolution.database import Database
from orchestration.resolution.identity import HistoryRow
from orchestration.resolution.organisation_names import plain_words
from orchestration.resolution.profiles import Key, Profile, Row, joined

KINDS: tuple[MentionKind, ...] = ("actor", "organisation")
TABLES = (
    *("sources", "appearances", "profiles", "actor_profiles", "organisation_profiles", "pairs", "premises"),
    *("entities", "clusters", "entity_history"),
)
# What of an appearance is kept: all of it.
_COLUMNS = tuple(field.name for field in fields(Appearance))
# What of a profile's row decides, besides pairs, how it is grouped.
DECIDING: Mapping[MentionKind, tuple[str, ...]] = {
    "actor": (
        "is_weak",
        "given",
        "given_text",
        "generations",
        "organisations",
        "companions",
        "first_year",
        "last_year",
    ),
    "organisation": ("is_weak",),
}


@dataclass(frozen=True, slots=True)
class Replaced:
    """Profiles whose row is new, ids of those that only grew or stayed, entities that lost or changed a profile."""

    fresh: list[Profile]
    same: list[str]
    disturbed: set[str]


class State(Database):
    """What is kept of documents, names and pairs. The caller opens the connection and its transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        connection.execute("create schema if not exists resolution")
        connection.execute("create table if not exists resolution.premises (version varchar not null)")

    # --- premises and sources ---------------------------------------------------------------------------------------

    def premises(self) -> str | None:
        """What decided besides the documents when all this was made."""
        found = self.column("select version from resolution.premises")
        return found[0] if found else None

    def start_anew(self, premises: str) -> None:
        """Forget everything, and remember under which premises what comes is made."""
        for table in TABLES:
            self.connection.execute(f"drop table if exists resolution.{table}")
        self.connection.execute(files(__package__).joinpath("state.sql").read_text(encoding="utf-8"))
        self.connection.execute("insert into resolution.premises values (?)", [premises])

    def sources(self) -> dict[str, str]:
        """What has been resolved: the version of each document."""
        return dict(self.connection.execute("select document_id, version from resolution.sources").fetchall())

    def save_sources(self, changed: Collection[str], current: Mapping[str, str]) -> None:
        """Remember the changed documents' versions; one that is not current is forgotten."""
        with self.asked(changed):
            self.connection.execute("delete from resolution.sources where document_id in (select id from asked)")
        self.insert("sources", ({"document_id": d, "version": current[d]} for d in sorted(changed) if d in current))

    # --- appearances and profiles -----------------------------------------------------------------------------------

    def keys_of_documents(self, documents: Collection[str]) -> set[Key]:
        """The names that stand in the documents."""
        with self.asked(documents):
            return self._keys("document_id in (select id from asked)")

    def keys_beside_words(self, words: Collection[str]) -> set[Key]:
        """The names in documents that name an organisation with one of the words."""
        with self.asked(words):
            return self._keys(
                "document_id in (select document_id from resolution.appearances where list_has_any(words,"
                " (select list(id) from asked)))"
            )

    def declared(self) -> list[tuple[str, str]]:
        """Acronym and name of each appearance that declares one."""
        query = "select distinct acronym, name from resolution.appearances where acronym is not null order by all"
        return self.connection.execute(query).fetchall()

    def counts(self, keys: Collection[Key]) -> dict[Key, int]:
        """How many appearances each of the names has; a name without any is missing."""
        query = "select kind, name_key, count(*) from resolution.appearances semi join asked_keys"
        with self.asked_keys(keys):
            rows = self.connection.execute(f"{query} using (kind, name_key) group by all").fetchall()
        return {(kind, name): count for kind, name, count in rows}

    def forget_documents(self, documents: Collection[str]) -> None:
        """Remove the appearances of the documents."""
        with self.asked(documents):
            self.connection.execute("delete from resolution.appearances where document_id in (select id from asked)")

    def appearances_of(self, keys: Collection[Key]) -> list[Appearance]:
        """Appearances of the names, sorted by id."""
        with self.asked_keys(keys):
            rows = self.rows(
                f"select {', '.join(_COLUMNS)} from resolution.appearances semi join asked_keys using (kind, name_key)"
                " order by appearance_id"
            )
        return [_appearance(row) for row in rows]

    def replace(self, whole: Collection[Key], profiles: Sequence[Profile]) -> Replaced:
        """Put `profiles` in place of all that the names `whole` had, and join the others to what their names have."""
        with self.asked_keys(whole):
            left = self.column("select profile_id from resolution.profiles semi join asked_keys using (kind, name_key)")
        before = self._rows_of({*left, *(profile.profile_id for profile in profiles)})
        now = [
            replace(p, row=joined(p.kind, before[p.profile_id], p.row))
            if p.profile_id in before and (p.kind, p.name_key) not in whole
            else p
            for p in profiles
        ]
        fresh = [profile for profile in now if before.get(profile.profile_id) != profile.row]
        changed = {profile.profile_id for profile in fresh}
        gone = set(left) - {profile.profile_id for profile in now}
        disturbed = self.entities_of_profiles(gone | changed)
        self._forget_profiles(gone | changed & before.keys())
        with self.asked(left):
            self.connection.execute("delete from resolution.appearances where profile_id in (select id from asked)")
        for kind in KINDS:
            self.insert(f"{kind}_profiles", (profile.row for profile in fresh if profile.kind == kind))
        self.insert("profiles", (_profile_row(profile) for profile in fresh))
        self.insert("appearances", (_appearance_row(p, a) for p in now for a in p.appearances))
        return Replaced(fresh, [p.profile_id for p in now if p.profile_id not in changed], disturbed)

    def _forget_profiles(self, ids: Collection[str]) -> None:
        with self.asked(ids):
            chosen = "in (select id from asked)"
            for kind in KINDS:
                self.connection.execute(f"delete from resolution.{kind}_profiles where unique_id {chosen}")
            self.connection.execute(f"delete from resolution.pairs where left_id {chosen} or right_id {chosen}")
            self.connection.execute(f"delete from resolution.profiles where profile_id {chosen}")

    def _rows_of(self, ids: Collection[str]) -> dict[str, Row]:
        with self.asked(ids):
            return {
                row["unique_id"]: row
                for kind in KINDS
                for row in self.rows(
                    f"select * from resolution.{kind}_profiles where unique_id in (select id from asked)"
                )
            }

    def deciding(self, kind: MentionKind, ids: Collection[str]) -> list[Profile]:
        """The profiles with those columns of their rows that decide how they are grouped, sorted by id."""
        columns = f"unique_id, {', '.join(DECIDING[kind])}"
        with self.asked(ids):
            rows = self.rows(
                f"select {columns} from resolution.{kind}_profiles where unique_id in (select id from asked)"
                " order by unique_id"
            )
        return [Profile(row["unique_id"], kind, "", (), row) for row in rows]

    def bearers(self, names: Collection[Key]) -> dict[Key, set[tuple[str, str]]]:
        """The documents in which each name stands, with the profile that it belongs to there."""
        with self.asked_keys(names):
            rows = self.connection.execute(
                "select kind, name_key, document_id, profile_id from resolution.appearances"
                " semi join asked_keys using (kind, name_key)"
            ).fetchall()
        found: dict[Key, set[tuple[str, str]]] = defaultdict(set)
        for kind, name_key, document_id, profile_id in rows:
            found[kind, name_key].add((document_id, profile_id))
        return found

    # --- pairs ------------------------------------------------------------------------------------------------------

    def judge(self, kind: MentionKind, pairs: Sequence[Pair]) -> None:
        """Put people's word in place of what was weighed."""
        rows = [
            {
                "kind": kind,
                "left_id": p.left,
                "right_id": p.right,
                "weight": p.weight,
                "is_tied": p.weight > 0,
                "reasons": p.reasons,
            }
            for p in pairs
        ]
        ends = {side: pa.array([row[side] for row in rows], pa.string()) for side in ("left_id", "right_id")}
        self.connection.register("said", pa.table(ends))
        self.connection.execute(
            "delete from resolution.pairs as pairs using said"
            " where pairs.left_id = said.left_id and pairs.right_id = said.right_id"
        )
        self.connection.unregister("said")
        self.insert("pairs", rows)

    def linked(self, ids: Collection[str]) -> set[str]:
        """The profiles, and all that are tied to them over any number of steps."""
        found, frontier = set(ids), set(ids)
        while frontier:
            with self.asked(frontier):
                near = self.column(
                    "select right_id from resolution.pairs where is_tied and left_id in (select id from asked)"
                    " union select left_id from resolution.pairs where is_tied and right_id in (select id from asked)",
                )
            frontier = set(near) - found
            found |= frontier
        return found

    def pairs_within(self, ids: Sequence[str]) -> list[Pair]:
        """All pairs whose two sides are among the profiles, in a fixed order, without their reasons."""
        places = pa.table({"id": pa.array(ids, pa.string()), "place": pa.array(range(len(ids)), pa.int32())})
        self.connection.register("places", places)
        columns = self.connection.execute(
            "select one.place as one, other.place as other, weight from resolution.pairs"
            " inner join places as one on left_id = one.id inner join places as other on right_id = other.id"
            " order by left_id, right_id"
        ).fetchnumpy()
        self.connection.unregister("places")
        # The ids themselves, not copies: millions of pairs share them.
        lefts, rights = ([ids[int(place)] for place in columns[side]] for side in ("one", "other"))
        return list(map(Pair, lefts, rights, columns["weight"].tolist()))

    # --- entities of profiles -----------------------------------------------------------------------------------------

    def profiles_of_entities(self, entities: Collection[str]) -> set[str]:
        """The profiles that make up the entities."""
        with self.asked(entities):
            return set(
                self.column("select profile_id from resolution.profiles where entity_id in (select id from asked)")
            )

    def entities_of_profiles(self, ids: Collection[str]) -> set[str]:
        """The entities that the profiles make up so far."""
        with self.asked(ids):
            return set(
                self.column(
                    "select distinct entity_id from resolution.profiles where profile_id in (select id from asked)"
                )
            ) - {""}

    def moved(self, before: Mapping[str, str]) -> dict[str, str | None]:
        """The mentions and registered numbers that are not with the entity they were with, and where they are now."""
        columns = {"id": pa.array(before.keys(), pa.string()), "entity_id": pa.array(before.values(), pa.string())}
        self.connection.register("before", pa.table(columns))
        rows = self.connection.execute(
            """
            with now as (
                select mention_id as id, entity_id from resolution.clusters
                union all
                select unnest(numbers), entity_id
                from resolution.organisation_profiles
                inner join resolution.profiles on profile_id = unique_id
            )

            select before.id, now.entity_id
            from before left join now using (id)
            where before.entity_id is distinct from now.entity_id
            """
        ).fetchall()
        self.connection.unregister("before")
        return dict(rows)

    def entities(self) -> list[str]:
        """The entities that there are."""
        return self.column("select entity_id from resolution.entities")

    def save_history(self, history: Sequence[HistoryRow]) -> None:
        """Put what is told of ids of the past in place of what was told before."""
        self.connection.execute("delete from resolution.entity_history")
        self.insert("entity_history", map(asdict, history))

    def _keys(self, condition: str) -> set[Key]:
        query = f"select distinct kind, name_key from resolution.appearances where {condition}"
        return {(kind, name) for kind, name in self.connection.execute(query).fetchall()}


def _profile_row(profile: Profile) -> Row:
    return {"profile_id": profile.profile_id, "kind": profile.kind, "name_key": profile.name_key, "entity_id": ""}


def _appearance_row(profile: Profile, appearance: Appearance) -> Row:
    # Not `asdict`: it copies every string of every list, half of the time that a first night takes.
    return {column: getattr(appearance, column) for column in _COLUMNS} | {
        "offices": [{"title": office.title, "organisation": office.organisation} for office in appearance.offices],
        "name_key": profile.name_key,
        "words": plain_words(appearance.name) if appearance.kind == "organisation" else (),
        "profile_id": profile.profile_id,
    }


def _appearance(row: Row) -> Appearance:
    values: dict[str, Any] = {
        column: tuple(value) if isinstance(value, list) else value for column, value in row.items()
    }
    return Appearance(**{**values, "offices": tuple(Office(**office) for office in row["offices"])})
