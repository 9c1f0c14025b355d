-- The network of those who are named together: one row per pair of supported actors or organisations and the number of
-- documents that name both. Documents that tell the same text count as one. To be named together is no tie: read the
-- documents before saying so.
with named as (
    select distinct
        coalesce(mentions.actor_id, mentions.organisation_id) as entity_id,
        coalesce(documents.leading_document_id, documents.document_id) as document_id
    from mentions
    inner join documents on mentions.document_id = documents.document_id
),

entities as (
    select
        actor_id as entity_id,
        name,
        'actor' as kind
    from actors
    where is_supported
    union all
    select
        organisation_id as entity_id,
        name,
        'organisation' as kind
    from organisations
    where is_supported
),

pairs as (
    select
        first_names.entity_id,
        second_names.entity_id as other_entity_id,
        count(*)::integer as document_count
    from named as first_names
    inner join named as second_names
        on
            first_names.document_id = second_names.document_id
            and first_names.entity_id < second_names.entity_id
    group by first_names.entity_id, second_names.entity_id
)

select
    pairs.entity_id,
    entities.name,
    entities.kind,
    pairs.other_entity_id,
    other_entities.name as other_name,
    other_entities.kind as other_kind,
    pairs.document_count
from pairs
inner join entities on pairs.entity_id = entities.entity_id
inner join entities as other_entities on pairs.other_entity_id = other_entities.entity_id
