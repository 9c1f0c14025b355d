with source as (
    select * from {{ source('annotation', 'named_things') }}
)

select
    thing_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    name,
    kind,
    rule,
    confidence,
    pipeline_version
from source
