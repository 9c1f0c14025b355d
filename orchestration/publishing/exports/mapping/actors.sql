-- Person: a human being, with the positions that are not over.
select
    actors.actor_id as id,
    'Person' as schema,
    ftm_properties([
        {'name': 'name', 'given': [ftm_name(actors.name)]},
        {'name': 'alias', 'given': list_transform(actors.aliases, lambda a: ftm_name(a))},
        {'name': 'position', 'given': positions.titles},
        {'name': 'keywords', 'given': ftm_keywords(actors.is_supported)}
    ]) as properties
from actors
left join (
    select
        actor_id,
        list(ftm_line(title)) as titles
    from roles
    where not is_former
    group by actor_id
) as positions on actors.actor_id = positions.actor_id
