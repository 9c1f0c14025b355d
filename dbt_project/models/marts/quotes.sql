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
    cue_lemma,
    cue_class,
    is_cue_negated,
    speaker_text,
    speaker_actor_id,
    speaker_organisation_id,
    case
        when speaker_actor_id is not null then 'actor'
        when speaker_organisation_id is not null then 'organisation'
    end as speaker_kind,
    addressee_text,
    said_on,
    said_on_precision,
    extractor as rule,
    confidence
from claims
where quote_claim_id = quote_id
