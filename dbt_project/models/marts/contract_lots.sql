with claims as (
    select
        contract_claim_id,
        contract_id,
        status,
        published_on,
        file_sha256,
        notice_index
    from {{ ref('int_contracts_resolved') }}
),

-- A lot that two sources publish is one: an award before a call, a stated sum before none, the newest first.
lots as (
    select
        claims.*,
        lots.lot_number,
        lots.title,
        lots.amount,
        lots.currency,
        lots.supplier_ids
    from {{ ref('stg_notice_lots') }} as lots
    inner join claims on lots.contract_claim_id = claims.contract_claim_id
    qualify
        row_number() over (
            partition by claims.contract_id, lots.lot_number
            order by
                claims.status = 'pending' asc,
                lots.amount is null asc,
                claims.published_on desc nulls last,
                claims.contract_claim_id asc
        ) = 1
)

select
    lots.contract_id,
    lots.lot_number,
    lots.title,
    lots.amount,
    lots.currency,
    lots.supplier_ids as supplier_organisation_ids,
    lots.file_sha256,
    lots.notice_index,
    markings.marking
from lots
left join {{ ref('int_markings') }} as markings on lots.contract_id = markings.thing_id
