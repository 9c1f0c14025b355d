with mentions as (
    select * from {{ ref('int_mentions_resolved') }}
)

select
    mentions.mention_id,
    mentions.document_id,
    mentions.start_char,
    mentions.end_char,
    mentions.surface_text,
    mentions.actor_id,
    mentions.organisation_id,
    mentions.confidence,
    mentions.extractor,
    mentions.pipeline_version,
    mentions.link_score,
    mentions.link_reason,
    mentions.matched_mention_id,
    markings.marking
from mentions
left join {{ ref('int_markings') }} as markings on mentions.document_id = markings.thing_id
