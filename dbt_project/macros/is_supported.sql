{#- Whether an actor or organisation is sure enough to be shown by default: docs/resolution.md measures both bounds. -#}
{% macro is_supported(counts) -%}
    (
        entities.is_judged
        or {{ counts }}.document_count >= {{ var('supported_documents') }}
        or {{ counts }}.confidence >= {{ var('supported_confidence') }}
    )
{%- endmacro %}
