with things as (
    select * from {{ ref('stg_named_things') }}
),

documents as (
    select document_id from {{ ref('int_documents_current') }}
)

select
    things.thing_id,
    things.document_id,
    things.start_char,
    things.end_char,
    things.surface_text,
    things.name,
    things.kind,
    things.rule,
    things.confidence,
    things.pipeline_version,
    markings.marking
from things
inner join documents on things.document_id = documents.document_id
left join {{ ref('int_markings') }} as markings on things.document_id = markings.thing_id
