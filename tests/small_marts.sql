-- A working database after dbt, small and sound: two invented documents and what they say. Tests break it on purpose.
create schema marts;

create table marts.documents as
select
    *,
    0::integer as section_index,
    []::varchar [] as other_source_paths,
    sha256(text) as content_sha256,
    'text/plain' as media_type,
    'fr' as language,
    null::varchar as title,
    if(document_id = 'doc-a1', 'Odile Tazi', null) as author,
    'Le Fanal' as publisher,
    null::varchar as leading_document_id,
    null::varchar as published_on_found_by,
    null::varchar as url,
    length(text)::integer as character_count,
    'extracted' as extraction_status
from (
    values
    (
        'doc-a1',
        'conseil.txt',
        date '2026-03-04',
        '🏛 Maëlle Kervoan, maire de Port-Brévent : « Le quai rouvrira en mai. » La ville a confié le chantier à Tressan SA pour 1,2 M€.'
    ),
    ('doc-b2', 'agenda/vide.txt', null, 'Aucune séance cette semaine.')
) as source (document_id, source_path, published_on, text);

create table marts.mentions as
select
    found.mention_id,
    found.document_id,
    (position(found.surface_text in documents.text) - 1)::integer as start_char,
    (position(found.surface_text in documents.text) - 1 + length(found.surface_text))::integer as end_char,
    found.surface_text,
    found.actor_id,
    found.organisation_id,
    found.confidence
from (
    values
    ('men-1', 'doc-a1', 'Maëlle Kervoan', 'act-1', null, 0.9::double),
    ('men-2', 'doc-a1', 'Port-Brévent', null, 'org-1', 0.8),
    ('men-3', 'doc-a1', 'Tressan SA', null, 'org-2', 0.9)
) as found (mention_id, document_id, surface_text, actor_id, organisation_id, confidence)
inner join marts.documents as documents on found.document_id = documents.document_id;

create table marts.named_things as
select
    'thi-1' as thing_id,
    document_id,
    (position('Le quai' in text) + 2)::integer as start_char,
    (position('Le quai' in text) + 6)::integer as end_char,
    'quai' as surface_text,
    'quai' as name,
    'programme' as kind,
    'announced_thing' as rule,
    0.8::double as confidence
from marts.documents
where document_id = 'doc-a1';

create table marts.actors as
select
    'act-1' as actor_id,
    'Maëlle Kervoan' as name,
    ['Mme Kervoan'] as aliases,
    1::integer as mention_count,
    1::integer as document_count,
    1::integer as quote_count,
    0.9::double as confidence,
    true as is_supported;

create table marts.organisations as
select
    *,
    null::varchar as acronym,
    []::varchar [] as aliases,
    1::integer as mention_count,
    1::integer as document_count,
    0::integer as notice_count,
    0.8::double as confidence,
    true as is_supported
from (values ('org-1', 'Port-Brévent', 'public_body'), ('org-2', 'Tressan SA', 'company'))
    as source (organisation_id, name, kind);

create table marts.roles as
select
    'rol-1' as role_id,
    'act-1' as actor_id,
    'org-1' as organisation_id,
    'maire' as title,
    'maire' as normal_title,
    false as is_former,
    null::date as started_on,
    null::date as ended_on,
    0.8::double as confidence;

create table marts.organisation_relations as
select
    'rel-1' as relation_id,
    'org-2' as subject_organisation_id,
    'org-1' as object_organisation_id,
    null::varchar as object_actor_id,
    'shareholder' as kind,
    'completed' as status,
    false as is_former,
    null::double as amount,
    null::varchar as currency,
    null::varchar as amount_text,
    40::double as share,
    null::date as started_on,
    null::varchar as started_on_precision,
    0.8::double as confidence;

create table marts.organisation_facts as
select
    'fac-1' as organisation_fact_id,
    'org-2' as organisation_id,
    'headquarters' as attribute,
    'Port-Brévent' as value_text,
    null::double as value_number,
    null::varchar as currency,
    null::date as as_of,
    0.8::double as confidence;

create table marts.contracts as
select
    'con-1' as contract_id,
    'le chantier' as subject,
    'awarded' as status,
    1200000::double as amount,
    'EUR' as currency,
    '1,2 M€' as amount_text,
    'total' as amount_basis,
    'excluded' as tax_basis,
    null::date as signed_on,
    null::varchar as signed_on_precision,
    null::varchar as started_on_precision,
    12::integer as duration_months,
    0.7::double as confidence;

create table marts.contract_values as
select
    'con-1' as contract_id,
    'amount' as attribute,
    1::integer as value_rank,
    '1,2 M€' as value_text,
    1200000::double as value_number,
    null::date as value_date,
    'EUR' as currency,
    1::integer as text_count,
    true as is_chosen,
    'only_value' as choice_reason,
    'evi-2' as evidence_id,
    null::varchar as file_sha256,
    0.7::double as confidence;

