with claims as (
    select
        *,
        count(*) over (partition by organisation_fact_id, value_text) as wording_count
    from {{ ref('int_organisation_facts_resolved') }}
)

select
    organisation_fact_id,
    organisation_id,
    attribute,
    first(value_text order by wording_count desc, value_text asc) as value_text,
    first(value_number order by wording_count desc, value_text asc) as value_number,
    currency,
    as_of,
    max(confidence) as confidence,
    count(distinct counts_as_document_id)::integer as document_count
from claims
group by organisation_fact_id, organisation_id, attribute, currency, as_of
