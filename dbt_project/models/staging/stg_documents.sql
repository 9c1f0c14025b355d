with source as (
    select * from {{ source('bronze', 'documents') }}
)

select
    document_id,
    file_sha256,
    section_index,
    content_sha256,
    media_type,
    language,
    title,
    author,
    publisher,
    published_on,
    text
from source
