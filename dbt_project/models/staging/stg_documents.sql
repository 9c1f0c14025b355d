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
    url,
    case when language is not null then found_by['language'] end as language_found_by,
    case when title is not null then found_by['title'] end as title_found_by,
    case when author is not null then found_by['author'] end as author_found_by,
    case when publisher is not null then found_by['publisher'] end as publisher_found_by,
    case when published_on is not null then found_by['published_on'] end as published_on_found_by,
    text
from source
