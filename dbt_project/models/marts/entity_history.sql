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
)

select distinct
    entity_id,
    fate,
    successor_id
from followed
qualify successor_id is not null or count(successor_id) over (partition by entity_id) = 0
