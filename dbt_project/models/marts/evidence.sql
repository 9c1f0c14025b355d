{%- set fact_tables = [
    {'name': 'roles', 'claims': ref('int_roles_resolved'), 'fact_id': 'role_id', 'claim_id': 'role_claim_id'},
    {'name': 'contracts', 'claims': ref('int_contracts_resolved'), 'fact_id': 'contract_id', 'claim_id': 'contract_claim_id'},
    {'name': 'quotes', 'claims': ref('stg_quotes'), 'fact_id': 'quote_id', 'claim_id': 'quote_id'},
] -%}
with documents as (
    select document_id from {{ ref('int_documents_current') }}
),

claims as (
    {%- for table in fact_tables %}
        select
            '{{ table.name }}' as fact_table,
            {{ table.fact_id }} as fact_id,
            {{ table.claim_id }} as claim_id,
            document_id,
            start_char,
            end_char,
            surface_text,
            extractor,
            pipeline_version,
            confidence
        from {{ table.claims }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

-- Two rules may read the same fact out of the same words: the surer one is named.
spans as (
    select claims.*
    from claims
    inner join documents on claims.document_id = documents.document_id
    qualify
        row_number() over (
            partition by
                claims.fact_table, claims.fact_id, claims.document_id, claims.start_char, claims.end_char
            order by claims.confidence desc, claims.claim_id asc
        ) = 1
)

select
    {{ stable_id('evi', ['fact_table', 'fact_id', 'document_id', 'start_char', 'end_char']) }} as evidence_id,
    fact_table,
    fact_id,
    document_id,
    start_char,
    end_char,
    surface_text,
    extractor,
    pipeline_version,
    confidence
from spans
