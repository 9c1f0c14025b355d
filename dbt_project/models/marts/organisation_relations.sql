with claims as (
    select
        *,
        list_position(['day', 'month', 'year'], started_on_precision) as precision_rank
    from {{ ref('int_organisation_relations_resolved') }}
),

-- Of each term the surest claim that states it is believed; of dates the most precise first.
ranked as (
    select
        *,
        row_number() over (
            partition by relation_id
            order by amount is null asc, confidence desc, relation_claim_id asc
        ) as amount_place,
        row_number() over (
            partition by relation_id
            order by share is null asc, confidence desc, relation_claim_id asc
        ) as share_place,
        row_number() over (
            partition by relation_id
            order by started_on is null asc, precision_rank asc, confidence desc, relation_claim_id asc
        ) as start_place
    from claims
)

select
    relation_id,
    subject_organisation_id,
    object_organisation_id,
    object_actor_id,
    kind,
    -- What one document announced another one tells as done: `completed` sorts after `announced`.
    max(status) as status,
    is_former,
    max(amount) filter (where amount_place = 1) as amount,
    max(currency) filter (where amount_place = 1) as currency,
    max(amount_text) filter (where amount_place = 1) as amount_text,
    max(share) filter (where share_place = 1) as share,
    max(started_on) filter (where start_place = 1) as started_on,
    max(started_on_precision) filter (where start_place = 1) as started_on_precision,
    max(confidence) as confidence,
    count(distinct counts_as_document_id)::integer as document_count
from ranked
group by relation_id, subject_organisation_id, object_organisation_id, object_actor_id, kind, is_former
