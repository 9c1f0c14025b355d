with claims as (
    select
        *,
        count(*) over (partition by role_id, title) as wording_count
    from {{ ref('int_roles_resolved') }}
)

select
    role_id,
    actor_id,
    organisation_id,
    first(title order by wording_count desc, title asc) as title,
    first(normal_title order by wording_count desc, title asc) as normal_title,
    is_former,
    started_on,
    ended_on,
    max(confidence) as confidence,
    count(distinct counts_as_document_id)::integer as document_count
from claims
group by role_id, actor_id, organisation_id, is_former, started_on, ended_on
