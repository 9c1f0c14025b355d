with stated as (
    select
        stated.*,
        coalesce(stated.amended_on, documents.published_on, stated.published_on) as stated_on,
        stated.file_sha256 is not null and stated.status <> 'pending' as is_settled,
        stated.file_sha256 is not null and stated.is_amendment as is_changed
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
            case when attribute = 'status' then stated_on end desc nulls last,
            is_settled desc,
            is_changed desc,
            attribute = 'amount' and status = 'pending' asc,
            case when is_settled then stated_on end desc nulls last,
            case when attribute in ('signed_on', 'started_on') then length(value_text) end desc,
            text_count desc,
            surest desc,
            case when attribute = 'status' then list_position(['ended', 'awarded', 'pending'], status) end asc,
            case when is_changed then notice_index end desc nulls last,
            confidence desc,
            contract_claim_id asc
    )
),

-- The best value that was not chosen: what sets the chosen one before it is the reason of the choice.
rivals as (
    select *
    from ranked
    where value_key <> chosen_key
    qualify row_number() over (partition by contract_id, attribute order by value_rank asc) = 1
),

reasons as (
    select
        ranked.contract_id,
        ranked.attribute,
        case
            when rivals.value_key is null then 'only_value'
            when ranked.attribute = 'status' and (ranked.stated_on is distinct from rivals.stated_on) then 'newest'
            when ranked.is_settled <> rivals.is_settled then 'register'
            when ranked.is_changed <> rivals.is_changed then 'amendment'
            when ranked.attribute = 'amount' and (ranked.status = 'pending') <> (rivals.status = 'pending') then 'price'
            when ranked.is_settled and (ranked.stated_on is distinct from rivals.stated_on) then 'newest'
            when ranked.value_date is not null and length(ranked.value_text) <> length(rivals.value_text)
                then 'more_precise'
            when ranked.text_count <> rivals.text_count then 'most_texts'
            when ranked.surest <> rivals.surest then 'surest'
            else 'fixed_order'
        end as choice_reason
    from ranked
    left join rivals on ranked.contract_id = rivals.contract_id and ranked.attribute = rivals.attribute
    where ranked.value_rank = 1
)

select
    ranked.contract_id,
    ranked.attribute,
    ranked.value_rank::integer as value_rank,
    ranked.value_text,
    ranked.value_number,
    ranked.currency,
    ranked.amount_basis,
    ranked.tax_basis,
    ranked.value_date,
    ranked.stated_on,
    ranked.text_count::integer as text_count,
    ranked.value_key = ranked.chosen_key as is_chosen,
    case when ranked.value_key = ranked.chosen_key then reasons.choice_reason end as choice_reason,
    {{ evidence_id("'contracts'", 'ranked.contract_id', 'ranked.') }} as evidence_id,
    ranked.document_id,
    ranked.file_sha256,
    ranked.notice_index,
    ranked.value_field_path as field_path,
    ranked.confidence,
    markings.marking
from ranked
inner join reasons on ranked.contract_id = reasons.contract_id and ranked.attribute = reasons.attribute
left join {{ ref('int_markings') }} as markings on ranked.contract_id = markings.thing_id
