"""Moments: facts at the day, month or year at which the documents put them, or at none.

What belongs here: which facts an entity or a search has, what dates them and how precisely. What does not: grouping
(`grouping`) and telling them (`details`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explorer.release import OpenRelease

# In the order in which they are told.
OF_ENTITIES = ("role", "contract", "relation", "fact", "quote_by", "quote_about", "document")
OF_SEARCHES = ("contract", "quote", "document")
# As many matches of a search are read; the newest of each kind come first.
MOST_MATCHES = 20_000

# How many characters of a date are known: 2024, 2024-03, 2024-03-15. Where no precision is stated, a first of January
# may stand for its year and a first of a month for its month: never more is told than is sure.
_STATED = "case {precision} when 'year' then 4 when 'month' then 7 when 'day' then 10 else {unstated} end"
_UNSTATED = "case when substr({day}, 6) = '01-01' then 4 when substr({day}, 9) = '01' then 7 else 10 end"


def _width(day: str, precision: str = "null") -> str:
    return _STATED.format(precision=precision, unstated=_UNSTATED.format(day=day))


_SIGNED = f"""
    case when contracts.signed_on is null and contracts.started_on is not null then 'starts' else 'signed' end as event,
    coalesce(contracts.signed_on, contracts.started_on) as day,
    case when contracts.signed_on is null then {_width("contracts.started_on", "contracts.started_on_precision")}
        else {_width("contracts.signed_on", "contracts.signed_on_precision")} end as width
"""
# What is said without a day stands on the day on which it was published, and says so.
_SAID = f"""
    case when quotes.said_on is null then 'published' else 'said' end as event,
    coalesce(quotes.said_on, documents.published_on) as day,
    case when quotes.said_on is null then 10 else {_width("quotes.said_on", "quotes.said_on_precision")} end as width
"""
_OF_ENTITY = f"""
    with own_roles as (
        select * from roles where actor_id = ?1
        union all
        select * from roles where organisation_id = ?1
    )

    select 'role' as kind, role_id as fact_id, 'begun' as event, started_on as day, {_width("started_on")} as width
    from own_roles
    where started_on is not null
    union all
    select 'role', role_id, 'ended', ended_on, {_width("ended_on")} from own_roles where ended_on is not null
    union all
    select 'role', role_id, 'held', null, null from own_roles where started_on is null and ended_on is null
    union all
    select distinct 'contract', contracts.contract_id, {_SIGNED}
    from contract_parties
    inner join contracts on contract_parties.contract_id = contracts.contract_id
    where (contract_parties.organisation_id = ?1 or contract_parties.actor_id = ?1) and contract_parties.is_current
    union all
    select 'relation', relation_id, 'begun', started_on, {_width("started_on", "started_on_precision")}
    from organisation_relations
    where subject_organisation_id = ?1 or object_organisation_id = ?1 or object_actor_id = ?1
    union all
    select 'fact', organisation_fact_id, 'founded', printf('%04d-01-01', value_number), 4
    from organisation_facts
    where organisation_id = ?1 and attribute = 'founding_year' and value_number between 1 and 9999
    union all
    select 'fact', organisation_fact_id, 'as_of', as_of, {_width("as_of")}
    from organisation_facts
    where organisation_id = ?1 and (attribute <> 'founding_year' or value_number is null)
    union all
    select 'quote_by', quotes.quote_id, {_SAID}
    from quotes
    left join documents on quotes.document_id = documents.document_id
    where (speaker_actor_id = ?1 or speaker_organisation_id = ?1) and not is_cue_negated
    union all
    select 'quote_about', quotes.quote_id, {_SAID}
    from speech_about
    inner join quotes on speech_about.quote_id = quotes.quote_id
    left join documents on quotes.document_id = documents.document_id
    where speech_about.entity_id = ?1
    union all
    select 'document', documents.document_id, 'published', published_on, 10
    from appearances
    inner join documents on appearances.document_id = documents.document_id
    where appearances.entity_id = ?1
"""
_OF_SEARCH = f"""
    with found as (
        select item_id, type
        from ({{matching}} limit {MOST_MATCHES}) as matches
        inner join search_items on matches.entry_id = search_items.entry_id
        inner join search_groups on matches.group_id = search_groups.group_id
    )

    select 'contract' as kind, contracts.contract_id as fact_id, {_SIGNED}
    from found
    inner join contracts on item_id = contract_id and type = 'contract'
    union all
    select 'quote', quotes.quote_id, {_SAID}
    from found
    inner join quotes on item_id = quote_id and type = 'quote'
    left join documents on quotes.document_id = documents.document_id
    where not is_cue_negated
    union all
    select 'document', document_id, 'published', published_on, 10
    from found
    inner join documents on item_id = document_id and type = 'document'
"""
_MATCHING = """
    select search_words.rowid as entry_id, group_id
    from search_words
    inner join search_entries on search_words.rowid = search_entries.entry_id
    where search_words match ?1 and group_id in (select value from json_each(?2))
"""
_NARROWED = (
    "select entry_id, group_id from search_entries where ?1 = '' and group_id in (select value from json_each(?2))"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A fact at a date of which `width` characters are known; `event` says what the date is of. None without a date."""

    kind: str
    fact_id: str
    event: str
    day: str | None
    width: int | None

    @property
    def known(self) -> str:
        """The date as far as it is known: 2024, 2024-03, 2024-03-15; empty without one."""
        return self.day[: self.width] if self.day else ""


def of_entity(release: OpenRelease, entity_id: str) -> list[Moment]:
    """All moments of an actor or organisation, in no order. What somebody is said not to have said is left out."""
    return [Moment(**row) for row in release.rows(_OF_ENTITY, entity_id)]


def denied(release: OpenRelease, entity_id: str) -> int:
    """How many quotes of a speaker are left out, for he is said not to have said so."""
    counted: int = release.value(
        "select count(*) from quotes where (speaker_actor_id = ?1 or speaker_organisation_id = ?1) and is_cue_negated",
        entity_id,
    )
    return counted


def of_search(release: OpenRelease, expression: str, groups: Iterable[int]) -> tuple[list[Moment], int]:
    """The contracts, quotes and documents that a search finds, and how many match in all.

    `expression` is one of the full-text index, `groups` are numbers of `search_groups`; without an expression all
    entries of the groups match.
    """
    matching = _MATCHING if expression else _NARROWED
    asked = expression, json.dumps(list(groups))
    found = [Moment(**row) for row in release.rows(_OF_SEARCH.format(matching=matching), *asked)]
    matches: int = release.value(f"select count(*) from ({matching})", *asked)
    return found, matches
