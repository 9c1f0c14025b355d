-- Mention: a name as written, the document that it stands in and whom it names.
select
    mentions.mention_id as id,
    'Mention' as schema,
    ftm_properties([
        {'name': 'document', 'given': [mentions.document_id]},
        {'name': 'resolved', 'given': [coalesce(mentions.actor_id, mentions.organisation_id)]},
        {'name': 'name', 'given': [ftm_name(mentions.surface_text)]},
        {'name': 'detectedSchema', 'given': [coalesce(ftm_kinds.schema, 'Person')]}
    ]) as properties
from mentions
left join organisations on mentions.organisation_id = organisations.organisation_id
left join ftm_kinds on organisations.kind = ftm_kinds.kind
