with entities as (
    select * from {{ ref('stg_entities') }}
),

mentions as (
    select
        organisation_id,
        count(*)::integer as mention_count,
        count(distinct document_id)::integer as document_count
    from {{ ref('mentions') }}
    where organisation_id is not null
    group by organisation_id
),

quotes as (
    select
        speaker_organisation_id,
        count(*)::integer as quote_count
    from {{ ref('quotes') }}
    where speaker_organisation_id is not null
    group by speaker_organisation_id
)

select
    entities.entity_id as organisation_id,
    entities.name,
    entities.acronym,
    entities.aliases,
    coalesce(entities.organisation_kind, 'other') as kind,
    mentions.mention_count,
    mentions.document_count,
    coalesce(quotes.quote_count, 0) as quote_count
from entities
inner join mentions on entities.entity_id = mentions.organisation_id
left join quotes on entities.entity_id = quotes.speaker_organisation_id
