with source as (
    select * from {{ source('resolution', 'register_names') }}
)

select
    mention_id,
    register,
    reference_id,
    name
from source
