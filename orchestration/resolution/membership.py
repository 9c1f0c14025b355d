"""Which profiles make up which entity, and what documents call it: SQL over what `state` keeps.

What belongs here: reading how documents call a group of profiles, writing entities and their mentions' links. What does
not: how groups come about (`clustering`) and what they are called (`entities`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

import pyarrow as pa

from orchestration.records import Entity, MentionKind
from orchestration.resolution.clustering import JUDGED
from orchestration.resolution.database import Database
from orchestration.resolution.entities import Called

# What documents and notices name in each group (`grouped`: profile and place of its group); names that only a register
# gives are no names of ours, save where nobody else names the group.
_TOLD = """
    create or replace temp table told as
    with inside as (select place, appearances.* from resolution.appearances inner join grouped using (profile_id))
    select place, name, name_key, forms, acronym, organisation_kind, confidence, number, mention_ids
    from inside where not is_listed or place not in (select place from inside where not is_listed)
"""
# Each query tells one thing of the groups, place first.
_CALLED = {
    "spellings": """
        select place, name, sum(len(mention_ids))::integer, min(name_key) from told group by place, name order by all
    """,
    "forms": "select distinct place, unnest(list_append(list_append(forms, name), acronym)) from told",
    "acronyms": "select place, acronym, count(*) from told where acronym is not null group by place, acronym",
    # Thousandths, so that the order in which they are added up does not matter.
    "kinds": """
        select place, organisation_kind, sum(round(confidence * 1000)::bigint * len(mention_ids))::bigint
        from told where organisation_kind <> 'other' group by place, organisation_kind
    """,
    "mentions": """
        select place, unnest(mention_ids) from told
        union all
        select place, number from told where number is not null
    """,
    "judged": f"""
        select distinct place, true from resolution.pairs inner join grouped on profile_id in (left_id, right_id)
        where abs(weight) >= {JUDGED}
    """,
}

# How sure each profile is of its group, and why: its best pair there; of pairs that weigh the same the first.
_LINKS = """
    insert into resolution.clusters by name
    with inside as (
        select left_id, right_id, weight, reasons
        from resolution.pairs
        inner join grouped as one on left_id = one.profile_id
        inner join grouped as other on right_id = other.profile_id and other.place = one.place
    ),

    sides as (
        select left_id as profile_id, right_id as other_id, weight, reasons from inside
        union all
        select right_id, left_id, weight, reasons from inside
    ),

    best as (select profile_id, max(weight) as weight from sides group by profile_id),

    matched as (
        select profile_id, weight, min(other_id) as other_id, arg_min(reasons, other_id) as reasons
        from sides inner join best using (profile_id, weight) group by profile_id, weight
    ),

    first_mentions as (
        select profile_id, min(list_min(mention_ids)) as mention_id
        from resolution.appearances semi join grouped using (profile_id) group by profile_id
    )

    select
        unnest(mention_ids) as mention_id,
        made.entity_id,
        coalesce(round(1 / (1 + pow(2.0, -matched.weight)), 4), 1.0) as score,
        coalesce(array_to_string(matched.reasons, '; '), 'only bearer of the name') as reason,
        first_mentions.mention_id as matched_mention_id
    from resolution.appearances
    inner join grouped using (profile_id)
    inner join made using (place)
    left join matched using (profile_id)
    left join first_mentions on matched.other_id = first_mentions.profile_id
"""


class Membership(Database):
    """The entities of one database and their profiles."""

    def others(self, entities: Collection[str]) -> set[str]:
        """All entities but these."""
        with self.asked(entities):
            return set(
                self.column("select entity_id from resolution.entities where entity_id not in (select id from asked)")
            )

    def members(self, entities: Collection[str]) -> list[tuple[str, MentionKind, list[str]]]:
        """The entities with their kind and the profiles that make them up, in a fixed order."""
        with self.asked(entities):
            return self.connection.execute(
                "select entity_id, first(kind), list(profile_id order by profile_id) from resolution.profiles"
                " where entity_id in (select id from asked) group by entity_id order by entity_id"
            ).fetchall()

    def called(self, groups: Sequence[tuple[MentionKind, Sequence[str]]]) -> list[Called]:
        """How documents call what each group of profiles is."""
        with self.grouped([ids for _, ids in groups]):
            self.connection.execute(_TOLD)
            found = {name: self.by_group(query) for name, query in _CALLED.items()}
        return [
            Called(
                kind,
                {name: count for name, count, _ in found["spellings"][place]},
                {name: key for name, _, key in found["spellings"][place]},
                tuple(form for (form,) in found["forms"][place]),
                dict(found["acronyms"][place]),
                dict(found["kinds"][place]),
                tuple(mention for (mention,) in found["mentions"][place]),
                bool(found["judged"][place]),
            )
            for place, (kind, _) in enumerate(groups)
        ]

    def replace(self, gone: Collection[str], entities: Sequence[Entity], members: Sequence[Sequence[str]]) -> None:
        """Put entities, each made of its profiles in `members`, and their mentions' links in place of those `gone`."""
        with self.asked(gone):
            for table in ("entities", "clusters"):
                self.connection.execute(f"delete from resolution.{table} where entity_id in (select id from asked)")
        self.insert("entities", map(asdict, entities))
        made = pa.table({"entity_id": pa.array([entity.entity_id for entity in entities], pa.string())})
        made = made.append_column("place", pa.array(range(len(entities)), pa.int32()))
        self.connection.register("made", made)
        with self.grouped(members):
            self.connection.execute(
                "update resolution.profiles set entity_id = made.entity_id"
                " from grouped inner join made using (place) where profiles.profile_id = grouped.profile_id"
            )
            self.connection.execute(_LINKS)
        self.connection.unregister("made")
