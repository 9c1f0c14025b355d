-- Every contract on one line, with the names of its current buyers and suppliers, several set apart by semicolons.
with parties as (
    select
        contract_parties.contract_id,
        contract_parties.party_role,
        string_agg(
            coalesce(organisations.name, actors.name), '; '
            order by coalesce(organisations.name, actors.name)
        ) as party_names
    from contract_parties
    left join organisations on contract_parties.organisation_id = organisations.organisation_id
    left join actors on contract_parties.actor_id = actors.actor_id
    where contract_parties.is_current
    group by contract_parties.contract_id, contract_parties.party_role
)

select
    contracts.contract_id,
    contracts.subject,
    buyers.party_names as buyers,
    suppliers.party_names as suppliers,
    contracts.status,
    contracts.amount,
    contracts.currency,
    contracts.amount_basis,
    contracts.tax_basis,
    contracts.amount_text,
    contracts.signed_on,
    contracts.signed_on_precision,
    contracts.programme,
    contracts.confidence,
    contracts.document_count,
    contracts.notice_count
from contracts
left join parties as buyers on contracts.contract_id = buyers.contract_id and buyers.party_role = 'buyer'
left join parties as suppliers on contracts.contract_id = suppliers.contract_id and suppliers.party_role = 'supplier'
