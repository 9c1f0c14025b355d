{#- The id of a fact and the place that supports it: a span of a document, or a field of a notice. -#}
{% macro evidence_id(fact_table, fact_id, prefix='') -%}
    {%- set place = ['document_id', 'start_char', 'end_char', 'file_sha256', 'notice_index', 'field_path'] -%}
    {%- set columns = [] -%}
    {%- for column in place -%}{%- do columns.append(prefix ~ column) -%}{%- endfor -%}
    {{ stable_id('evi', [fact_table, fact_id] + columns) }}
{%- endmacro %}
