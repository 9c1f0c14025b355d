-- The words behind every fact with what stands around them, up to 80 characters on either side, and where to find them.
-- For notices, which state facts in fields, the field is named and there is nothing around.
select
    evidence.fact_table,
    evidence.fact_id,
    substring(
        documents.text, greatest(evidence.start_char - 79, 1), least(evidence.start_char, 80)
    ) as text_before,
    evidence.surface_text,
    substring(documents.text, evidence.end_char + 1, 80) as text_after,
    evidence.field_path,
    evidence.extractor,
    evidence.confidence,
    evidence.document_id,
    coalesce(documents.source_path, notices.source_path) as source_path,
    documents.title as document_title,
    documents.publisher,
    coalesce(documents.published_on, notices.published_on) as published_on,
    evidence.start_char,
    evidence.end_char
from evidence
left join documents on evidence.document_id = documents.document_id
left join notices on evidence.file_sha256 = notices.file_sha256 and evidence.notice_index = notices.notice_index
