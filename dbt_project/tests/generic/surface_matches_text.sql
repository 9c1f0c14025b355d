{#- Every row's `surface_text` is exactly what stands at its offsets in the stored text of its document. -#}
{% test surface_matches_text(model, documents) %}
select
    spans.document_id,
    spans.start_char,
    spans.end_char
from {{ model }} as spans
inner join {{ documents }} as documents on spans.document_id = documents.document_id
where
    spans.start_char < 0
    or spans.end_char <= spans.start_char
    or substring(documents.text, spans.start_char + 1, spans.end_char - spans.start_char) <> spans.surface_text
{% endtest %}
