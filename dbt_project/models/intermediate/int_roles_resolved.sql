with roles as (
    select * from {{ ref('stg_roles') }}
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

lookups as (
    select * from {{ ref('stg_value_lookups') }}
),

resolved as (
    select
        roles.* exclude (normal_title),
        coalesce(lookups.canonical_value, roles.normal_title) as normal_title,
        documents.counts_as_document_id,
        holders.actor_id,
        employers.organisation_id
    from roles
    inner join documents on roles.document_id = documents.document_id
    left join mentions as holders on roles.actor_mention_id = holders.mention_id
    left join mentions as employers on roles.organisation_mention_id = employers.mention_id
    left join lookups
        on
            lookups.column_name = 'roles.normal_title'
            and {{ normalised('roles.normal_title') }} = lookups.value_key
)

select
    role_claim_id,
    {{ stable_id('rol', [
        'actor_id', 'organisation_id', normalised('normal_title'), 'is_former', 'started_on', 'ended_on'
    ]) }}
        as role_id,
    actor_id,
    organisation_id,
    title,
    normal_title,
    is_former,
    started_on,
    ended_on,
    document_id,
    counts_as_document_id,
    start_char,
    end_char,
    surface_text,
    extractor,
    confidence,
    pipeline_version
from resolved
