-- What is said about an organisation: one row per quote and organisation that is named within the speech, with the
-- speaker. An organisation that speaks of itself is left out, and so is denied speech.
with named as (
    select distinct
        quotes.quote_id,
        mentions.organisation_id
    from quotes
    inner join mentions
        on
            quotes.document_id = mentions.document_id
            and quotes.start_char <= mentions.start_char
            and quotes.end_char >= mentions.end_char
    where mentions.organisation_id is not null
)

select
    organisations.organisation_id,
    organisations.name as organisation_name,
    quotes.quote_id,
    quotes.content,
    quotes.kind,
    quotes.cue,
    coalesce(actors.actor_id, speakers.organisation_id) as speaker_id,
    coalesce(actors.name, speakers.name) as speaker_name,
    quotes.speaker_text,
    coalesce(quotes.said_on, documents.published_on) as said_or_published_on,
    quotes.confidence,
    documents.document_id,
    documents.title as document_title,
    documents.publisher,
    documents.source_path,
    quotes.start_char,
    quotes.end_char
from quotes
inner join documents on quotes.document_id = documents.document_id
inner join named on quotes.quote_id = named.quote_id
inner join organisations on named.organisation_id = organisations.organisation_id
left join actors on quotes.speaker_actor_id = actors.actor_id
left join organisations as speakers on quotes.speaker_organisation_id = speakers.organisation_id
where
    organisations.is_supported
    and not quotes.is_cue_negated
    and organisations.organisation_id is distinct from quotes.speaker_organisation_id
