with source as (
    select * from {{ source('annotation', 'quotes') }}
)

select
    quote_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    kind,
    content,
    cue,
    speaker_text,
    speaker_mention_id,
    said_on,
    rule as extractor,
    confidence,
    pipeline_version
from source
