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
        mentions.actor_id,
        count(*)::integer as mention_count,
        count(distinct documents.counts_as_document_id)::integer as document_count,
        max(mentions.confidence) as confidence
    from {{ ref('mentions') }} as mentions
    inner join documents on mentions.document_id = documents.document_id
    where mentions.actor_id is not null
    group by mentions.actor_id
),

quotes as (
    select
        speaker_actor_id,
        count(*)::integer as quote_count
    from {{ ref('quotes') }}
    where speaker_actor_id is not null
    group by speaker_actor_id
)

select
    entities.entity_id as actor_id,
    entities.name,
    entities.aliases,
    mentions.mention_count,
    mentions.document_count,
    coalesce(quotes.quote_count, 0) as quote_count,
    mentions.confidence,
    entities.is_judged,
    {{ is_supported('mentions') }} as is_supported,
    markings.marking
from entities
inner join mentions on entities.entity_id = mentions.actor_id
left join quotes on entities.entity_id = quotes.speaker_actor_id
left join {{ ref('int_markings') }} as markings on entities.entity_id = markings.thing_id
