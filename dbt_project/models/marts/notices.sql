with notices as (
    select * from {{ ref('stg_notices') }}
),

files as (
    select
        file_sha256,
        min(source_path) as source_path
    from {{ ref('stg_files') }}
    where status = 'accepted'
    group by file_sha256
)

select
    notices.file_sha256,
    notices.notice_index,
    files.source_path,
    notices.source,
    notices.source_id,
    notices.kind,
    notices.notice_schema,
    notices.lot,
    notices.title,
    notices.buyer_name,
    notices.buyer_identifier,
    notices.supplier_name,
    notices.supplier_identifier,
    notices.amount,
    notices.currency,
    notices.procedure,
    notices.cpv,
    notices.place,
    notices.published_on,
    notices.signed_on,
    notices.started_on,
    notices.duration_months,
    notices.url,
    notices.other_parties,
    notices.fields,
    markings.marking
from notices
inner join files on notices.file_sha256 = files.file_sha256
left join {{ ref('int_markings') }} as markings on notices.file_sha256 = markings.thing_id
