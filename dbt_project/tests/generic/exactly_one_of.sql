{#- One of the columns holds a value, the others are empty. -#}
{% test exactly_one_of(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {% for column in columns %}({{ column }} is not null)::integer{{ ' + ' if not loop.last }}{% endfor %} <> 1
{% endtest %}
