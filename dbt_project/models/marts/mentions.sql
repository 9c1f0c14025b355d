with mentions as (
    select * from {{ ref('int_mentions_resolved') }}
)

select
    mention_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    actor_id,
    organisation_id,
    confidence,
    extractor,
    pipeline_version,
    link_score,
    link_reason,
    matched_mention_id
from mentions
