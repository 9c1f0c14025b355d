with parties as (
    select * from {{ ref('stg_contract_parties') }}
),

mentions as (
    select * from {{ ref('int_mentions_resolved') }}
)

select distinct
    parties.contract_claim_id,
    parties.party_role,
    mentions.organisation_id,
    mentions.actor_id,
    coalesce(mentions.organisation_id, mentions.actor_id) as entity_id
from parties
inner join mentions on parties.mention_id = mentions.mention_id
