{#- Each attribute with its value as words and, where it has one, as a number. -#}
{%- set amount_text = 'case when amount is not null then coalesce(amount_text, amount::varchar) end' -%}
{%- set attributes = [
    ('subject', 'subject', 'null'),
    ('status', 'status', 'null'),
    ('amount', amount_text, 'amount'),
    ('signed_on', 'left(signed_on::varchar, precision_length)', 'null'),
    ('started_on', 'left(started_on::varchar, started_length)', 'null'),
    ('programme', 'programme', 'null'),
    ('procedure', 'procedure', 'null'),
    ('cpv', 'cpv', 'null'),
    ('duration_months', 'duration_months::varchar', 'duration_months'),
    ('lot', 'lot', 'null'),
    ('consortium_name', 'consortium_name', 'null'),
] -%}
with claims as (
    select
        *,
        case signed_on_precision when 'year' then 4 when 'month' then 7 else 10 end as precision_length,
        case started_on_precision when 'year' then 4 when 'month' then 7 else 10 end as started_length
    from {{ ref('int_contracts_resolved') }}
),

stated as (
    {%- for attribute, value_text, value_number in attributes %}
        select
            *,
            '{{ attribute }}' as attribute, -- noqa: RF04
            {{ value_text }} as value_text,
            {{ value_number }}::double as value_number
        from claims
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

-- Wordings of one value stand together: a sum is its number, a subject its words without case and accents.
select
    contract_claim_id,
    contract_id,
    attribute,
    value_text,
    value_number,
    case when attribute = 'amount' then currency end as currency,
    case when attribute = 'amount' then amount_basis end as amount_basis,
    case when attribute = 'amount' then tax_basis end as tax_basis,
    case attribute when 'signed_on' then signed_on when 'started_on' then started_on end as value_date,
    case
        when attribute = 'amount' then concat(value_number, ' ', currency)
        when attribute in ('subject', 'programme', 'consortium_name') then {{ normalised('value_text') }}
        else value_text
    end as value_key,
    status,
    is_amendment,
    amended_on,
    published_on,
    document_id,
    start_char,
    end_char,
    file_sha256,
    notice_index,
    field_path,
    coalesce(fields[attribute], field_path) as value_field_path,
    counts_as,
    confidence
from stated
where value_text is not null
