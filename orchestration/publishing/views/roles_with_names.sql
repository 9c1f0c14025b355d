-- Every role on one line, with the names of the actor and of the organisation.
select
    roles.role_id,
    roles.actor_id,
    actors.name as actor_name,
    roles.title,
    roles.normal_title,
    roles.is_former,
    roles.organisation_id,
    organisations.name as organisation_name,
    organisations.kind as organisation_kind,
    roles.started_on,
    roles.ended_on,
    roles.confidence,
    roles.document_count,
    actors.is_supported and coalesce(organisations.is_supported, true) as is_supported
from roles
inner join actors on roles.actor_id = actors.actor_id
left join organisations on roles.organisation_id = organisations.organisation_id
