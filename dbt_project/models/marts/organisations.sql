with entities as (
    select * from {{ ref('stg_entities') }}
),

documents as (
    select
        document_id,
        counts_as_document_id
    from {{ ref('int_documents_current') }}
),

mentions as (
    select
        mentions.organisation_id,
        count(*)::integer as mention_count,
        count(distinct documents.counts_as_document_id)::integer as document_count
    from {{ ref('mentions') }} as mentions
    inner join documents on mentions.document_id = documents.document_id
    where mentions.organisation_id is not null
    group by mentions.organisation_id
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
