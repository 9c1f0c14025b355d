{#- No row holds a value in more than one of the columns. -#}
{% test at_most_one_of(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {% for column in columns %}({{ column }} is not null)::integer{{ ' + ' if not loop.last }}{% endfor %} > 1
{% endtest %}
