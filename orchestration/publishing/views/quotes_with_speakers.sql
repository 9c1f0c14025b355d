-- Every quote on one line, with the name of its speaker and the document that prints it. `is_cue_negated` marks what
-- the speaker is said not to have said; a speaker whom the document never names is empty beside `speaker_text`.
select
    quotes.quote_id,
    coalesce(actors.actor_id, organisations.organisation_id) as speaker_id,
    coalesce(actors.name, organisations.name) as speaker_name,
    quotes.speaker_kind,
    quotes.speaker_text,
    coalesce(actors.is_supported, organisations.is_supported) as is_speaker_supported,
    quotes.content,
    quotes.kind,
    quotes.cue,
    quotes.cue_class,
    quotes.is_cue_negated,
    quotes.said_on,
    quotes.confidence,
    documents.document_id,
    documents.title as document_title,
    documents.publisher,
    documents.published_on,
    documents.source_path,
    quotes.start_char,
    quotes.end_char
from quotes
inner join documents on quotes.document_id = documents.document_id
left join actors on quotes.speaker_actor_id = actors.actor_id
left join organisations on quotes.speaker_organisation_id = organisations.organisation_id
