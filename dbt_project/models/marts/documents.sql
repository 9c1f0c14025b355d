with current_documents as (
    select * from {{ ref('int_documents_current') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

extractions as (
    select * from {{ ref('stg_extractions') }}
)

select
    current_documents.document_id,
    current_documents.source_path,
    current_documents.section_index,
    current_documents.other_source_paths,
    documents.content_sha256,
    documents.file_sha256,
    documents.media_type,
    documents.language,
    documents.title,
    documents.author,
    documents.publisher,
    documents.published_on,
    documents.text,
    length(documents.text)::integer as character_count,
    extractions.extraction_status,
    extractions.pipeline_version
from current_documents
inner join documents
    on
        current_documents.document_id = documents.document_id
        and current_documents.file_sha256 = documents.file_sha256
        and current_documents.section_index = documents.section_index
left join extractions on current_documents.document_id = extractions.document_id
