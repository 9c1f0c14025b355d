with stated as (
    select
        stated.*,
        coalesce(documents.published_on, stated.published_on) as told_on,
        stated.file_sha256 is not null and stated.status <> 'pending' as is_settled
    from {{ ref('int_contract_values') }} as stated
    left join {{ ref('documents') }} as documents on stated.document_id = documents.document_id
),

supported as (
    select
        *,
        count(distinct counts_as) over same_value as text_count,
        max(confidence) over same_value as surest
    from stated
    window same_value as (partition by contract_id, attribute, value_key)
),

ranked as (
    select
        *,
        row_number() over best_first as value_rank,
        first_value(value_key) over best_first as chosen_key
    from supported
    window best_first as (
        partition by contract_id, attribute
        order by
            case when attribute = 'status' then told_on end desc nulls last,
            is_settled desc,
            attribute = 'amount' and status = 'pending' asc,
            case when is_settled then told_on end desc nulls last,
            case when attribute in ('signed_on', 'started_on') then length(value_text) end desc,
            text_count desc,
            surest desc,
            case when attribute = 'status' then list_position(['ended', 'awarded', 'pending'], status) end asc,
            confidence desc,
            contract_claim_id asc
    )
)

select
    contract_id,
    attribute,
    value_rank::integer as value_rank,
    value_text,
    value_number,
    currency,
    amount_basis,
    tax_basis,
    value_date,
    value_key = chosen_key as is_chosen,
    {{ evidence_id("'contracts'", 'contract_id') }} as evidence_id,
    document_id,
    file_sha256,
    notice_index,
    value_field_path as field_path,
    confidence
from ranked
