with source as (
    select * from {{ source('annotation', 'extractions') }}
)

select
    document_id,
    pipeline_version,
    status as extraction_status
from source
