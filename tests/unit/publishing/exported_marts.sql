-- What exports read beyond the small marts, and rows that are hard to write: odd names, denials, several parties.
alter table marts.documents add column if not exists author varchar;
alter table marts.documents add column if not exists publisher varchar;
alter table marts.contracts add column if not exists procedure varchar;
alter table marts.contracts add column if not exists cpv varchar;
alter table marts.contracts add column if not exists programme varchar;
alter table marts.contracts add column if not exists document_count integer default 1;
alter table marts.contracts add column if not exists notice_count integer default 1;
alter table marts.roles add column if not exists document_count integer default 1;
alter table marts.organisation_relations add column if not exists document_count integer default 1;
alter table marts.notices add column if not exists title varchar;
alter table marts.notices add column if not exists url varchar;
alter table marts.actors add column if not exists score double;

update marts.documents set
    title = '  Le quai' || chr(8239) || ':' || chr(10) || 'suite  ',
    author = chr(1) || '"Soizic Le Ven"' || chr(8203),
    publisher = 'Gazette de Port-Brévent',
    url = 'https://gazette.example.org',
    media_type = 'application/octet-stream'
where document_id = 'doc-a1';
update marts.actors set score = -5, aliases = ['=HYPERLINK("http://x")', 'Mme Kervoan'];
update marts.notices set title = 'Quai', url = 'https://avis.example.org/2026-07?lot=1#haut';
update marts.contracts set
    signed_on = date '2026-03-01', signed_on_precision = 'month', subject = '+33 fois le quai';
update marts.organisation_identifiers set scheme = 'siret';

insert into marts.actors by name
select unnest([
    {'actor_id': 'act-2', 'name': '"Yann ''Le Guen''"', 'aliases': ['l' || chr(173) || 'e guen', nfc_normalize('É.') || ' Le Guen'], 'is_supported': false, 'score': 2.5},
    {'actor_id': 'act-3', 'name': 'Éloïse' || chr(160) || chr(10) || ' Marrec ', 'aliases': []::varchar [], 'is_supported': true, 'score': null}
], recursive := true), 1::integer as mention_count, 1::integer as document_count, 0::integer as quote_count, 0.5::double as confidence;
-- An invisible character between a letter and its accent: both must go before the two become one.
update marts.actors set name = 'E' || chr(8203) || chr(769) || 'loïse' || chr(160) || chr(10) || ' Marrec ' where actor_id = 'act-3';

insert into marts.organisations by name
select unnest([
    {'organisation_id': 'org-4', 'name': 'Ligue du quai', 'kind': 'association'},
    {'organisation_id': 'org-5', 'name': 'Fonds Armen', 'kind': 'fund'}
], recursive := true), 'LDQ' as acronym, []::varchar [] as aliases, 1 as mention_count, 1 as document_count,
    0 as notice_count, 0.8 as confidence, true as is_supported;

insert into marts.roles by name
select unnest([
    {'role_id': 'rol-2', 'actor_id': 'act-2', 'organisation_id': 'org-2', 'title': 'Directeur commercial', 'normal_title': 'directeur commercial', 'is_former': true},
    {'role_id': 'rol-3', 'actor_id': 'act-2', 'organisation_id': null, 'title': 'essayiste', 'normal_title': 'essayiste', 'is_former': false},
    {'role_id': 'rol-4', 'actor_id': 'act-3', 'organisation_id': 'org-4', 'title': 'candidate', 'normal_title': 'candidat', 'is_former': false},
    {'role_id': 'rol-5', 'actor_id': 'act-3', 'organisation_id': 'org-4', 'title': 'membre', 'normal_title': 'membre', 'is_former': false},
    {'role_id': 'rol-6', 'actor_id': 'act-3', 'organisation_id': 'org-4', 'title': 'directrice', 'normal_title': 'directeur', 'is_former': false}
], recursive := true), date '2020-01-01' as started_on, null::date as ended_on, 0.8 as confidence, 1 as document_count;

insert into marts.organisation_relations by name
select unnest([
    {'relation_id': 'rel-2', 'subject_organisation_id': 'org-2', 'object_organisation_id': 'org-5', 'object_actor_id': null, 'kind': 'acquisition', 'status': 'announced'},
    {'relation_id': 'rel-3', 'subject_organisation_id': 'org-1', 'object_organisation_id': 'org-2', 'object_actor_id': null, 'kind': 'shareholder', 'status': 'completed'},
    {'relation_id': 'rel-4', 'subject_organisation_id': 'org-4', 'object_organisation_id': 'org-2', 'object_actor_id': null, 'kind': 'member', 'status': 'completed'},
    {'relation_id': 'rel-5', 'subject_organisation_id': 'org-2', 'object_organisation_id': null, 'object_actor_id': 'act-2', 'kind': 'shareholder', 'status': 'completed'}
], recursive := true), false as is_former, '-5 M€' as amount_text, date '2026-01-01' as started_on, 'year' as started_on_precision,
    0.8 as confidence, 1 as document_count;

-- Every sign that a spreadsheet takes for the beginning of a formula.
insert into marts.contract_values by name
select 'con-1' as contract_id, 'subject' as attribute, i + 1 as value_rank, formulas[i] as value_text, false as is_chosen
from (
    select ['=1+1', '+1+1', '-1+1', '@SUM(A1)', chr(9) || '=1', chr(13) || 'x', chr(10) || '=1', '＝1', '＋1', '－1', '＠SUM(A1)'] as formulas
), range(1, 12) as places (i);

-- A second supplier, a person, whom an amendment replaced.
insert into marts.contract_parties by name
select 'con-1' as contract_id, 'act-3' as actor_id, 'supplier' as party_role, false as is_current, 'evi-2' as evidence_id;

-- Words that the document denies, and words of nobody named, about an organisation.
insert into marts.quotes by name
select q.* replace (
    unnest(['quo-2', 'quo-3']) as quote_id,
    unnest([true, false]) as is_cue_negated,
    unnest(['act-1', null]) as speaker_actor_id,
    unnest(['actor', null]) as speaker_kind,
    unnest(['''=1+1', 'La ville a confié le chantier à Tressan SA']) as content,
    (position('La ville' in d.text) - 1)::integer as start_char,
    (position('Tressan SA' in d.text) + 9)::integer as end_char
)
from marts.quotes as q inner join marts.documents as d on q.document_id = d.document_id;

insert into marts.mentions by name
select m.* replace (
    unnest(['men-4', 'men-5']) as mention_id, unnest(['act-2', 'act-3']) as actor_id
)
from marts.mentions as m where mention_id = 'men-1';
