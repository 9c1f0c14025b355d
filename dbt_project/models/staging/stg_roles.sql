with source as (
    select * from {{ source('annotation', 'roles') }}
)

select
    role_claim_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    actor_mention_id,
    organisation_mention_id,
    title,
    normal_title,
    is_former,
    started_on,
    ended_on,
    rule as extractor,
    confidence,
    pipeline_version
from source
