-- What can be searched, in the side file: one entry a thing, its words in a full-text index that keeps no copy of them.
-- `entry_id` is the place in the order of standing: names by how many documents bear them out, then contracts, documents
-- and quotes, the newest first. What many entries share lies in `search_groups`, a row for each combination, so that the
-- counts beside a list of results are sums over groups. The views say what is found under which words; `index.py` reads
-- them in their order, and a document's words from `documents`.

create table search_groups (
    group_id integer primary key,
    type text,
    organisation_kind text,
    year integer,
    publisher text,
    language text,
    marking text,
    band text,
    entry_count integer not null
);

create table search_entries (
    entry_id integer primary key,
    group_id integer not null,
    -- For order alone: 20240517; 0 without a day.
    day integer not null
);

create table search_items (
    entry_id integer primary key,
    item_id text not null
);

create table search_names (
    name text not null,
    entry_id integer not null,
    primary key (name, entry_id)
) without rowid;

create virtual table search_words using fts5 (
    title,
    words,
    speaker,
    buyer,
    supplier,
    content = '',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3'
);

create temp view search_of_entities as
with aliases as (
    select
        actor_id as entity_id,
        aliases
    from actors
    union all
    select
        organisation_id,
        aliases
    from organisations
)

select
    entities.entity_id as item_id,
    entities.entity_kind as type,
    entities.organisation_kind,
    null as day,
    null as publisher,
    null as language,
    entities.marking,
    entities.confidence,
    entities.name || char(10) || coalesce(entities.acronym, '') || char(10)
    || coalesce((select group_concat(value, char(10)) from json_each(aliases.aliases)), '') as title,
    null as words,
    null as speaker,
    null as buyer,
    null as supplier
from entities
inner join aliases on entities.entity_id = aliases.entity_id
order by entities.is_supported desc, entities.document_count desc, entities.entity_id;

create temp view search_of_contracts as
with parties as (
    select
        contract_parties.contract_id,
        contract_parties.party_role,
        group_concat(entities.name || char(10) || coalesce(entities.acronym, ''), char(10)) as names
    from contract_parties
    inner join entities
        on entities.entity_id = coalesce(contract_parties.organisation_id, contract_parties.actor_id)
    group by contract_parties.contract_id, contract_parties.party_role
)

select
    contracts.contract_id as item_id,
    'contract' as type,
    null as organisation_kind,
    contracts.signed_on as day,
    null as publisher,
    null as language,
    contracts.marking,
    contracts.confidence,
    contracts.subject as title,
    coalesce(contracts.programme, '') || char(10) || coalesce(contracts.amount_text, '') as words,
    null as speaker,
    buyers.names as buyer,
    suppliers.names as supplier
from contracts
left join parties as buyers on contracts.contract_id = buyers.contract_id and buyers.party_role = 'buyer'
left join parties as suppliers on contracts.contract_id = suppliers.contract_id and suppliers.party_role = 'supplier'
order by contracts.signed_on desc, contracts.contract_id;

create temp view search_of_documents as
select
    document_id as item_id,
    'document' as type,
    null as organisation_kind,
    published_on as day,
    publisher,
    language,
    marking,
    null as confidence,
    title,
    null as words,
    null as speaker,
    null as buyer,
    null as supplier
from documents
order by published_on desc, document_id;

create temp view search_of_quotes as
select
    quotes.quote_id as item_id,
    'quote' as type,
    null as organisation_kind,
    coalesce(quotes.said_on, documents.published_on) as day,
    documents.publisher,
    documents.language,
    quotes.marking,
    quotes.confidence,
    null as title,
    quotes.content as words,
    coalesce(speakers.name || char(10) || coalesce(speakers.acronym, ''), quotes.speaker_text) as speaker,
    null as buyer,
    null as supplier
from quotes
inner join documents on quotes.document_id = documents.document_id
left join entities as speakers
    on speakers.entity_id = coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id)
order by day desc, quotes.quote_id;
