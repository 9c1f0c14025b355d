{#- A document seen tonight, even in duplicates of another file, lies in a file that was accepted: else it is lost. -#}
{% test has_accepted_file(model, files) %}
select documents.document_id
from {{ model }} as documents
inner join {{ files }} as files on documents.file_sha256 = files.file_sha256
group by documents.document_id
having not bool_or(files.status = 'accepted')
{% endtest %}
