-- Document: a row of a procurement notice, so that what it states has a proof.
select
    ftm_notice_id(file_sha256, notice_index) as id,
    'Document' as schema,
    ftm_properties([
        {'name': 'fileName', 'given': [ftm_line(source_path)]},
        {'name': 'title', 'given': [ftm_line(title)]},
        {'name': 'publisher', 'given': [upper(source)]},
        {'name': 'messageId', 'given': [ftm_line(source_id)]},
        {'name': 'publishedAt', 'given': [ftm_date(published_on, 'day')]},
        {'name': 'sourceUrl', 'given': [ftm_url(url)]}
    ]) as properties
from notices
