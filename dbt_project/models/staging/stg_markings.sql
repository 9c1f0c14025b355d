with source as (
    select * from {{ source('bronze', 'markings') }}
)

select
    marking,
    marking_rank
from source
