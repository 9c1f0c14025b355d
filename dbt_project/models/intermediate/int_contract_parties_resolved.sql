with parties as (
    select * from {{ ref('stg_contract_parties') }}
),

mentions as (
    select * from {{ ref('int_mentions_resolved') }}
),

claims as (
    select * from {{ ref('stg_notice_claims') }}
),

of_documents as (
    select
        parties.contract_claim_id,
        parties.party_role,
        mentions.organisation_id,
        mentions.actor_id
    from parties
    inner join mentions on parties.mention_id = mentions.mention_id
),

of_notices as (
    select
        contract_claim_id,
        'buyer' as party_role,
        unnest(buyer_ids) as organisation_id
    from claims
    union all
    select
        contract_claim_id,
        'supplier' as party_role,
        unnest(supplier_ids) as organisation_id
    from claims
)

select
    contract_claim_id,
    party_role,
    organisation_id,
    actor_id
from of_documents
union
select
    contract_claim_id,
    party_role,
    organisation_id,
    null as actor_id
from of_notices
