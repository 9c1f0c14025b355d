with source as (
    select * from {{ source('resolution', 'contract_links') }}
)

select
    contract_claim_id,
    contract_id,
    reason as link_reason
from source
