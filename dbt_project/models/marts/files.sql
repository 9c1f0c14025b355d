with files as (
    select * from {{ ref('stg_files') }}
),

documents as (
    select
        file_sha256,
        count(distinct document_id)::integer as document_count
    from {{ ref('stg_documents') }}
    group by file_sha256
),

notices as (
    select
        file_sha256,
        count(*)::integer as notice_count
    from {{ ref('stg_notices') }}
    group by file_sha256
),

members as (
    select
        container_sha256,
        count(*)::integer as member_count
    from {{ ref('stg_members') }}
    group by container_sha256
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
    files.warnings,
    files.container_path,
    coalesce(documents.document_count, 0) as document_count,
    coalesce(notices.notice_count, 0) as notice_count,
    coalesce(members.member_count, 0) as member_count,
    files.marking
from files
left join documents on files.file_sha256 = documents.file_sha256
left join notices on files.file_sha256 = notices.file_sha256
left join members on files.file_sha256 = members.container_sha256
