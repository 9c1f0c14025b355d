{#- Claims by the fact that each of them tells of. -#}
{%- set claims = [
    ('int_roles_resolved', 'role_id'),
    ('int_quotes_resolved', 'quote_id'),
    ('int_contracts_resolved', 'contract_id'),
    ('int_organisation_relations_resolved', 'relation_id'),
    ('int_organisation_facts_resolved', 'organisation_fact_id'),
    ('int_mentions_resolved', 'actor_id'),
    ('int_mentions_resolved', 'organisation_id'),
] -%}
with levels as (
    select * from {{ ref('stg_markings') }}
),

files as (
    select
        files.file_sha256,
        max(levels.marking_rank) as marking_rank
    from {{ ref('stg_files') }} as files
    inner join levels on files.marking = levels.marking
    where files.file_sha256 is not null
    group by files.file_sha256
),

documents as (
    select
        documents.document_id,
        max(files.marking_rank) as marking_rank
    from {{ ref('stg_documents') }} as documents
    inner join files on documents.file_sha256 = files.file_sha256
    group by documents.document_id
),

notice_parties as (
    select
        unnest(list_concat(list_concat(buyer_ids, supplier_ids), subcontractor_ids)) as organisation_id,
        file_sha256
    from {{ ref('stg_notice_claims') }}
),

traces as (
    select
        file_sha256 as thing_id,
        marking_rank
    from files
    union all
    select
        document_id as thing_id,
        marking_rank
    from documents
    {%- for model, thing_id in claims %}
        union all
        select
            claims.{{ thing_id }} as thing_id,
            documents.marking_rank
        from {{ ref(model) }} as claims
        inner join documents on claims.document_id = documents.document_id
    {%- endfor %}
    union all
    select
        claims.contract_id as thing_id,
        files.marking_rank
    from {{ ref('int_contracts_resolved') }} as claims
    inner join files on claims.file_sha256 = files.file_sha256
    union all
    select
        notice_parties.organisation_id as thing_id,
        files.marking_rank
    from notice_parties
    inner join files on notice_parties.file_sha256 = files.file_sha256
),

highest as (
    select
        thing_id,
        max(marking_rank) as marking_rank
    from traces
    where thing_id is not null
    group by thing_id
)

select
    highest.thing_id,
    levels.marking
from highest
inner join levels on highest.marking_rank = levels.marking_rank
