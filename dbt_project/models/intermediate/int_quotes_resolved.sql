with quotes as (
    select * from {{ ref('stg_quotes') }}
),

documents as (
    select
        document_id,
        counts_as_document_id
    from {{ ref('int_documents_current') }}
),

mentions as (
    select * from {{ ref('int_mentions_resolved') }}
),

resolved as (
    select
        quotes.*,
        documents.counts_as_document_id,
        speakers.actor_id as speaker_actor_id,
        speakers.organisation_id as speaker_organisation_id,
        {{ normalised('quotes.content') }} as wording,
        coalesce(speakers.actor_id, speakers.organisation_id, {{ normalised('quotes.speaker_text') }}) as voice
    from quotes
    inner join documents on quotes.document_id = documents.document_id
    left join mentions as speakers on quotes.speaker_mention_id = speakers.mention_id
),

-- "Oui", said twice in one interview, is two quotes: the first of one printing meets the first of another.
counted as (
    select
        *,
        row_number() over (partition by document_id, wording, voice order by start_char asc, quote_id asc) as occurrence
    from resolved
)

select
    quote_id as quote_claim_id,
    first_value(quote_id) over (
        partition by counts_as_document_id, wording, voice, occurrence
        order by document_id = counts_as_document_id desc, confidence desc, document_id asc, quote_id asc
    ) as quote_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    kind,
    content,
    cue,
    cue_lemma,
    cue_class,
    is_cue_negated,
    speaker_text,
    speaker_actor_id,
    speaker_organisation_id,
    addressee_text,
    said_on,
    said_on_precision,
    extractor,
    confidence,
    pipeline_version
from counted
