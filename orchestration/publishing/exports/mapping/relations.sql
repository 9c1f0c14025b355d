-- Ownership where a company has an owner by what a document says as done; Membership for members; UnknownLink, with the
-- kind as its role, for what the model has no word for, and for takeovers that are only announced.
with ties as (
    select
        organisation_relations.*,
        coalesce(organisation_relations.object_organisation_id, organisation_relations.object_actor_id) as object_id,
        case
            when organisation_relations.kind = 'member' then 'Membership'
            when
                organisation_relations.kind in ('parent', 'shareholder', 'acquisition')
                and organisation_relations.status = 'completed'
                and ftm_kinds.schema = 'Company'
                then 'Ownership'
            else 'UnknownLink'
        end as schema
    from organisation_relations
    inner join organisations on organisation_relations.subject_organisation_id = organisations.organisation_id
    inner join ftm_kinds on organisations.kind = ftm_kinds.kind
)

select
    ties.relation_id as id,
    ties.schema,
    ftm_properties([
        {
            'name': case ties.schema when 'Ownership' then 'asset' when 'Membership' then 'organization' else 'subject' end,
            'given': [ties.subject_organisation_id]
        },
        {
            'name': case ties.schema when 'Ownership' then 'owner' when 'Membership' then 'member' else 'object' end,
            'given': [ties.object_id]
        },
        {'name': 'role', 'given': [ties.kind]},
        {'name': 'status', 'given': [case when ties.is_former then 'former' else ties.status end]},
        {
            'name': case when ties.schema = 'Ownership' then 'percentage' else 'recordId' end,
            'given': case when ties.schema = 'Ownership' then [ties.share::varchar] end
        },
        {'name': 'startDate', 'given': [ftm_date(ties.started_on, ties.started_on_precision)]},
        {'name': 'summary', 'given': [ftm_text(ties.amount_text)]},
        {'name': 'proof', 'given': ftm_proofs.documents},
        {'name': 'description', 'given': ftm_proofs.words}
    ]) as properties
from ties
left join ftm_proofs on ftm_proofs.fact_table = 'organisation_relations' and ties.relation_id = ftm_proofs.fact_id
