{#- A document that leads others follows none: whoever asks for the leader of a leader would go astray. -#}
{% test leader_leads(model) %}
select follower.document_id
from {{ model }} as follower
inner join {{ model }} as leader on follower.leading_document_id = leader.document_id
where leader.leading_document_id is not null
{% endtest %}
