-- Document: what a release knows of an article but its text.
select
    document_id as id,
    'Document' as schema,
    ftm_properties([
        {'name': 'fileName', 'given': [ftm_line(source_path)]},
        {'name': 'title', 'given': [ftm_line(title)]},
        {'name': 'author', 'given': [ftm_line(author)]},
        {'name': 'publisher', 'given': [ftm_line(publisher)]},
        {'name': 'publishedAt', 'given': [ftm_date(published_on, 'day')]},
        {'name': 'mimeType', 'given': [nullif(media_type, 'application/octet-stream')]},
        {'name': 'language', 'given': [ftm_languages.code]},
        {'name': 'sourceUrl', 'given': [ftm_url(url)]}
    ]) as properties
from documents
left join ftm_languages on documents.language = ftm_languages.language
