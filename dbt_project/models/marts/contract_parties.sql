with claims as (
    select * from {{ ref('int_contracts_resolved') }}
),

parties as (
    select * from {{ ref('int_contract_parties_resolved') }}
),

named as (
    select
        claims.contract_id,
        parties.organisation_id,
        parties.actor_id,
        parties.party_role,
        parties.is_group_leader,
        parties.field_path as party_field_path,
        claims.contract_claim_id,
        claims.is_amendment,
        claims.amended_on,
        claims.extractor,
        claims.confidence,
        {{ evidence_id("'contracts'", 'claims.contract_id', 'claims.') }} as evidence_id,
        claims.notice_index
    from claims
    inner join parties on claims.contract_claim_id = parties.contract_claim_id
    where parties.party_role in ('buyer', 'supplier')
),

last_changes as (
    select
        contract_id,
        extractor,
        contract_claim_id
    from named
    where is_amendment and party_role = 'supplier'
    qualify
        row_number() over (
            partition by contract_id, extractor
            order by amended_on desc nulls last, notice_index desc, contract_claim_id asc
        ) = 1
),

-- Who held the contract by a register, and no longer does after its last change there.
replaced as (
    select distinct
        named.contract_id,
        named.organisation_id
    from named
    inner join last_changes
        on named.contract_id = last_changes.contract_id and named.extractor = last_changes.extractor
    left join named as holders
        on
            last_changes.contract_claim_id = holders.contract_claim_id
            and holders.party_role = 'supplier'
            and named.organisation_id = holders.organisation_id
    where named.party_role = 'supplier' and holders.contract_id is null
)

select
    named.contract_id,
    named.organisation_id,
    named.actor_id,
    named.party_role,
    bool_or(named.is_group_leader) over same_party as is_group_leader,
    named.party_role = 'buyer' or replaced.contract_id is null as is_current,
    named.evidence_id,
    named.party_field_path as field_path,
    markings.marking
from named
left join replaced
    on named.contract_id = replaced.contract_id and named.organisation_id = replaced.organisation_id
left join {{ ref('int_markings') }} as markings on named.contract_id = markings.thing_id
window same_party as (partition by named.contract_id, named.party_role, named.organisation_id, named.actor_id)
qualify
    row_number() over (
        partition by named.contract_id, named.party_role, named.organisation_id, named.actor_id
        order by named.confidence desc, named.is_amendment asc, named.contract_claim_id asc
    ) = 1
