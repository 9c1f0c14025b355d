with source as (
    select * from {{ source('bronze', 'duplicates') }}
)

select
    document_id,
    leading_document_id,
    similarity
from source
