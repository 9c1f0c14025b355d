with history as (
    select * from {{ ref('stg_entity_history') }}
),

published as (
    select actor_id as entity_id from {{ ref('actors') }}
    union all
    select organisation_id as entity_id from {{ ref('organisations') }}
),

followed as (
    select
        history.entity_id,
        -- Who is known to the corpus only, not to the release, is gone for its readers.
        case when published.entity_id is null then 'gone' else history.fate end as fate,
        published.entity_id as successor_id
    from history
    left join published on history.successor_id = published.entity_id
),

-- What an id that is gone rested on is gone as well: it may have been anything that the audience may see.
highest as (
    select max_by(marking, marking_rank) as marking from {{ ref('stg_markings') }}
)

select distinct
    followed.entity_id,
    followed.fate,
    followed.successor_id,
    coalesce(markings.marking, highest.marking) as marking
from followed
cross join highest
left join {{ ref('int_markings') }} as markings on followed.successor_id = markings.thing_id
qualify followed.successor_id is not null or count(followed.successor_id) over (partition by followed.entity_id) = 0
