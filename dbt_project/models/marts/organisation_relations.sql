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
    ranked.relation_id,
    ranked.subject_organisation_id,
    ranked.object_organisation_id,
    ranked.object_actor_id,
    ranked.kind,
    -- What one document announced another one tells as done: `completed` sorts after `announced`.
    max(ranked.status) as status,
    ranked.is_former,
    max(ranked.amount) filter (where ranked.amount_place = 1) as amount,
    max(ranked.currency) filter (where ranked.amount_place = 1) as currency,
    max(ranked.amount_text) filter (where ranked.amount_place = 1) as amount_text,
    max(ranked.share) filter (where ranked.share_place = 1) as share,
    max(ranked.started_on) filter (where ranked.start_place = 1) as started_on,
    max(ranked.started_on_precision) filter (where ranked.start_place = 1) as started_on_precision,
    max(ranked.confidence) as confidence,
    count(distinct ranked.counts_as_document_id)::integer as document_count,
    any_value(markings.marking) as marking
from ranked
left join {{ ref('int_markings') }} as markings on ranked.relation_id = markings.thing_id
group by
    ranked.relation_id,
    ranked.subject_organisation_id,
    ranked.object_organisation_id,
    ranked.object_actor_id,
    ranked.kind,
    ranked.is_former
