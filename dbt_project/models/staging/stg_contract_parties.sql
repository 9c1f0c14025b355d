with source as (
    select * from {{ source('annotation', 'contract_parties') }}
)

select
    contract_claim_id,
    mention_id,
    party_role
from source
