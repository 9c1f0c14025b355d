-- What one release ({side}: now or before) tells of the watched: one row per fact, part in it, and watched entity.
-- Ids of the release before are those that they became.
create temp table {side}_told as
with told as (
    select
        'roles' as fact_table,
        role_id as fact_id,
        'holder' as part,
        actor_id as entity_id,
        organisation_id as other_id,
        normal_title as wording,
        is_former,
        confidence,
        null::varchar as evidence_id
    from {side}.roles
    union all
    select 'roles', role_id, 'seat', organisation_id, actor_id, normal_title, is_former, confidence, null
    from {side}.roles
    union all
    select
        'contracts', contract_id, 'party', coalesce(parties.organisation_id, parties.actor_id), null, null, false,
        contracts.confidence, parties.evidence_id
    from {side}.contract_parties as parties
    inner join {side}.contracts as contracts using (contract_id)
    union all
    select
        'quotes', quote_id, 'speaker', coalesce(speaker_actor_id, speaker_organisation_id), null, lower(content), false,
        confidence, null
    from {side}.quotes
    where not is_cue_negated
    union all
    select distinct
        'quotes', quote_id, 'about', coalesce(mentions.actor_id, mentions.organisation_id),
        coalesce(speaker_actor_id, speaker_organisation_id), lower(content), false, quotes.confidence, null
    from {side}.quotes as quotes
    inner join {side}.mentions as mentions
        on
            quotes.document_id = mentions.document_id
            and quotes.start_char <= mentions.start_char
            and quotes.end_char >= mentions.end_char
    where
        not is_cue_negated
        and coalesce(mentions.actor_id, mentions.organisation_id)
        is distinct from coalesce(speaker_actor_id, speaker_organisation_id)
)

select
    told.* replace (
        coalesce(own.successor_id, told.entity_id) as entity_id,
        coalesce(others.successor_id, told.other_id) as other_id
    )
from told
left join {side}_became as own on told.entity_id = own.entity_id
left join {side}_became as others on told.other_id = others.entity_id
where coalesce(own.successor_id, told.entity_id) in (select entity_id from watched);

-- Where facts stand. A fact whose id changed because more is known of it still stands where it stood.
create temp table {side}_places as
select
    fact_table,
    fact_id,
    coalesce(document_id, file_sha256) as source,
    coalesce(start_char, notice_index) as begins,
    coalesce(end_char::varchar, field_path) as ends
from {side}.evidence;

-- Which texts name which of the watched; reprints count as one text.
create temp table {side}_named as
select
    coalesce(became.successor_id, mentions.actor_id, mentions.organisation_id) as entity_id,
    coalesce(documents.leading_document_id, documents.document_id) as text_id,
    mentions.document_id,
    mentions.start_char,
    mentions.end_char,
    mentions.surface_text,
    mentions.confidence
from {side}.mentions as mentions
inner join {side}.documents as documents using (document_id)
left join {side}_became as became on coalesce(mentions.actor_id, mentions.organisation_id) = became.entity_id
where coalesce(became.successor_id, mentions.actor_id, mentions.organisation_id) in (select entity_id from watched);
