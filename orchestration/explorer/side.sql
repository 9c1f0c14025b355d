-- What the explorer asks of a release and no published table says in one look-up. Run by DuckDB over the tables of one
-- release, as far as its audience may see them; each view becomes a table of the side file.

create view entities as
select
    actor_id as entity_id,
    'actor' as entity_kind,
    name,
    null::varchar as acronym,
    null::varchar as organisation_kind,
    mention_count,
    document_count,
    quote_count,
    confidence,
    is_judged,
    is_supported,
    marking
from actors
union all
select
    organisation_id as entity_id,
    'organisation' as entity_kind,
    name,
    acronym,
    kind as organisation_kind,
    mention_count,
    document_count,
    quote_count,
    confidence,
    is_judged,
    is_supported,
    marking
from organisations;

-- In which documents an entity is named, how often, and where first.
create view appearances as
select
    coalesce(actor_id, organisation_id) as entity_id,
    document_id,
    count(*)::integer as mention_count,
    min(start_char) as first_char
from mentions
group by all
order by entity_id, document_id;

-- Who is named with whom: the fifty strongest of each, documents that tell the same text counted once.
create view companions as
with named as (
    select distinct
        appearances.entity_id,
        coalesce(documents.leading_document_id, documents.document_id) as document_id
    from appearances
    inner join documents on appearances.document_id = documents.document_id
),

pairs as (
    select
        first_names.entity_id,
        second_names.entity_id as other_entity_id,
        count(*)::integer as document_count
    from named as first_names
    inner join named as second_names
        on first_names.document_id = second_names.document_id and first_names.entity_id <> second_names.entity_id
    group by all
)

from pairs
qualify row_number() over (partition by entity_id order by document_count desc, other_entity_id asc) <= 50
order by entity_id, document_count desc, other_entity_id;

-- Who is named in what somebody else says.
create view speech_about as
select distinct
    coalesce(mentions.actor_id, mentions.organisation_id) as entity_id,
    quotes.quote_id
from quotes
inner join mentions
    on
        quotes.document_id = mentions.document_id
        and quotes.start_char <= mentions.start_char
        and quotes.end_char >= mentions.end_char
where
    coalesce(mentions.actor_id, mentions.organisation_id)
    is distinct from coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id)
    and not quotes.is_cue_negated
order by entity_id, quote_id;

-- Who is tied to whom by what: a row a fact and pair, as in the release's GEXF, named together apart (`companions`).
-- The years are those for which the tie is known, `last_year` empty while nothing says that it is over. Quotes have
-- their words in `quotes` only.
create view ties as
with told as (
    select
        'role' as kind,
        role_id as tie_id,
        'roles' as fact_table,
        role_id as fact_id,
        actor_id as source,
        organisation_id as target,
        'role' as detail,
        title as label,
        is_former,
        document_count as weight,
        confidence,
        started_on,
        ended_on,
        null as precision,
        year(coalesce(started_on, ended_on)) as first_year,
        year(coalesce(ended_on, if(is_former, started_on, null))) as last_year
    from roles
    union all
    select
        'contract',
        contracts.contract_id || '.' || coalesce(buyers.organisation_id, buyers.actor_id)
        || '.' || coalesce(suppliers.organisation_id, suppliers.actor_id),
        'contracts',
        contracts.contract_id,
        coalesce(buyers.organisation_id, buyers.actor_id),
        coalesce(suppliers.organisation_id, suppliers.actor_id),
        if(contracts.status = 'pending', 'contract_pending', 'contract'),
        coalesce(contracts.subject, ''),
        false,
        contracts.document_count + contracts.notice_count,
        contracts.confidence,
        coalesce(contracts.signed_on, contracts.started_on),
        null,
        if(contracts.signed_on is null, contracts.started_on_precision, contracts.signed_on_precision),
        year(coalesce(contracts.signed_on, contracts.started_on)),
        year(coalesce(contracts.signed_on, contracts.started_on))
    from contract_parties as buyers
    inner join contract_parties as suppliers on buyers.contract_id = suppliers.contract_id
    inner join contracts on buyers.contract_id = contracts.contract_id
    where
        buyers.party_role = 'buyer' and buyers.is_current
        and suppliers.party_role = 'supplier' and suppliers.is_current
    union all
    select
        'relation',
        relation_id,
        'organisation_relations',
        relation_id,
        coalesce(object_organisation_id, object_actor_id),
        subject_organisation_id,
        kind,
        coalesce(amount_text, ''),
        is_former,
        document_count,
        confidence,
        started_on,
        null,
        started_on_precision,
        year(started_on),
        year(if(is_former, started_on, null))
    from organisation_relations
    union all
    select
        'quote',
        quotes.quote_id || '.' || speech_about.entity_id,
        'quotes',
        quotes.quote_id,
        coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id),
        speech_about.entity_id,
        'quote',
        null,
        false,
        1,
        quotes.confidence,
        coalesce(quotes.said_on, documents.published_on),
        null,
        if(quotes.said_on is null, 'day', quotes.said_on_precision),
        year(coalesce(quotes.said_on, documents.published_on)),
        year(coalesce(quotes.said_on, documents.published_on))
    from speech_about
    inner join quotes on speech_about.quote_id = quotes.quote_id
    left join documents on quotes.document_id = documents.document_id
)

select * replace (greatest(weight, 1) as weight)
from told
where source is not null and target is not null and source <> target
order by source, target, kind, tie_id;

-- How an entity is written and why each wording was held to be it, with the mention of which that is least sure.
create view wordings as
select
    coalesce(actor_id, organisation_id) as entity_id,
    surface_text,
    link_reason,
    count(*)::integer as mention_count,
    min(link_score) as link_score,
    first(mention_id order by link_score asc, mention_id asc) as mention_id
from mentions
group by all
order by entity_id, surface_text, link_reason;
