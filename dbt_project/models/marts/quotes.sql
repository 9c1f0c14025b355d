with claims as (
    select * from {{ ref('int_quotes_resolved') }}
)

select
    claims.quote_id,
    claims.document_id,
    claims.start_char,
    claims.end_char,
    claims.kind,
    claims.content,
    claims.cue,
    claims.cue_lemma,
    claims.cue_class,
    claims.is_cue_negated,
    claims.speaker_text,
    claims.speaker_actor_id,
    claims.speaker_organisation_id,
    case
        when claims.speaker_actor_id is not null then 'actor'
        when claims.speaker_organisation_id is not null then 'organisation'
    end as speaker_kind,
    claims.addressee_text,
    claims.said_on,
    claims.said_on_precision,
    claims.extractor as rule,
    claims.confidence,
    markings.marking
from claims
left join {{ ref('int_markings') }} as markings on claims.quote_id = markings.thing_id
where claims.quote_claim_id = claims.quote_id
