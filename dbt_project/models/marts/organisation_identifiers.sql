with identifiers as (
    select * from {{ ref('stg_organisation_identifiers') }}
),

organisations as (
    select organisation_id from {{ ref('organisations') }}
)

select
    identifiers.organisation_id,
    identifiers.scheme,
    identifiers.identifier,
    identifiers.file_sha256,
    identifiers.notice_index,
    identifiers.field_path,
    markings.marking
from identifiers
inner join organisations on identifiers.organisation_id = organisations.organisation_id
left join {{ ref('int_markings') }} as markings on identifiers.file_sha256 = markings.thing_id
