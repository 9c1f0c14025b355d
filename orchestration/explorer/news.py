"""What is told of one actor or organisation in a release and not in another that is kept, with the words.

What belongs here: the questions, asked of both releases in the same way, so that what is gone is told like what is new.
What does not: opening them (`comparing`). `{here}` is the release that tells, `{there}` the one that does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.explorer.comparing import both

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
MOST = 50
# In `before`, whoever has become part of the entity counts as the entity.
_ASKED = """
    create temp table after_asked (entity_id varchar);
    create temp table before_asked (entity_id varchar);
"""
_WHO = (
    "insert into after_asked values ($entity_id)",
    "insert into before_asked values ($entity_id)",
    "insert into before_asked select entity_id from after_entity_history"
    " where fate = 'merged' and successor_id = $entity_id",
)
_ENTITIES = """
    create view {name}_entities as
    select actor_id as entity_id, name from {name}_actors
    union all
    select organisation_id as entity_id, name from {name}_organisations
"""
# Each gives the id of the fact, two words on it, whom it is about besides, and its confidence.
TOPICS = {
    "roles": """
        select
            role_id as fact_id,
            title as what,
            if(is_former, 'former', null) as detail,
            if(actor_id in (from {here}_asked), organisation_id, actor_id) as other_id,
            confidence
        from {here}_roles as facts
        where
            (actor_id in (from {here}_asked) or organisation_id in (from {here}_asked))
            and not exists (
                from {there}_roles as known
                where known.role_id = facts.role_id and (known.is_former or not facts.is_former)
            )
    """,
    "contracts": """
        select
            contract_id as fact_id,
            contracts.subject as what,
            parties.party_role as detail,
            null::varchar as other_id,
            contracts.confidence
        from {here}_contract_parties as parties
        inner join {here}_contracts as contracts using (contract_id)
        where
            coalesce(parties.organisation_id, parties.actor_id) in (from {here}_asked)
            and not exists (
                from {there}_contract_parties as known
                where
                    known.contract_id = parties.contract_id
                    and known.party_role = parties.party_role
                    and coalesce(known.organisation_id, known.actor_id) in (from {there}_asked)
            )
    """,
    "relations": """
        select
            relation_id as fact_id,
            kind as what,
            if(is_former, 'former', status) as detail,
            if(
                subject_organisation_id in (from {here}_asked),
                coalesce(object_organisation_id, object_actor_id),
                subject_organisation_id
            ) as other_id,
            confidence
        from {here}_organisation_relations
        where
            (
                subject_organisation_id in (from {here}_asked)
                or coalesce(object_organisation_id, object_actor_id) in (from {here}_asked)
            )
            and relation_id not in (select relation_id from {there}_organisation_relations)
    """,
    "facts": """
        select
            organisation_fact_id as fact_id,
            attribute as what,
            value_text as detail,
            null::varchar as other_id,
            confidence
        from {here}_organisation_facts
        where
            organisation_id in (from {here}_asked)
            and organisation_fact_id not in (select organisation_fact_id from {there}_organisation_facts)
    """,
    "quotes": """
        select
            quote_id as fact_id,
            content as what,
            if(is_cue_negated, 'denied', kind) as detail,
            null::varchar as other_id,
            confidence
        from {here}_quotes
        where
            coalesce(speaker_actor_id, speaker_organisation_id) in (from {here}_asked)
            and quote_id not in (
                select quote_id
                from {there}_quotes
                where coalesce(speaker_actor_id, speaker_organisation_id) in (from {there}_asked)
            )
    """,
    "quotes_about": """
        with named as (
            select distinct
                quotes.quote_id,
                quotes.content,
                if(quotes.is_cue_negated, 'denied', quotes.kind) as detail,
                coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id) as other_id,
                quotes.confidence
            from {here}_quotes as quotes
            inner join {here}_mentions as mentions
                on
                    quotes.document_id = mentions.document_id
                    and quotes.start_char <= mentions.start_char
                    and quotes.end_char >= mentions.end_char
            where coalesce(mentions.actor_id, mentions.organisation_id) in (from {here}_asked)
        )

        select quote_id as fact_id, content as what, detail, other_id, confidence
        from named
        where
            quote_id not in (select quote_id from {there}_quotes)
            and (other_id is null or other_id not in (from {here}_asked))
    """,
}
# The surest words of each fact. A document that is not in the release shown has no page. What is joined is brought down
# to what is needed of it first: a whole table would not fit into the memory that there is.
_WITH_WORDS = """
    with facts as materialized ({facts}),

    surest as materialized (
        select fact_id, arg_max(evidence_id, (confidence, evidence_id)) as evidence_id
        from {here}_evidence semi join facts using (fact_id)
        group by fact_id
    ),

    words as materialized (
        select fact_id, evidence_id, document_id, surface_text, field_path
        from {here}_evidence semi join surest using (evidence_id)
    )

    select
        facts.fact_id, facts.what, facts.detail, facts.other_id, entities.name as other_name, facts.confidence,
        words.evidence_id, words.document_id, words.surface_text, words.field_path, documents.title,
        documents.published_on::varchar as published_on,
        words.document_id in (select document_id from after_documents) as has_page,
        count(*) over () as total
    from facts
    left join words using (fact_id)
    left join {here}_documents as documents on words.document_id = documents.document_id
    left join {here}_entities as entities on facts.other_id = entities.entity_id
    order by documents.published_on desc, facts.what, facts.fact_id
    limit $most
