with claims as (
    select
        claims.*,
        documents.published_on,
        list_position(['ended', 'awarded', 'pending'], claims.status) as status_rank,
        list_position(['day', 'month', 'year'], claims.signed_on_precision) as precision_rank
    from {{ ref('int_contracts_resolved') }} as claims
    inner join {{ ref('documents') }} as documents on claims.document_id = documents.document_id
),

-- The first claim of each order is the one to believe: of the surest for terms, the newest for the status.
ranked as (
    select
        *,
        row_number() over (
            partition by contract_id
            order by subject is null asc, confidence desc, contract_claim_id asc
        ) as subject_place,
        row_number() over (
            partition by contract_id
            order by published_on desc nulls last, confidence desc, status_rank asc, contract_claim_id asc
        ) as status_place,
        row_number() over (
            partition by contract_id
            order by amount is null asc, confidence desc, contract_claim_id asc
        ) as amount_place,
        row_number() over (
            partition by contract_id
            order by signed_on is null asc, precision_rank asc, confidence desc, contract_claim_id asc
        ) as signature_place
    from claims
)

select
    contract_id,
    max(subject) filter (where subject_place = 1) as subject,
    max(status) filter (where status_place = 1) as status,
    max(amount) filter (where amount_place = 1) as amount,
    max(currency) filter (where amount_place = 1) as currency,
    max(amount_text) filter (where amount_place = 1) as amount_text,
    max(signed_on) filter (where signature_place = 1) as signed_on,
    max(signed_on_precision) filter (where signature_place = 1) as signed_on_precision,
    max(confidence) as confidence,
    count(distinct counts_as_document_id)::integer as document_count
from ranked
group by contract_id
