with current_documents as (
    select * from {{ ref('int_documents_current') }}
),

documents as (
    select
        *,
        count(*) over (partition by file_sha256) as documents_in_file
    from {{ ref('stg_documents') }}
),

extractions as (
    select * from {{ ref('stg_extractions') }}
),

lookups as (
    select * from {{ ref('stg_value_lookups') }}
),

-- The name of a press review tells the day of the review, not that of its articles.
dated as (
    select
        documents.*,
        current_documents.source_path,
        current_documents.other_source_paths,
        current_documents.leading_document_id,
        case when documents.documents_in_file = 1 then {{ date_in_file_name('current_documents.source_path') }} end
            as named_on
    from current_documents
    inner join documents
        on
            current_documents.document_id = documents.document_id
            and current_documents.file_sha256 = documents.file_sha256
            and current_documents.section_index = documents.section_index
)

select
    dated.document_id,
    dated.source_path,
    dated.section_index,
    dated.other_source_paths,
    dated.leading_document_id,
    dated.content_sha256,
    dated.file_sha256,
    dated.media_type,
    dated.language,
    dated.language_found_by,
    dated.title,
    dated.title_found_by,
    coalesce(authors.canonical_value, dated.author) as author,
    dated.author_found_by,
    coalesce(publishers.canonical_value, dated.publisher) as publisher,
    dated.publisher_found_by,
    coalesce(dated.published_on, dated.named_on) as published_on,
    case
        when dated.published_on is not null then dated.published_on_found_by
        when dated.named_on is not null then 'file_name'
    end as published_on_found_by,
    dated.url,
    dated.text,
    length(dated.text)::integer as character_count,
    extractions.extraction_status,
    extractions.pipeline_version,
    markings.marking
from dated
left join extractions on dated.document_id = extractions.document_id
left join lookups as authors
    on authors.column_name = 'documents.author' and {{ normalised('dated.author') }} = authors.value_key
left join lookups as publishers
    on publishers.column_name = 'documents.publisher' and {{ normalised('dated.publisher') }} = publishers.value_key
left join {{ ref('int_markings') }} as markings on dated.document_id = markings.thing_id
