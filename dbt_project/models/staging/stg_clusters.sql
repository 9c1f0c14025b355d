with source as (
    select * from {{ source('resolution', 'clusters') }}
)

select
    mention_id,
    entity_id,
    score as link_score,
    reason as link_reason,
    matched_mention_id
from source
