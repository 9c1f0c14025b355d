with source as (
    select * from {{ source('bronze', 'sections') }}
)

select
    file_sha256,
    section_index,
    start_char,
    end_char,
    kind,
    label
from source
