with source as (
    select * from {{ source('resolution', 'organisation_identifiers') }}
)

select
    organisation_id,
    scheme,
    identifier,
    file_sha256,
    notice_index,
    field_path
from source
