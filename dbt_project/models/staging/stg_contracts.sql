with source as (
    select * from {{ source('annotation', 'contracts') }}
)

select
    contract_claim_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    subject,
    status,
    amount,
    currency,
    amount_text,
    signed_on,
    signed_on_precision,
    rule as extractor,
    confidence,
    pipeline_version
from source
