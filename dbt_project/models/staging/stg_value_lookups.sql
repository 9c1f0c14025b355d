with source as (
    select * from {{ source('resolution', 'value_lookups') }}
)

select
    column_name,
    {{ normalised('value') }} as value_key,
    canonical_value
from source
