with claims as (
    select
        *,
        count(*) over (partition by role_id, title) as wording_count
    from {{ ref('int_roles_resolved') }}
)

select
    claims.role_id,
    claims.actor_id,
    claims.organisation_id,
    first(claims.title order by claims.wording_count desc, claims.title asc) as title,
    first(claims.normal_title order by claims.wording_count desc, title asc) as normal_title,
    claims.is_former,
    claims.started_on,
    claims.ended_on,
    max(claims.confidence) as confidence,
    count(distinct claims.counts_as_document_id)::integer as document_count,
    any_value(markings.marking) as marking
from claims
left join {{ ref('int_markings') }} as markings on claims.role_id = markings.thing_id
group by claims.role_id, claims.actor_id, claims.organisation_id, claims.is_former, claims.started_on, claims.ended_on
