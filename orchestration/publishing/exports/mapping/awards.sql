-- ContractAward: a supplier of a contract; one whom an amendment replaced says so. While a contract is pending nothing is
-- awarded: who is sought or in the running is an UnknownLink.
with suppliers as (
    select
        contract_parties.*,
        coalesce(contract_parties.organisation_id, contract_parties.actor_id) as party_id,
        contracts.cpv,
        case when contract_parties.is_current then contracts.status else 'replaced' end as status,
        contracts.status <> 'pending' as is_awarded
    from contract_parties
    inner join contracts on contract_parties.contract_id = contracts.contract_id
    where contract_parties.party_role = 'supplier'
),

lots as (
    select
        contract_id,
        supplier_organisation_id,
        list(ftm_line(lot_number)) as lot_numbers
    from (
        select
            contract_id,
            lot_number,
            unnest(supplier_organisation_ids) as supplier_organisation_id
        from contract_lots
    )
    group by contract_id, supplier_organisation_id
)

select
    suppliers.contract_id || '.' || suppliers.party_id as id,
    case when suppliers.is_awarded then 'ContractAward' else 'UnknownLink' end as schema,
    ftm_properties([
        {'name': case when suppliers.is_awarded then 'contract' else 'object' end, 'given': [suppliers.contract_id]},
        {'name': case when suppliers.is_awarded then 'supplier' else 'subject' end, 'given': [suppliers.party_id]},
        {'name': 'role', 'given': [
            case when not suppliers.is_awarded then 'supplier, pending' when suppliers.is_group_leader then 'group leader' end
        ]},
        {'name': 'status', 'given': [suppliers.status]},
        {'name': 'lotNumber', 'given': case when suppliers.is_awarded then lots.lot_numbers end},
        {'name': 'cpvCode', 'given': case when suppliers.is_awarded then [ftm_line(suppliers.cpv)] end},
        {'name': 'proof', 'given': [
            coalesce(evidence.document_id, ftm_notice_id(evidence.file_sha256, evidence.notice_index))
        ]},
        {'name': 'description', 'given': [ftm_text(evidence.surface_text)]}
    ]) as properties
from suppliers
left join evidence on suppliers.evidence_id = evidence.evidence_id
left join lots
    on suppliers.contract_id = lots.contract_id and suppliers.organisation_id = lots.supplier_organisation_id
