with quotes as (
    select * from {{ ref('stg_quotes') }}
),

documents as (
    select document_id from {{ ref('int_documents_current') }}
),

mentions as (
    select * from {{ ref('int_mentions_resolved') }}
)

select
    quotes.quote_id,
    quotes.document_id,
    quotes.start_char,
    quotes.end_char,
    quotes.kind,
    quotes.content,
    quotes.cue,
    quotes.speaker_text,
    speakers.actor_id as speaker_actor_id,
    speakers.organisation_id as speaker_organisation_id,
    case
        when speakers.actor_id is not null then 'actor'
        when speakers.organisation_id is not null then 'organisation'
    end as speaker_kind,
    quotes.said_on,
    quotes.confidence
from quotes
inner join documents on quotes.document_id = documents.document_id
left join mentions as speakers on quotes.speaker_mention_id = speakers.mention_id
