{#- A condition that holds for every row; a row for which it is unknown fails too. -#}
{% test always_true(model, condition) %}
select *
from {{ model }}
where ({{ condition }}) is not true
{% endtest %}
