with source as (
    select * from {{ source('resolution', 'notice_claims') }}
)

select
    contract_claim_id,
    file_sha256,
    notice_index,
    source,
    source_id,
    status,
    buyer_ids,
    supplier_ids,
    subcontractor_ids,
    leader_ids,
    subject,
    amount,
    currency,
    amount_text,
    amount_basis,
    signed_on,
    started_on,
    is_amendment,
    amended_on,
    procedure,
    cpv,
    duration_months,
    published_on,
    field_path,
    fields
from source
