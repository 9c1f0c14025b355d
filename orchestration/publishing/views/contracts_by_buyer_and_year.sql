-- Contracts by buyer, year of signature, status and currency. A contract with several buyers counts for each of them.
-- `total_amount` adds up only whole amounts (`amount_basis` is `total`); ceilings, estimates and yearly sums cannot be
-- added to them, and `amount_count` says how many contracts the sum rests on.
select
    organisations.organisation_id as buyer_organisation_id,
    organisations.name as buyer_name,
    year(contracts.signed_on)::integer as signed_year,
    contracts.status,
    contracts.currency,
    count(*)::integer as contract_count,
    (count(contracts.amount) filter (where contracts.amount_basis = 'total'))::integer as amount_count,
    sum(contracts.amount) filter (where contracts.amount_basis = 'total') as total_amount
from contracts
inner join contract_parties on contracts.contract_id = contract_parties.contract_id
inner join organisations on contract_parties.organisation_id = organisations.organisation_id
where contract_parties.party_role = 'buyer' and contract_parties.is_current
group by all
order by buyer_name asc, buyer_organisation_id asc, signed_year asc, contracts.status asc, contracts.currency asc
