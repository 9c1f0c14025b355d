with source as (
    select * from {{ source('bronze', 'members') }}
)

select
    container_sha256,
    member_index,
    file_sha256
from source
