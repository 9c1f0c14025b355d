-- Contract, with its buyers as authorities. A contract whose subject no source words bears its id as title.
select
    contracts.contract_id as id,
    'Contract' as schema,
    ftm_properties([
        {'name': 'title', 'given': [coalesce(ftm_line(contracts.subject), contracts.contract_id)]},
        {'name': 'authority', 'given': buyers.party_ids},
        {'name': 'status', 'given': [contracts.status]},
        {'name': 'amount', 'given': [ftm_number(contracts.amount)]},
        {'name': 'currency', 'given': [contracts.currency]},
        {'name': 'contractDate', 'given': [ftm_date(contracts.signed_on, contracts.signed_on_precision)]},
        {'name': 'procedure', 'given': [ftm_line(contracts.procedure)]},
        {'name': 'classification', 'given': [ftm_line(contracts.cpv)]},
        {'name': 'program', 'given': [ftm_line(contracts.programme)]},
        {'name': 'noticeId', 'given': notice_numbers.source_ids},
        {'name': 'proof', 'given': ftm_proofs.documents},
        {'name': 'description', 'given': ftm_proofs.words},
        {'name': 'notes', 'given': [
            'amount as written: ' || ftm_text(contracts.amount_text),
            'amount basis: ' || contracts.amount_basis,
            'value added tax: ' || contracts.tax_basis
        ]}
    ]) as properties
from contracts
left join (
    select
        contract_id,
        list(coalesce(organisation_id, actor_id)) as party_ids
    from contract_parties
    where party_role = 'buyer'
    group by contract_id
) as buyers on contracts.contract_id = buyers.contract_id
left join (
    select
        evidence.fact_id,
        list(ftm_line(notices.source_id)) as source_ids
    from evidence
    inner join notices
        on evidence.file_sha256 = notices.file_sha256 and evidence.notice_index = notices.notice_index
    where evidence.fact_table = 'contracts'
    group by evidence.fact_id
) as notice_numbers on contracts.contract_id = notice_numbers.fact_id
left join ftm_proofs on ftm_proofs.fact_table = 'contracts' and contracts.contract_id = ftm_proofs.fact_id
