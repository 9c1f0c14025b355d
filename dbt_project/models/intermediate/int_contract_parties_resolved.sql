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
    {%- for role in ['buyer', 'supplier', 'subcontractor'] %}
        select
            contract_claim_id,
            '{{ role }}' as party_role,
            unnest({{ role }}_ids) as organisation_id,
            leader_ids,
            fields['{{ role }}'] as field_path
        from claims
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    contract_claim_id,
    party_role,
    organisation_id,
    actor_id,
    null::boolean as is_group_leader,
    null::varchar as field_path
from of_documents
union
select
    contract_claim_id,
    party_role,
    organisation_id,
    null as actor_id,
    -- Where a notice names no leader, nobody is told to be none.
    case when party_role = 'supplier' and len(leader_ids) > 0 then list_contains(leader_ids, organisation_id) end
        as is_group_leader,
    field_path
from of_notices
