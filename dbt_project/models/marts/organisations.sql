with entities as (
    select * from {{ ref('stg_entities') }}
),

documents as (
    select
        document_id,
        counts_as_document_id
    from {{ ref('int_documents_current') }}
),

mentions as (
    select
        mentions.organisation_id,
        count(*)::integer as mention_count,
        count(distinct documents.counts_as_document_id)::integer as document_count,
        max(mentions.confidence) as confidence
    from {{ ref('mentions') }} as mentions
    inner join documents on mentions.document_id = documents.document_id
    where mentions.organisation_id is not null
    group by mentions.organisation_id
),

notices as (
    select
        organisation_id,
        count(distinct notice)::integer as notice_count
    from (
        select
            unnest(list_concat(list_concat(buyer_ids, supplier_ids), subcontractor_ids)) as organisation_id,
            source || ' ' || source_id as notice
        from {{ ref('stg_notice_claims') }}
    )
    group by organisation_id
),

quotes as (
    select
        speaker_organisation_id,
        count(*)::integer as quote_count
    from {{ ref('quotes') }}
    where speaker_organisation_id is not null
    group by speaker_organisation_id
)

select
    entities.entity_id as organisation_id,
    entities.name,
    entities.acronym,
    entities.aliases,
    coalesce(entities.organisation_kind, 'other') as kind,
    coalesce(mentions.mention_count, 0) as mention_count,
    coalesce(mentions.document_count, 0) as document_count,
    coalesce(notices.notice_count, 0) as notice_count,
    coalesce(quotes.quote_count, 0) as quote_count,
    case when notices.organisation_id is null then mentions.confidence else 1.0 end as confidence,
    entities.is_judged,
    notices.organisation_id is not null or {{ is_supported('mentions') }} as is_supported,
    markings.marking
from entities
left join mentions on entities.entity_id = mentions.organisation_id
left join notices on entities.entity_id = notices.organisation_id
left join quotes on entities.entity_id = quotes.speaker_organisation_id
left join {{ ref('int_markings') }} as markings on entities.entity_id = markings.thing_id
-- An organisation of files that are gone is not published.
where mentions.organisation_id is not null or notices.organisation_id is not null
