with documents as (
    select * from {{ ref('stg_documents') }}
),

files as (
    select * from {{ ref('stg_files') }}
),

duplicates as (
    select * from {{ ref('stg_duplicates') }}
),

sightings as (
    select
        documents.document_id,
        files.source_path,
        files.status,
        documents.file_sha256,
        documents.section_index,
        row_number() over (
            partition by documents.document_id
            order by files.status = 'accepted' desc, files.source_path asc, documents.section_index asc
        ) as place
    from documents
    inner join files on documents.file_sha256 = files.file_sha256
    where files.status in ('accepted', 'duplicate')
),

leading_sightings as (
    select
        document_id,
        source_path,
        file_sha256,
        section_index
    from sightings
    where place = 1 and status = 'accepted'
),

followers as (
    select
        duplicates.document_id,
        duplicates.leading_document_id
    from duplicates
    inner join leading_sightings as leaders on duplicates.leading_document_id = leaders.document_id
),

other_paths as (
    select
        sightings.document_id,
        list(distinct sightings.source_path order by sightings.source_path) as source_paths
    from sightings
    inner join leading_sightings
        on
            sightings.document_id = leading_sightings.document_id
            and sightings.source_path <> leading_sightings.source_path
    group by sightings.document_id
)

select
    leading_sightings.document_id,
    leading_sightings.source_path,
    coalesce(other_paths.source_paths, []) as other_source_paths,
    leading_sightings.file_sha256,
    leading_sightings.section_index,
    followers.leading_document_id,
    coalesce(followers.leading_document_id, leading_sightings.document_id) as counts_as_document_id
from leading_sightings
left join other_paths on leading_sightings.document_id = other_paths.document_id
left join followers on leading_sightings.document_id = followers.document_id
