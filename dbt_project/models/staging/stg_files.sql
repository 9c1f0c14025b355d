with source as (
    select * from {{ source('bronze', 'files') }}
)

select
    source_path,
    status,
    reason,
    detail,
    file_sha256,
    byte_count,
    media_type,
    encoding,
    coalesce(warnings, []) as warnings,
    container_path,
    marking
from source
