with source as (
    select * from {{ source('bronze', 'notices') }}
)

select
    file_sha256,
    notice_index,
    source,
    source_id,
    kind,
    notice_schema,
    lot,
    title,
    buyer_name,
    buyer_identifier,
    supplier_name,
    supplier_identifier,
    amount,
    currency,
    procedure,
    cpv,
    place,
    published_on,
    signed_on,
    started_on,
    duration_months,
    url,
    other_parties,
    fields,
    reader_version
from source
