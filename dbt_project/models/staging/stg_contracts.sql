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
    programme,
    amount_basis,
    tax_basis,
    started_on,
    started_on_precision,
    duration_months,
    procedure,
    lot,
    consortium_name,
    rule as extractor,
    confidence,
    pipeline_version
from source
