{#- Schemas are called `staging`, `intermediate`, `marts`: dbt's default would prefix the target's own schema. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
