{#-
  An id made of what the thing is: "rol-" and 20 hexadecimal digits. Parts are SQL expressions; an unknown part counts
  as the empty text. No underscore in it: FollowTheMoney drops links whose id has one.
-#}
{% macro stable_id(kind, parts) -%}
    {%- set texts = [] -%}
    {%- for part in parts -%}
        {%- do texts.append("coalesce(cast(" ~ part ~ " as varchar), '')") -%}
    {%- endfor -%}
    '{{ kind }}-' || left(sha256(concat({{ texts | join(', chr(31), ') }})), 20)
{%- endmacro %}
