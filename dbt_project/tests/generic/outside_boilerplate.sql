{#- Menus, footers and legal notices are stored but give no fact: no span touches a boilerplate section. -#}
{% test outside_boilerplate(model, documents, sections) %}
select
    spans.document_id,
    spans.start_char,
    spans.end_char
from {{ model }} as spans
inner join {{ documents }} as documents on spans.document_id = documents.document_id
inner join {{ sections }} as sections
    on
        documents.file_sha256 = sections.file_sha256
        and documents.section_index = sections.section_index
        and sections.kind = 'boilerplate'
        and sections.start_char < spans.end_char
        and spans.start_char < sections.end_char
{% endtest %}
