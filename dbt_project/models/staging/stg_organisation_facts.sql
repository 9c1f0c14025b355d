with source as (
    select * from {{ source('annotation', 'organisation_facts') }}
)

select
    organisation_fact_claim_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    organisation_mention_id,
    attribute,
    value_text,
    value_number,
    currency,
    as_of,
    rule as extractor,
    confidence,
    pipeline_version
from source
