{#- Words of a wording for comparison: no case, accents or punctuation ("Secrétaire-Général" = "secretaire general"). -#}
{% macro normalised(wording) -%}
    trim(regexp_replace(strip_accents(lower({{ wording }})), '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}
