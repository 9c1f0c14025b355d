with source as (
    select * from {{ source('resolution', 'entity_history') }}
)

select
    entity_id,
    fate,
    successor_id
from source
