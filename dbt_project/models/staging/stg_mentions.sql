with source as (
    select * from {{ source('annotation', 'mentions') }}
)

select
    mention_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    kind,
    organisation_kind,
    rule as extractor,
    confidence,
    pipeline_version
from source
