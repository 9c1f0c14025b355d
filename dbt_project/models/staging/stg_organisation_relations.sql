with source as (
    select * from {{ source('annotation', 'organisation_relations') }}
)

select
    relation_claim_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    kind,
    subject_mention_id,
    object_mention_id,
    status,
    is_former,
    amount,
    currency,
    amount_text,
    share,
    started_on,
    started_on_precision,
    rule as extractor,
    confidence,
    pipeline_version
from source
