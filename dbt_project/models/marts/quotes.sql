with claims as (
    select * from {{ ref('int_quotes_resolved') }}
)

select
    quote_id,
    document_id,
    start_char,
    end_char,
    kind,
    content,
    cue,
    speaker_text,
    speaker_actor_id,
    speaker_organisation_id,
    case
        when speaker_actor_id is not null then 'actor'
        when speaker_organisation_id is not null then 'organisation'
    end as speaker_kind,
    said_on,
    confidence
from claims
where quote_claim_id = quote_id
