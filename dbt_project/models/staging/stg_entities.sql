with source as (
    select * from {{ source('resolution', 'entities') }}
)

select
    entity_id,
    kind,
    name,
    list_sort(list_distinct([alias for alias in aliases if alias <> name])) as aliases,
    acronym,
    organisation_kind,
    is_judged
from source