"""
# A mention that is another's in the other release says whose.
_MENTIONS = """
    with known as materialized (
        select mention_id
        from {there}_mentions
        where coalesce(actor_id, organisation_id) in (from {there}_asked)
    ),

    facts as materialized (
        select mention_id, document_id, surface_text, confidence
        from {here}_mentions
        where coalesce(actor_id, organisation_id) in (from {here}_asked)
    ),

    shown as materialized (
        select
            facts.*, documents.title, documents.published_on::varchar as published_on, count(*) over () as total
        from facts
        anti join known using (mention_id)
        left join {here}_documents as documents on facts.document_id = documents.document_id
        order by documents.published_on desc, facts.mention_id
        limit $most
    ),

    others as materialized (
        select mention_id, coalesce(actor_id, organisation_id) as entity_id
        from {there}_mentions semi join shown using (mention_id)
    )

    select
        shown.mention_id as fact_id, shown.surface_text as what, null as detail, others.entity_id as other_id,
        entities.name as other_name, shown.confidence, null as evidence_id, shown.document_id, shown.surface_text,
        null as field_path, shown.title, shown.published_on,
        shown.document_id in (select document_id from after_documents) as has_page,
        shown.total
    from shown
    left join others using (mention_id)
    left join {there}_entities as entities on others.entity_id = entities.entity_id
    order by shown.published_on desc, shown.mention_id
"""


@dataclass(frozen=True, slots=True)
class News:
    """What one release tells on a `topic` and the other does not: some rows, and how many there are."""

    topic: str
    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What is new about an entity and what is gone, topics without rows left out; `names` are all it has had."""

    new: list[News]
    gone: list[News]
    names: list[str]


def about(before: Path, after: Path, markings: Sequence[str], entity_id: str) -> Difference:
    """What the release in `after` tells of the entity and that in `before` does not, and the other way round."""
    with both(before, after, markings) as connection:
        connection.execute(_ASKED)
        for query in _WHO:
            connection.execute(query, {"entity_id": entity_id})
        for name in ("before", "after"):
            connection.execute(_ENTITIES.format(name=name))
        return Difference(
            new=_news(connection, "after", "before"),
            gone=_news(connection, "before", "after"),
            names=_names(connection),
        )


def _news(connection: duckdb.DuckDBPyConnection, here: str, there: str) -> list[News]:
    queries = {topic: _WITH_WORDS.replace("{facts}", facts) for topic, facts in TOPICS.items()}
    found = []
    for topic, query in (queries | {"mentions": _MENTIONS}).items():
        cursor = connection.execute(query.format(here=here, there=there), {"most": MOST})
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
        total = max((row.pop("total") for row in rows), default=0)
        if rows:
            found.append(News(topic, rows, total))
    return found


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of who is asked for, that of today first."""
    told = connection.execute(
        """
        select name from after_entities where entity_id in (from after_asked)
        union all
        select name from before_entities where entity_id in (from before_asked)
        """
    ).fetchall()
    return list(dict.fromkeys(name for (name,) in told))
