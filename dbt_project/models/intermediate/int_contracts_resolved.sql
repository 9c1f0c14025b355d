with claims as (
    select * from {{ ref('stg_contracts') }}
),

documents as (
    select
        document_id,
        counts_as_document_id
    from {{ ref('int_documents_current') }}
),

sides as (
    select
        contract_claim_id,
        string_agg(entity_id, ' ' order by entity_id) filter (where party_role = 'buyer') as buyers,
        string_agg(entity_id, ' ' order by entity_id) filter (where party_role = 'supplier') as suppliers
    from {{ ref('int_contract_parties_resolved') }}
    group by contract_claim_id
),

-- One known side does not name an agreement: such claims meet only in the same text, about the same subject.
terms as (
    select
        claims.*,
        documents.counts_as_document_id,
        sides.buyers,
        sides.suppliers,
        case
            when sides.buyers is null or sides.suppliers is null
                then concat(documents.counts_as_document_id, ' ', {{ normalised('claims.subject') }})
        end as scope,
        claims.amount || ' ' || coalesce(claims.currency, '') as amount_key
    from claims
    inner join documents on claims.document_id = documents.document_id
    left join sides on claims.contract_claim_id = sides.contract_claim_id
),

-- A claim without an amount belongs to the only amount of its document, else to the only one of these parties.
amounts as (
    select
        *,
        min(amount_key) over in_document as lowest_in_document,
        max(amount_key) over in_document as highest_in_document,
        min(amount_key) over in_corpus as lowest_in_corpus,
        max(amount_key) over in_corpus as highest_in_corpus
    from terms
    window
        in_document as (partition by buyers, suppliers, scope, document_id),
        in_corpus as (partition by buyers, suppliers, scope)
),

agreements as (
    select
        *,
        case
            when amount_key is not null then amount_key
            when lowest_in_document = highest_in_document then lowest_in_document
            when lowest_in_corpus = highest_in_corpus then lowest_in_corpus
        end as agreed_amount
    from amounts
)

select
    contract_claim_id,
    {{ stable_id('con', ['buyers', 'suppliers', 'scope', 'agreed_amount']) }} as contract_id,
    subject,
    status,
    amount,
    currency,
    amount_text,
    signed_on,
    signed_on_precision,
    agreed_amount,
    document_id,
    counts_as_document_id,
    start_char,
    end_char,
    surface_text,
    extractor,
    confidence,
    pipeline_version
from agreements
