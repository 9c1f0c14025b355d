with links as (
    select * from {{ ref('stg_contract_links') }}
),

documents as (
    select
        document_id,
        counts_as_document_id
    from {{ ref('int_documents_current') }}
),

notices as (
    select
        file_sha256,
        notice_index,
        reader_version
    from {{ ref('stg_notices') }}
),

of_documents as (
    select
        claims.*,
        documents.counts_as_document_id as counts_as
    from {{ ref('stg_contracts') }} as claims
    inner join documents on claims.document_id = documents.document_id
),

of_notices as (
    select
        claims.*,
        case when claims.signed_on is not null then 'day' end as signed_on_precision,
        case when claims.started_on is not null then 'day' end as started_on_precision,
        -- The amounts of notices are without tax.
        case when claims.amount is not null then 'excluded' end as tax_basis,
        claims.source || ' ' || claims.source_id as counts_as,
        coalesce(claims.subject, claims.source_id) as surface_text,
        'notice-' || claims.source as extractor,
        -- What a register states is believed before what any rule reads out of words.
        1.0::double as confidence,
        notices.reader_version as pipeline_version
    from {{ ref('stg_notice_claims') }} as claims
    inner join notices
        on claims.file_sha256 = notices.file_sha256 and claims.notice_index = notices.notice_index
),

claims as (
    select * from of_documents
    union all by name
    select * from of_notices
)

select
    claims.contract_claim_id,
    links.contract_id,
    links.link_reason,
    claims.subject,
    claims.status,
    claims.amount,
    claims.currency,
    claims.amount_text,
    claims.signed_on,
    claims.signed_on_precision,
    claims.programme,
    claims.amount_basis,
    claims.tax_basis,
    claims.started_on,
    claims.started_on_precision,
    claims.lot,
    claims.consortium_name,
    claims.procedure,
    claims.cpv,
    claims.duration_months,
    claims.document_id,
    claims.start_char,
    claims.end_char,
    claims.file_sha256,
    claims.notice_index,
    claims.field_path,
    claims.fields,
    coalesce(claims.is_amendment, false) as is_amendment,
    claims.amended_on,
    claims.published_on,
    claims.counts_as,
    claims.surface_text,
    claims.extractor,
    claims.confidence,
    claims.pipeline_version
from claims
inner join links on claims.contract_claim_id = links.contract_claim_id
