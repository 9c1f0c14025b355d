-- Pairs of names that may be taken wrongly, one for two entities (or for one entity), the most valuable first. An
-- answer is worth the places that it is expected to put right: those that would move, times the odds of an error.
with borne as (
    select
        profiles.profile_id,
        profiles.entity_id,
        profiles.kind,
        profiles.name_key,
        count(*) as places,
        min(appearances.document_id) as document_id
    from resolution.profiles as profiles
    inner join resolution.appearances as appearances on profiles.profile_id = appearances.profile_id
    group by all
),

sized as (
    select entity_id, sum(places) as places from borne group by entity_id
),

named as (
    select kind, name_key, count(distinct entity_id) as bearers from borne group by kind, name_key
),

-- A name that fits several: a bare surname, an initial, an acronym of two bodies.
weak as (
    select unique_id as profile_id from resolution.actor_profiles where is_weak
    union all
    select unique_id as profile_id from resolution.organisation_profiles where is_weak
),

paired as (
    select
        pairs.kind,
        pairs.weight,
        pairs.reasons,
        one.entity_id = other.entity_id as is_joined,
        1 / (1 + pow(2, -pairs.weight)) as probability,
        one.profile_id as one_profile,
        one.name_key as one_key,
        one.document_id as one_document,
        other.profile_id as other_profile,
        other.name_key as other_key,
        other.document_id as other_document,
        least(one.entity_id, other.entity_id) as first_entity,
        greatest(one.entity_id, other.entity_id) as second_entity,
        case
            when one.entity_id = other.entity_id then least(one.places, other.places)
            else least(one_size.places, other_size.places)
        end as moving,
        one.name_key <> other.name_key
        and one_name.bearers = 1
        and other_name.bearers = 1
        and one.profile_id not in (select profile_id from weak)
        and other.profile_id not in (select profile_id from weak) as is_general
    from resolution.pairs as pairs
    inner join borne as one on pairs.left_id = one.profile_id
    inner join borne as other on pairs.right_id = other.profile_id
    inner join sized as one_size on one.entity_id = one_size.entity_id
    inner join sized as other_size on other.entity_id = other_size.entity_id
    inner join named as one_name on one.kind = one_name.kind and one.name_key = one_name.name_key
    inner join named as other_name on other.kind = other_name.kind and other.name_key = other_name.name_key
),

weighed as (
    select *, case when is_joined then 1 - probability else probability end as doubt from paired
),

asked as (
    select *, doubt * moving as worth
    from weighed
    where
        abs(weight) < $told
        and doubt >= $least_doubt
        and (first_entity, second_entity) not in (
            select (first_entity, second_entity) from weighed where weight <= -$told
        )
    qualify row_number() over (
        partition by first_entity, second_entity
        order by doubt * moving desc, one_profile asc, other_profile asc
    ) = 1
)

select
    kind, weight, probability, is_joined, moving, is_general, reasons,
    one_profile, one_key, one_document, other_profile, other_key, other_document
from asked
order by worth desc, one_profile asc, other_profile asc
