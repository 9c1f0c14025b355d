{#- Nobody sells to itself: such a contract means that two names were held to be one. -#}
{% test no_party_on_both_sides(model) %}
select
    contract_id,
    coalesce(organisation_id, actor_id) as party_id
from {{ model }}
group by contract_id, coalesce(organisation_id, actor_id)
having count(distinct party_role) > 1
{% endtest %}
