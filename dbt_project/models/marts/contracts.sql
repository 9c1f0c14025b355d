with claims as (
    select
        contract_id,
        max(confidence) as confidence,
        count(distinct counts_as) filter (document_id is not null)::integer as document_count,
        count(distinct counts_as) filter (file_sha256 is not null)::integer as notice_count
    from {{ ref('int_contracts_resolved') }}
    group by contract_id
),

-- The row takes the best supported value of each attribute; `contract_values` keeps the others.
chosen as (
    select
        contract_id,
        max(value_text) filter (attribute = 'subject') as subject,
        max(value_text) filter (attribute = 'status') as status,
        max(value_number) filter (attribute = 'amount') as amount,
        max(currency) filter (attribute = 'amount') as currency,
        max(value_text) filter (attribute = 'amount') as amount_text,
        max(value_date) filter (attribute = 'signed_on') as signed_on,
        max(length(value_text)) filter (attribute = 'signed_on') as signed_on_length,
        max(amount_basis) filter (attribute = 'amount') as amount_basis,
        max(tax_basis) filter (attribute = 'amount') as tax_basis,
        max(value_date) filter (attribute = 'started_on') as started_on,
        max(length(value_text)) filter (attribute = 'started_on') as started_on_length,
        max(value_text) filter (attribute = 'lot') as lot,
        max(value_text) filter (attribute = 'consortium_name') as consortium_name,
        max(value_text) filter (attribute = 'programme') as programme,
        max(value_text) filter (attribute = 'procedure') as procedure, -- noqa: RF04
        max(value_text) filter (attribute = 'cpv') as cpv,
        max(value_number) filter (attribute = 'duration_months')::integer as duration_months
    from {{ ref('contract_values') }}
    where value_rank = 1
    group by contract_id
),

parts as (
    select distinct
        claims.contract_id,
        parties.organisation_id,
        parties.party_role
    from {{ ref('int_contracts_resolved') }} as claims
    inner join {{ ref('int_contract_parties_resolved') }} as parties
        on claims.contract_claim_id = parties.contract_claim_id
    where parties.organisation_id is not null
),

-- Who is a party by another telling is no subcontractor of itself.
subcontractors as (
    select
        contract_id,
        list(organisation_id order by organisation_id) as subcontractor_organisation_ids
    from (
        select
            contract_id,
            organisation_id
        from parts
        group by contract_id, organisation_id
        having bool_and(party_role = 'subcontractor')
    ) as apart
    group by contract_id
)

select
    claims.contract_id,
    chosen.subject,
    chosen.status,
    chosen.amount,
    chosen.currency,
    chosen.amount_text,
    chosen.amount_basis,
    chosen.tax_basis,
    chosen.signed_on,
    case chosen.signed_on_length
        when 4 then 'year'
        when 7 then 'month'
        when 10 then 'day'
    end as signed_on_precision,
    chosen.programme,
    chosen.procedure,
    chosen.cpv,
    chosen.started_on,
    case chosen.started_on_length
        when 4 then 'year'
        when 7 then 'month'
        when 10 then 'day'
    end as started_on_precision,
    chosen.duration_months,
    chosen.lot,
    chosen.consortium_name,
    subcontractors.subcontractor_organisation_ids,
    claims.confidence,
    claims.document_count,
    claims.notice_count,
    markings.marking
from claims
left join chosen on claims.contract_id = chosen.contract_id
left join subcontractors on claims.contract_id = subcontractors.contract_id
left join {{ ref('int_markings') }} as markings on claims.contract_id = markings.thing_id
