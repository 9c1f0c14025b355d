with listed as (
    select * from {{ ref('stg_register_names') }}
),

clusters as (
    select * from {{ ref('stg_clusters') }}
),

actors as (
    select actor_id from {{ ref('actors') }}
),

organisations as (
    select organisation_id from {{ ref('organisations') }}
)

select
    listed.register,
    listed.reference_id,
    listed.name as listed_name,
    actors.actor_id,
    organisations.organisation_id,
    clusters.link_score,
    clusters.link_reason,
    clusters.matched_mention_id,
    markings.marking
from listed
inner join clusters on listed.mention_id = clusters.mention_id
left join actors on clusters.entity_id = actors.actor_id
left join organisations on clusters.entity_id = organisations.organisation_id
left join {{ ref('int_markings') }} as markings on clusters.entity_id = markings.thing_id
-- Whom no document of the release names is nobody of ours.
where actors.actor_id is not null or organisations.organisation_id is not null
