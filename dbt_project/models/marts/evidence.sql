{%- set fact_tables = [
    {'name': 'roles', 'claims': ref('int_roles_resolved'), 'fact_id': 'role_id', 'claim_id': 'role_claim_id'},
    {'name': 'contracts', 'claims': ref('int_contracts_resolved'), 'fact_id': 'contract_id', 'claim_id': 'contract_claim_id'},
    {'name': 'quotes', 'claims': ref('int_quotes_resolved'), 'fact_id': 'quote_id', 'claim_id': 'quote_claim_id'},
    {'name': 'organisation_relations', 'claims': ref('int_organisation_relations_resolved'), 'fact_id': 'relation_id', 'claim_id': 'relation_claim_id'},
    {'name': 'organisation_facts', 'claims': ref('int_organisation_facts_resolved'), 'fact_id': 'organisation_fact_id', 'claim_id': 'organisation_fact_claim_id'},
] -%}
with claims as (
    {%- for table in fact_tables %}
        select
            '{{ table.name }}' as fact_table,
            {{ table.fact_id }} as fact_id,
            {{ table.claim_id }} as claim_id,
            document_id,
            start_char,
            end_char,
            {%- if table.name == 'contracts' %}
                file_sha256,
                notice_index,
                field_path,
            {%- else %}
                null::varchar as file_sha256,
                null::integer as notice_index,
                null::varchar as field_path,
            {%- endif %}
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
    select *
    from claims
    qualify
        row_number() over (
            partition by fact_table, fact_id, document_id, start_char, end_char, file_sha256, notice_index, field_path
            order by confidence desc, claim_id asc
        ) = 1
)

select
    {{ evidence_id('fact_table', 'fact_id') }} as evidence_id,
    spans.fact_table,
    spans.fact_id,
    spans.document_id,
    spans.start_char,
    spans.end_char,
    spans.file_sha256,
    spans.notice_index,
    spans.field_path,
    spans.surface_text,
    spans.extractor,
    spans.pipeline_version,
    spans.confidence,
    markings.marking
from spans
left join {{ ref('int_markings') }} as markings on coalesce(spans.document_id, spans.file_sha256) = markings.thing_id
