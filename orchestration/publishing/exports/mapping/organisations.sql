-- Company, PublicBody or Organization, with the numbers under which it is registered.
select
    organisations.organisation_id as id,
    ftm_kinds.schema,
    ftm_properties([
        {'name': 'name', 'given': [ftm_name(organisations.name)]},
        {'name': 'alias', 'given': list_transform(organisations.aliases, lambda a: ftm_name(a))},
        {'name': 'abbreviation', 'given': [ftm_name(organisations.acronym)]},
        {'name': 'classification', 'given': [organisations.kind]},
        {'name': 'registrationNumber', 'given': numbers.registrations},
        {'name': 'vatCode', 'given': numbers.vat_codes},
        {'name': 'incorporationDate', 'given': facts.founding_years},
        {'name': 'keywords', 'given': ftm_keywords(organisations.is_supported)}
    ]) as properties
from organisations
inner join ftm_kinds on organisations.kind = ftm_kinds.kind
left join (
    select
        organisation_id,
        list(ftm_line(identifier)) filter (where scheme in ('siren', 'siret')) as registrations,
        list(ftm_line(identifier)) filter (where scheme = 'vat') as vat_codes
    from organisation_identifiers
    group by organisation_id
) as numbers on organisations.organisation_id = numbers.organisation_id
left join (
    select
        organisation_id,
        list(value_number::integer::varchar) as founding_years
    from organisation_facts
    where attribute = 'founding_year' and value_number between 1000 and 2999
    group by organisation_id
) as facts on organisations.organisation_id = facts.organisation_id
