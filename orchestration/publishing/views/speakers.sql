-- Who speaks most: one row per actor or organisation with a quote, the most quoted first. Denied speech ("n'a pas
-- confirmé que") is not counted, nor names that are not supported.
with spoken as (
    select
        quotes.quote_id,
        quotes.speaker_actor_id,
        quotes.speaker_organisation_id,
        quotes.document_id,
        quotes.kind,
        coalesce(quotes.said_on, documents.published_on) as said_or_published_on
    from quotes
    inner join documents on quotes.document_id = documents.document_id
    where not quotes.is_cue_negated
),

bearers as (
    select
        actor_id as speaker_id,
        name as speaker_name,
        'actor' as speaker_kind,
        is_supported
    from actors
    union all
    select
        organisation_id as speaker_id,
        name as speaker_name,
        'organisation' as speaker_kind,
        is_supported
    from organisations
)

select
    bearers.speaker_id,
    bearers.speaker_name,
    bearers.speaker_kind,
    count(*)::integer as quote_count,
    (count(*) filter (where spoken.kind = 'direct'))::integer as direct_quote_count,
    count(distinct spoken.document_id)::integer as document_count,
    min(spoken.said_or_published_on) as first_on,
    max(spoken.said_or_published_on) as last_on
from spoken
inner join bearers on coalesce(spoken.speaker_actor_id, spoken.speaker_organisation_id) = bearers.speaker_id
where bearers.is_supported
group by bearers.speaker_id, bearers.speaker_name, bearers.speaker_kind
order by quote_count desc, bearers.speaker_id asc