create table marts.contract_lots as
select
    'con-1' as contract_id,
    '1' as lot_number,
    1200000::double as amount,
    'EUR' as currency,
    ['org-2'] as supplier_organisation_ids,
    sha256('avis') as file_sha256,
    0::integer as notice_index;

create table marts.organisation_identifiers as
select
    'org-2' as organisation_id,
    'siret' as scheme,
    '99999990700019' as identifier,
    sha256('avis') as file_sha256,
    0::integer as notice_index,
    'titulaires.id[2026-07]' as field_path;

create table marts.register_matches as
select
    'partners' as register,
    'P7' as reference_id,
    'Tressan' as listed_name,
    null::varchar as actor_id,
    'org-2' as organisation_id,
    0.98::double as link_score;

create table marts.entity_history as
select
    'org-3' as entity_id,
    'merged' as fate,
    'org-2' as successor_id;

create table marts.contract_parties as
select *
from
    (
        values
        ('con-1', 'org-1', null::varchar, 'buyer', null::boolean, true, 'evi-2', null::varchar),
        ('con-1', 'org-2', null, 'supplier', null, true, 'evi-notice', 'titulaires[2026-07]')
    )
        as source (
            contract_id, organisation_id, actor_id, party_role, is_group_leader, is_current, evidence_id, field_path
        );

create table marts.quotes as
select
    'quo-1' as quote_id,
    document_id,
    (position('Le quai' in text) - 1)::integer as start_char,
    (position('en mai.' in text) + 6)::integer as end_char,
    'direct' as kind,
    'Le quai rouvrira en mai.' as content,
    null::varchar as cue,
    null::varchar as cue_lemma,
    null::varchar as cue_class,
    false as is_cue_negated,
    'Maëlle Kervoan' as speaker_text,
    'act-1' as speaker_actor_id,
    null::varchar as speaker_organisation_id,
    'actor' as speaker_kind,
    null::varchar as addressee_text,
    null::date as said_on,
    null::varchar as said_on_precision,
    'layout' as rule,
    0.9::double as confidence
from marts.documents
where document_id = 'doc-a1';

create table marts.evidence as
select
    found.*,
    documents.document_id,
    (position(found.surface_text in documents.text) - 1)::integer as start_char,
    (position(found.surface_text in documents.text) - 1 + length(found.surface_text))::integer as end_char,
    null::varchar as file_sha256,
    null::integer as notice_index,
    null::varchar as field_path,
    'rule' as extractor,
    '0.1.0+test' as pipeline_version,
    0.8::double as confidence
from (
    values
    ('evi-1', 'roles', 'rol-1', 'Maëlle Kervoan, maire de Port-Brévent'),
    ('evi-2', 'contracts', 'con-1', 'La ville a confié le chantier à Tressan SA pour 1,2 M€'),
    ('evi-3', 'quotes', 'quo-1', 'Le quai rouvrira en mai.'),
    ('evi-4', 'organisation_relations', 'rel-1', 'Tressan SA'),
    ('evi-5', 'organisation_facts', 'fac-1', 'Port-Brévent')
) as found (evidence_id, fact_table, fact_id, surface_text)
cross join marts.documents as documents
where documents.document_id = 'doc-a1';

insert into marts.evidence by name
select
    'evi-notice' as evidence_id,
    'contracts' as fact_table,
    'con-1' as fact_id,
    'le chantier' as surface_text,
    sha256('avis') as file_sha256,
    0 as notice_index,
    'marches.marche.id[2026-07]' as field_path,
    'notice-decp' as extractor,
    '0.1.0+test' as pipeline_version,
    1.0 as confidence;

create table marts.files as
select *
from (
    values
    ('conseil.txt', 'accepted', null, 131::bigint),
    ('agenda/vide.txt', 'accepted', null, 29),
    ('avis.json', 'accepted', null, 400),
    ('photo.txt', 'quarantined', 'no_text', 9)
) as source (source_path, status, reason, byte_count);

create table marts.notices as
select
    sha256('avis') as file_sha256,
    0::integer as notice_index,
    'avis.json' as source_path,
    'decp' as source,
    '2026-07' as source_id,
    'award' as kind,
    'decp' as notice_schema,
    'Port-Brévent' as buyer_name,
    '01234567800019' as supplier_identifier,
    1200000::decimal(18, 2) as amount,
    'EUR' as currency,
    date '2026-03-09' as published_on,
    date '2026-03-04' as signed_on,
    12::integer as duration_months,
    map(['formePrix'], ['Ferme']) as fields;

create table marts.alerts as
select
    'ale-0123456789abcdef0123' as alert_id,
    'quais' as watchlist,
    'quote_by' as kind,
    'act-1' as entity_id,
    'Maëlle Kervoan' as watched_name,
    null::varchar as other_entity_id,
    null::varchar as other_name,
    'quotes' as fact_table,
    'quo-1' as fact_id,
    document_id,
    start_char,
    end_char,
    file_sha256,
    notice_index,
    field_path,
    surface_text,
    true as is_new_source,
    confidence,
    'open' as marking
from marts.evidence
where fact_id = 'quo-1';
