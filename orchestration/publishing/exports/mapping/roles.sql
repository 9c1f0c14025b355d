-- Employment, Directorship or Membership as the function says (`functions.tsv`, the longest wording first), and
-- UnknownLink for every other function: nobody is made an employee whom no document calls one. A role with no
-- organisation is a position of its Person.
with functions as (
    select
        roles.role_id,
        coalesce(
            arg_max(
                ftm_functions.schema,
                2 * length(ftm_functions.function) + (ftm_functions.alone is not null)::integer
            ),
            'UnknownLink'
        ) as schema
    from roles
    left join ftm_functions
        on
            lower(roles.normal_title) = ftm_functions.function
            or (ftm_functions.alone is null and starts_with(lower(roles.normal_title), ftm_functions.function || ' '))
    where roles.organisation_id is not null
    group by roles.role_id
)

select
    roles.role_id as id,
    functions.schema,
    ftm_properties([
        {
            'name': case functions.schema
                when 'Employment' then 'employee'
                when 'Directorship' then 'director'
                when 'Membership' then 'member'
                else 'subject'
            end,
            'given': [roles.actor_id]
        },
        {
            'name': case functions.schema
                when 'Employment' then 'employer'
                when 'UnknownLink' then 'object'
                else 'organization'
            end,
            'given': [roles.organisation_id]
        },
        {'name': 'role', 'given': [ftm_line(roles.title)]},
        {'name': 'status', 'given': case when roles.is_former then ['former'] end},
        {'name': 'startDate', 'given': [ftm_date(roles.started_on, 'day')]},
        {'name': 'endDate', 'given': [ftm_date(roles.ended_on, 'day')]},
        {'name': 'proof', 'given': ftm_proofs.documents},
        {'name': 'description', 'given': ftm_proofs.words}
    ]) as properties
from roles
inner join functions on roles.role_id = functions.role_id
left join ftm_proofs on ftm_proofs.fact_table = 'roles' and roles.role_id = ftm_proofs.fact_id
