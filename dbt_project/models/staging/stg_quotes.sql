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
    cue_lemma,
    cue_class,
    is_cue_negated,
    speaker_text,
    speaker_mention_id,
    addressee_text,
    said_on,
    said_on_precision,
    rule as extractor,
    confidence,
    pipeline_version
from source
