with files as (
    select * from {{ ref('stg_files') }}
),

documents as (
    select
        file_sha256,
        count(distinct document_id)::integer as document_count
    from {{ ref('stg_documents') }}
    group by file_sha256
)

select
    files.source_path,
    files.status,
    files.reason,
    files.detail,
    files.file_sha256,
    files.byte_count,
    files.media_type,
    files.encoding,
    coalesce(documents.document_count, 0) as document_count
from files
left join documents on files.file_sha256 = documents.file_sha256
