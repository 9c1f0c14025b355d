with contracts as (
    select * from {{ ref('int_contracts_resolved') }}
),

parties as (
    select * from {{ ref('int_contract_parties_resolved') }}
)

select distinct
    contracts.contract_id,
    parties.organisation_id,
    parties.actor_id,
    parties.party_role
from contracts
inner join parties on contracts.contract_claim_id = parties.contract_claim_id
where parties.party_role in ('buyer', 'supplier')
