with mentions as (
    select * from {{ ref('stg_mentions') }}
),

documents as (
    select document_id from {{ ref('int_documents_current') }}
),

clusters as (
    select * from {{ ref('stg_clusters') }}
),

entities as (
    select
        entity_id,
        kind
    from {{ ref('stg_entities') }}
)

select
    mentions.mention_id,
    mentions.document_id,
    mentions.start_char,
    mentions.end_char,
    mentions.surface_text,
    case when entities.kind = 'actor' then entities.entity_id end as actor_id,
    case when entities.kind = 'organisation' then entities.entity_id end as organisation_id,
    clusters.link_score,
    clusters.link_reason,
    clusters.matched_mention_id,
    mentions.extractor,
    mentions.confidence,
    mentions.pipeline_version
from mentions
inner join documents on mentions.document_id = documents.document_id
left join clusters on mentions.mention_id = clusters.mention_id
left join entities on clusters.entity_id = entities.entity_id
