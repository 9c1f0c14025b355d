with facts as (
    select * from {{ ref('stg_organisation_facts') }}
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
        facts.*,
        documents.counts_as_document_id,
        mentions.organisation_id,
        coalesce(facts.value_number::varchar, {{ normalised('facts.value_text') }}) as compared_value
    from facts
    inner join documents on facts.document_id = documents.document_id
    inner join mentions on facts.organisation_mention_id = mentions.mention_id
    where mentions.organisation_id is not null
)

select
    organisation_fact_claim_id,
    {{ stable_id('fac', ['organisation_id', 'attribute', 'compared_value', 'currency', 'as_of']) }}
        as organisation_fact_id,
    organisation_id,
    attribute,
    value_text,
    value_number,
    currency,
    as_of,
    document_id,
    counts_as_document_id,
    start_char,
    end_char,
    surface_text,
    extractor,
    confidence,
    pipeline_version
from resolved
