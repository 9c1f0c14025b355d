with relations as (
    select * from {{ ref('stg_organisation_relations') }}
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
        relations.*,
        documents.counts_as_document_id,
        subjects.organisation_id as one_id,
        owners.organisation_id as other_id,
        owners.actor_id as object_actor_id,
        relations.kind in ('partner', 'merger') and subjects.organisation_id > owners.organisation_id as is_turned
    from relations
    inner join documents on relations.document_id = documents.document_id
    inner join mentions as subjects on relations.subject_mention_id = subjects.mention_id
    inner join mentions as owners on relations.object_mention_id = owners.mention_id
    -- Two names of one organisation tie nothing; a subject that the corpus shows to be a person has no parent.
    where subjects.organisation_id is not null and subjects.organisation_id is distinct from owners.organisation_id
),

-- Partners and merging firms are named in any order: the smaller id comes first, so that both orders are one tie.
directed as (
    select
        *,
        case when is_turned then other_id else one_id end as subject_organisation_id,
        case when is_turned then one_id else other_id end as object_organisation_id
    from resolved
)

select
    relation_claim_id,
    {{ stable_id(
        'rel', ['subject_organisation_id', 'object_organisation_id', 'object_actor_id', 'kind', 'is_former']
    ) }} as relation_id,
    subject_organisation_id,
    object_organisation_id,
    object_actor_id,
    kind,
    status,
    is_former,
    amount,
    currency,
    amount_text,
    share,
    started_on,
    started_on_precision,
    document_id,
    counts_as_document_id,
    start_char,
    end_char,
    surface_text,
    extractor,
    confidence,
    pipeline_version
from directed
