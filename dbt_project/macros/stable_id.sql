{#-
  An id made of what the thing is: "rol-" and 20 hexadecimal digits. Parts are SQL expressions; an unknown part counts
  as the empty text. No underscore in it: FollowTheMoney drops links whose id has one.
-#}
{% macro stable_id(kind, parts) -%}
    '{{ kind }}-' || left(sha256(concat(
        {%- for part in parts -%}
            coalesce(cast({{ part }} as varchar), ''){% if not loop.last %}, chr(31), {% endif %}
        {%- endfor -%}
    )), 20)
{%- endmacro %}
