-- Note: a quotation, tied to its speaker, for want of a schema for speech. Where the document denies that it was said, it
-- is tied to nobody, and a note says so.
select
    quotes.quote_id as id,
    'Note' as schema,
    ftm_properties([
        {'name': 'description', 'given': [ftm_text(quotes.content)]},
        {'name': 'entity', 'given': case
            when not quotes.is_cue_negated then [coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id)]
        end},
        {'name': 'proof', 'given': ftm_proofs.documents},
        {'name': 'indexText', 'given': ftm_proofs.words},
        {'name': 'keywords', 'given': ['quote', quotes.kind]},
        {'name': 'notes', 'given': [
            'speaker as written: ' || ftm_text(quotes.speaker_text),
            'reporting word: ' || ftm_text(quotes.cue),
            'characters ' || quotes.start_char || '-' || quotes.end_char || ' of ' || quotes.document_id,
            'said on ' || ftm_date(quotes.said_on, quotes.said_on_precision),
            case when quotes.is_cue_negated then 'denied: the document says that this was not said' end
        ]}
    ]) as properties
from quotes
left join ftm_proofs on ftm_proofs.fact_table = 'quotes' and quotes.quote_id = ftm_proofs.fact_id
