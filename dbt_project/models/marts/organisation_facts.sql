with claims as (
    select
        *,
        count(*) over (partition by organisation_fact_id, value_text) as wording_count
    from {{ ref('int_organisation_facts_resolved') }}
)

select
    claims.organisation_fact_id,
    claims.organisation_id,
    claims.attribute,
    first(claims.value_text order by claims.wording_count desc, claims.value_text asc) as value_text,
    first(claims.value_number order by claims.wording_count desc, value_text asc) as value_number,
    claims.currency,
    claims.as_of,
    max(claims.confidence) as confidence,
    count(distinct claims.counts_as_document_id)::integer as document_count,
    any_value(markings.marking) as marking
from claims
left join {{ ref('int_markings') }} as markings on claims.organisation_fact_id = markings.thing_id
group by claims.organisation_fact_id, claims.organisation_id, claims.attribute, claims.currency, claims.as_of
