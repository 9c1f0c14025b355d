{#-
  What a person wants to see of a table at once, its size and first rows, left in a file beside dbt's artefacts: while
  dbt works on the database no other process can ask it. Without GREFFIER_LOOKS (dbt used by hand) nothing is written.
-#}
{% macro look() -%}
    {%- set folder = env_var('GREFFIER_LOOKS', '') -%}
    {%- if folder -%}
    copy (
        select counted.row_count as "dagster/row_count", first_rows.*
        from (select count(*) as row_count from {{ this }}) as counted
        left join (select * from {{ this }} limit 5) as first_rows on true
    ) to '{{ folder | replace("'", "''") }}/{{ this.schema }}.{{ this.identifier }}.parquet'
    {%- endif -%}
{%- endmacro %}
