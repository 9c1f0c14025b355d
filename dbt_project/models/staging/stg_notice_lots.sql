with source as (
    select * from {{ source('resolution', 'notice_lots') }}
)

select
    contract_claim_id,
    lot_number,
    title,
    amount,
    currency,
    supplier_ids
from source
