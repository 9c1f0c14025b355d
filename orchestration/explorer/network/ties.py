"""Ties of actors and organisations as the side file holds them, found by index from the entities at their ends.

What belongs here: reading ties within what is wanted, and the bounds on reading. What does not: what is a tie
(`side.sql`), and which entities to ask for (`ego`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explorer.release import OpenRelease, Row

# In the order in which readers see them. To be named together is no tie: it is asked for by name, and comes last.
TOGETHER = "together"
BY_DEFAULT = ("role", "contract", "relation", "quote")
KINDS = (*BY_DEFAULT, TOGETHER)
# As many ties are read one by one for a file, the strongest.
MOST_TIES = 20_000

# ?1 and ?2 are JSON lists of ids (or pairs of them) and of kinds, ?3 and ?4 the first and last year, ?5
# whether ties without a date are wanted then, ?6 the least weight or the most ties.
_ASKED = """
    with ids as (select value as id from json_each(?1)),
    kinds as (select value as kind from json_each(?2))
"""
_IN_TIME = """
    case
        when ?3 is null and ?4 is null then 1
        when first_year is null then ?5
        else first_year <= coalesce(?4, 9999) and coalesce(last_year, 9999) >= coalesce(?3, 0)
    end
"""
# From those asked for to others; both ways in are by index. To be named together has no date.
_OUTWARD = f"""
    select source as inner_id, target as other_id, kind, weight
    from ties
    where source in (select id from ids) and kind in (select kind from kinds) and {_IN_TIME}
    union all
    select target, source, kind, weight
    from ties
    where target in (select id from ids) and kind in (select kind from kinds) and {_IN_TIME}
    union all
    select entity_id, other_entity_id, 'together', document_count
    from companions
    where entity_id in (select id from ids) and 'together' in (select kind from kinds)
        and (?3 is null and ?4 is null or ?5)
"""
_AMONG = f"""
    source in (select id from ids) and target in (select id from ids)
    and kind in (select kind from kinds) and {_IN_TIME}
"""
# `companions` has a pair from either side.
_INWARD = f"""
    select source, target, kind, weight from ties where {_AMONG}
    union all
    select distinct min(entity_id, other_entity_id), max(entity_id, other_entity_id), 'together', document_count
    from companions
    where entity_id in (select id from ids) and other_entity_id in (select id from ids)
        and 'together' in (select kind from kinds) and (?3 is null and ?4 is null or ?5)
"""
# Source, target and kind.
Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ties a reader wants to see, how far from the centre: years are empty where he set no bound."""

    centre: str
    depth: int = 1
    kinds: tuple[str, ...] = BY_DEFAULT
    first_year: int | None = None
    last_year: int | None = None
    undated: bool = False
    least: int = 1
    unsure: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether time is bounded."""
        return self.first_year is not None or self.last_year is not None

    def asked(self, entities: Iterable[str | Pair]) -> tuple[str, str, int | None, int | None, int]:
        """The parameters of every statement here, for ties of `entities`, or of pairs of them."""
        ids, kinds = json.dumps(list(entities)), json.dumps(self.kinds)
        return ids, kinds, self.first_year, self.last_year, int(self.undated)


@dataclass(frozen=True, slots=True)
class Tie:
    """One fact that ties `source` to `target`: as the release's GEXF has it, with the time for which it is known."""

    kind: str
    tie_id: str
    fact_table: str
    fact_id: str
    source: str
    target: str
    detail: str
    label: str
    is_former: int
    weight: int
    confidence: float | None
    started_on: str | None
    ended_on: str | None
    precision: str | None


def ties_outward(release: OpenRelease, wanted: Wanted, entities: Iterable[str], seen: Iterable[str]) -> list[Row]:
    """To whom `entities` are tied and who is not among `seen`: `other_id`, `kind`, `weight`, `is_supported`.

    A pair is left out where its ties of a kind weigh too little, and so is whom the audience may not see.
    """
    sql = f"""
        {_ASKED},
        pairs as (
            select inner_id, other_id, kind, sum(weight) as weight
            from ({_OUTWARD})
            where other_id not in (select value from json_each(?7))
            group by inner_id, other_id, kind
            having sum(weight) >= ?6
        )

        select other_id, kind, sum(weight) as weight, is_supported
        from pairs
        inner join entities on other_id = entity_id
        group by other_id, kind
    """
    return release.rows(sql, *wanted.asked(entities), wanted.least, json.dumps(list(seen)))


def pairs_among(release: OpenRelease, wanted: Wanted, entities: Iterable[str]) -> list[Row]:
    """The pairs with both ends among `entities`: `source`, `target`, `kind`, `weight`, `tie_count`; strongest first."""
    sql = f"""
        {_ASKED}
        select source, target, kind, sum(weight) as weight, count(*) as tie_count
        from ({_INWARD})
        group by source, target, kind
        having sum(weight) >= ?6
        order by sum(weight) desc, source, target, kind
    """
    return release.rows(sql, *wanted.asked(entities), wanted.least)


def ties_of(release: OpenRelease, wanted: Wanted, pairs: Iterable[Pair], most: int | None = None) -> list[Tie]:
    """The ties of pairs one by one, the strongest first: `most` of each pair and kind, MOST_TIES in all."""
    sql = f"""
        {_ASKED},
        ranked as (
            select ties.*, row_number() over (
                partition by source, target, kind order by weight desc, confidence desc, tie_id
            ) as place
            from ids
            inner join ties on source = id ->> 0 and target = id ->> 1 and kind = id ->> 2
            where {_IN_TIME}
        )

        select kind, tie_id, fact_table, fact_id, source, target, detail,
            coalesce(label, (select content from quotes where quote_id = fact_id), '') as label,
            is_former, weight, confidence, started_on, ended_on, precision
        from ranked
        where place <= ?6
        order by weight desc, confidence desc, tie_id
        limit {MOST_TIES}
    """
    return [Tie(**row) for row in release.rows(sql, *wanted.asked(pairs), most or MOST_TIES)]


def undated_ties(release: OpenRelease, wanted: Wanted) -> int:
    """How many ties of the centre have no date, and so cannot be said to lie in any time."""
    sql = """
        select count(*) as n from ties
        where (source = ?1 or target = ?1) and first_year is null and kind in (select value from json_each(?2))
    """
    counted: int = release.value(sql, wanted.centre, json.dumps(wanted.kinds))
    return counted
