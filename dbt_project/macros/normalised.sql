{#- A wording for comparison, without case, accents, punctuation: "Secrétaire-Général" is "secretaire general". -#}
{% macro normalised(wording) -%}
    trim(regexp_replace(strip_accents(lower({{ wording }})), '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}
