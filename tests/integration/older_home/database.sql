-- The working database of that Greffier: its schema, then what it had read and extracted of the same text.

-- The working database: what Python writes. dbt builds staging, intermediate and marts from it.
-- No primary keys here: they make bulk inserts three times slower; dbt's source tests check uniqueness.

create schema if not exists bronze;
create schema if not exists annotation;
create schema if not exists resolution;

-- What the store must remember about itself: the schema's version, the signature of the folder as last read.
create table if not exists bronze.state (
    key varchar not null,
    value varchar not null
);

create table if not exists bronze.files (
    source_path varchar not null,
    status varchar not null,
    reason varchar,
    detail varchar,
    file_sha256 varchar,
    byte_count bigint,
    media_type varchar,
    encoding varchar,
    warnings varchar[],
    -- The archive or mail that this file lies in; empty for a file of the folder itself.
    container_path varchar
);

-- What came of reading each content, kept so that no night reads the same bytes twice.
create table if not exists bronze.readings (
    file_sha256 varchar not null,
    reader_version varchar not null,
    reason varchar,
    detail varchar,
    media_type varchar,
    encoding varchar,
    warnings varchar[]
);

create table if not exists bronze.members (
    container_sha256 varchar not null,
    member_index integer not null,
    name varchar not null,
    file_sha256 varchar not null,
    byte_count bigint not null
);

create table if not exists bronze.documents (
    document_id varchar not null,
    file_sha256 varchar not null,
    section_index integer not null,
    content_sha256 varchar not null,
    media_type varchar not null,
    language varchar,
    title varchar,
    author varchar,
    publisher varchar,
    published_on date,
    url varchar,
    -- How each value was found, by the name of its column: {author: byline}.
    found_by map(varchar, varchar),
    text varchar not null,
    reader_version varchar not null
);

create table if not exists bronze.sections (
    file_sha256 varchar not null,
    section_index integer not null,
    start_char integer not null,
    end_char integer not null,
    kind varchar not null,
    label varchar
);

-- Official procurement notices, one row a lot and winner. The contracts of the press never mix with these rows.
create table if not exists bronze.notices (
    file_sha256 varchar not null,
    notice_index integer not null,
    source varchar not null,
    source_id varchar not null,
    kind varchar not null,
    notice_schema varchar not null,
    lot varchar,
    title varchar,
    buyer_name varchar,
    buyer_identifier varchar,
    supplier_name varchar,
    supplier_identifier varchar,
    amount decimal(18, 2),
    currency varchar,
    procedure varchar,
    cpv varchar,
    place varchar,
    published_on date,
    signed_on date,
    started_on date,
    duration_months integer,
    url varchar,
    other_parties struct(party_role varchar, "name" varchar, identifier varchar) [],
    fields map(varchar, varchar),
    reader_version varchar not null
);

-- Where each source states a column: eForms by business term (BT, OPT), TED_EXPORT by element (F: forms of 2014, older:
-- those before), BOAMP by element of its XML or field of its API (api), DECP by key of the official schema.
comment on column bronze.notices.source_id is
    'eForms OPP-010 NoticePublicationID, else BT-701; TED_EXPORT DOC_ID; BOAMP IDWEB, api idweb; DECP id, else uid';
comment on column bronze.notices.kind is
    'eForms BT-03, BT-140 and BT-142; TED_EXPORT FORM, NOTICE TYPE, NO_AWARDED_CONTRACT; BOAMP NATURE, SANS_SUITE, '
    'INFRUCTUEUX, api nature; DECP award, modifications[]';
comment on column bronze.notices.notice_schema is
    'Which of the names below count: eforms; ted-2014 and ted-older for TED_EXPORT; boamp-historical (XML in capitals) and '
    'boamp-national (MAPA, FNSimple, DSP); decp, decp-concession';
comment on column bronze.notices.lot is
    'eForms BT-137-Lot, of a result BT-13713; TED_EXPORT LOT_NO, older LOT_NUMBER; BOAMP LOT/NUM, DECISION/NUM_LOT; '
    'DECP has none';
comment on column bronze.notices.title is
    'eForms BT-21-Lot, else BT-21-Procedure; TED_EXPORT TITLE, older CONTRACT_TITLE, TITLE_CONTRACT; BOAMP INTITULE, '
    'TITRE_MARCHE, OBJET_COMPLET, RESUME_OBJET, api objet; DECP objet';
comment on column bronze.notices.buyer_name is
    'eForms BT-500-Organization-Company of OPT-300-Procedure-Buyer (who leads, else the first); TED_EXPORT '
    'ADDRESS_CONTRACTING_BODY/OFFICIALNAME, older CA_CE_CONCESSIONAIRE_PROFILE; BOAMP IDENTITE/DENOMINATION, '
    'organisme, NOMORGANISME, api nomacheteur; DECP acheteur.nom (before 2022), autoriteConcedante.nom';
comment on column bronze.notices.buyer_identifier is
    'eForms BT-501-Organization-Company; TED_EXPORT NATIONALID; BOAMP CODE_IDENT_NATIONAL, TYPE_IDENT_NATIONAL, '
    'codeIdentificationNational; DECP acheteur.id, autoriteConcedante.id';
comment on column bronze.notices.supplier_name is
    'eForms BT-500-Organization-Company of OPT-300-Tenderer; TED_EXPORT ADDRESS_CONTRACTOR/OFFICIALNAME, older '
    'ECONOMIC_OPERATOR_NAME_ADDRESS; BOAMP TITULAIRE/DENOMINATION, attribue/titulaire, api titulaire; DECP '
    'titulaires[].denominationSociale, titulaire_nom';
comment on column bronze.notices.supplier_identifier is
    'eForms BT-501-Organization-Company; TED_EXPORT NATIONALID; BOAMP CODE_IDENT_NATIONAL; DECP titulaires[].id, '
    'concessionnaires[].id, titulaire_id_1…';
comment on column bronze.notices.amount is
    'Without tax, of a lone supplier only. eForms BT-720-Tender; TED_EXPORT VAL_TOTAL, of a modification '
    'VAL_TOTAL_AFTER, older VALUE_COST; BOAMP RENSEIGNEMENT/MONTANT, attribue/montant; DECP montant (a framework: its '
    'ceiling), valeurGlobale';
comment on column bronze.notices.currency is
    'ISO 4217, beside an amount only. eForms currencyID; TED_EXPORT CURRENCY; BOAMP DEVISE; DECP is in euros';
comment on column bronze.notices.procedure is
    'eForms BT-105-Procedure; TED_EXPORT PR_PROC; BOAMP TYPE_PROCEDURE, api procedure_libelle; DECP procedure';
comment on column bronze.notices.cpv is
    'eForms BT-262-Lot, else BT-262-Procedure; TED_EXPORT CPV_ADDITIONAL of the lot, else ORIGINAL_CPV; BOAMP '
    'CPV/PRINCIPAL, classPrincipale; DECP codeCPV';
comment on column bronze.notices.place is
    'eForms BT-5131, else BT-5071; TED_EXPORT MAIN_SITE, else NUTS; BOAMP LIEU_PRINCIPAL, LIEU_EXEC_LIVR, '
    'lieuExecution; DECP lieuExecution.nom, else lieuExecution.code';
comment on column bronze.notices.published_on is
    'eForms OPP-012 PublicationDate; TED_EXPORT DATE_PUB; BOAMP DATE_PUBLICATION, api dateparution; DECP '
    'datePublicationDonnees, datePublicationDonneesModification';
comment on column bronze.notices.signed_on is
    'eForms BT-145-Contract; TED_EXPORT DATE_CONCLUSION_CONTRACT; BOAMP states none; DECP dateNotification, '
    'dateSignature, of a modification dateNotificationModification';
comment on column bronze.notices.started_on is
    'eForms BT-536-Lot; TED_EXPORT DATE_START; DECP dateDebutExecution; BOAMP states none';
comment on column bronze.notices.duration_months is
    'eForms BT-36-Lot in months or years; TED_EXPORT DURATION in months or years; BOAMP DUREE_MOIS, dureeMois; DECP '
    'dureeMois';
comment on column bronze.notices.url is 'TED_EXPORT URI_DOC; BOAMP api url_avis; the others state none';
comment on column bronze.notices.other_parties is
    'Joint buyers after the first and subcontractors. eForms OPT-300-Procedure-Buyer, OPT-301-Tenderer-SubCont; '
    'TED_EXPORT ADDRESS_CONTRACTING_BODY_ADDITIONAL, older CONTACT_DATA_OTHER_BEHALF_CONTRACTING_AUTORITHY; BOAMP '
    'IDENTITE, organisme; DECP acteSousTraitance.sousTraitant';
comment on column bronze.notices.fields is
    'What has no column, and what a column could not take, by the source''s own names';

-- Documents that tell the same text as another one, which leads: facts count once. One row a document that follows.
create table if not exists bronze.duplicates (
    document_id varchar not null,
    leading_document_id varchar not null,
    similarity double not null
);

create table if not exists annotation.extractions (
    document_id varchar not null,
    pipeline_version varchar not null,
    status varchar not null,
    detail varchar
);

create table if not exists annotation.mentions (
    mention_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    kind varchar not null,
    name varchar not null,
    rule varchar not null,
    confidence double not null,
    acronym varchar,
    organisation_kind varchar,
    pipeline_version varchar not null
);

-- Names of products and programmes: neither people nor organisations.
create table if not exists annotation.named_things (
    thing_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    name varchar not null,
    kind varchar not null,
    rule varchar not null,
    confidence double not null,
    pipeline_version varchar not null
);

create table if not exists annotation.roles (
    role_claim_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    actor_mention_id varchar not null,
    organisation_mention_id varchar,
    title varchar not null,
    is_former boolean not null,
    rule varchar not null,
    confidence double not null,
    started_on date,
    ended_on date,
    normal_title varchar,
    pipeline_version varchar not null
);

create table if not exists annotation.contracts (
    contract_claim_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    status varchar not null,
    rule varchar not null,
    confidence double not null,
    subject varchar,
    amount double,
    currency varchar,
    amount_text varchar,
    signed_on date,
    signed_on_precision varchar,
    programme varchar,
    amount_basis varchar,
    tax_basis varchar,
    started_on date,
    started_on_precision varchar,
    duration_months integer,
    procedure varchar,
    lot varchar,
    consortium_name varchar,
    pipeline_version varchar not null
);

create table if not exists annotation.contract_parties (
    contract_claim_id varchar not null,
    document_id varchar not null,
    mention_id varchar not null,
    party_role varchar not null,
    pipeline_version varchar not null
);

create table if not exists annotation.quotes (
    quote_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    kind varchar not null,
    content varchar not null,
    cue varchar,
    speaker_text varchar,
    speaker_mention_id varchar,
    rule varchar not null,
    confidence double not null,
    said_on date,
    said_on_precision varchar,
    cue_lemma varchar,
    cue_class varchar,
    is_cue_negated boolean not null,
    addressee_text varchar,
    pipeline_version varchar not null
);

-- Ties between organisations: the object is the `kind` of the subject (its parent, shareholder, acquirer).
create table if not exists annotation.organisation_relations (
    relation_claim_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    kind varchar not null,
    subject_mention_id varchar not null,
    object_mention_id varchar not null,
    status varchar not null,
    is_former boolean not null,
    rule varchar not null,
    confidence double not null,
    amount double,
    currency varchar,
    amount_text varchar,
    share double,
    started_on date,
    started_on_precision varchar,
    pipeline_version varchar not null
);

create table if not exists annotation.organisation_facts (
    organisation_fact_claim_id varchar not null,
    document_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface_text varchar not null,
    organisation_mention_id varchar not null,
    attribute varchar not null,
    value_text varchar not null,
    rule varchar not null,
    confidence double not null,
    value_number double,
    currency varchar,
    as_of date,
    pipeline_version varchar not null
);

-- Numbers under which organisations are registered, with the notice that states them first.
create table if not exists resolution.organisation_identifiers (
    organisation_id varchar not null,
    scheme varchar not null,
    identifier varchar not null,
    file_sha256 varchar not null,
    notice_index integer not null,
    field_path varchar not null
);

-- Names that registers list, by the mention that stands for each in `clusters`.
create table if not exists resolution.register_names (
    mention_id varchar not null,
    register varchar not null,
    reference_id varchar not null,
    name varchar not null
);

-- What people call values that documents write in several ways.
create table if not exists resolution.value_lookups (
    column_name varchar not null,
    value varchar not null,
    canonical_value varchar not null
);

-- What a notice states of one contract: its rows about a lot, or about lots that one contract covers.
create table if not exists resolution.notice_claims (
    contract_claim_id varchar not null,
    file_sha256 varchar not null,
    notice_index integer not null,
    source varchar not null,
    source_id varchar not null,
    status varchar not null,
    buyer_ids varchar [] not null,
    supplier_ids varchar [] not null,
    subcontractor_ids varchar [] not null,
    -- Suppliers that lead the group of which they are.
    leader_ids varchar [] not null,
    subject varchar,
    amount double,
    currency varchar,
    amount_text varchar,
    amount_basis varchar,
    signed_on date,
    started_on date,
    -- Whether it changes a contract, and from when on its values hold.
    is_amendment boolean not null,
    amended_on date,
    procedure varchar,
    cpv varchar,
    duration_months integer,
    published_on date,
    -- Where the notice speaks of it, and by attribute the field that states it: {amount: BT-720-Tender[LOT-0001]}.
    field_path varchar not null,
    fields map(varchar, varchar)
);

create table if not exists resolution.notice_lots (
    contract_claim_id varchar not null,
    lot_number varchar not null,
    title varchar,
    amount double,
    currency varchar,
    supplier_ids varchar [] not null
);

-- Which claims, of documents and of notices, tell of which contract, and what made it that one.
create table if not exists resolution.contract_links (
    contract_claim_id varchar not null,
    contract_id varchar not null,
    reason varchar not null
);

insert into annotation.contract_parties values
    ('con-7d831d678c471b73f985', 'doc-5fcaa3b2fc0913ff1676', 'men-e62c11f0dffbaf5fe0b5', 'supplier', '0.1.0+f452dbee73d8'),
    ('con-0dbf5c8aaf38c379e3dd', 'doc-5fcaa3b2fc0913ff1676', 'men-cefe1fc52053c8815481', 'buyer', '0.1.0+f452dbee73d8'),
    ('con-0dbf5c8aaf38c379e3dd', 'doc-5fcaa3b2fc0913ff1676', 'men-47c4cdd7ff3e1d272344', 'supplier', '0.1.0+f452dbee73d8');

insert into annotation.contracts values
    ('con-7d831d678c471b73f985', 'doc-5fcaa3b2fc0913ff1676', 0, 39, 'Nordalis remporte le marché des balises', 'awarded', 'verb-remporter', 0.6, 'balises', null, null, null, null, null, null, null, null, null, null, null, null, null, null, '0.1.0+f452dbee73d8'),
    ('con-0dbf5c8aaf38c379e3dd', 'doc-5fcaa3b2fc0913ff1676', 179, 302, 'L''Agence nationale du littoral (ANL) a attribué le marché à la société Nordalis SA pour un
montant de 2,4 millions d''euros.', 'awarded', 'verb-attribuer', 0.8, null, 2400000.0, 'EUR', '2,4 millions d''euros', null, null, null, null, null, null, null, null, null, null, null, '0.1.0+f452dbee73d8');

insert into annotation.extractions values
    ('doc-5fcaa3b2fc0913ff1676', '0.1.0+f452dbee73d8', 'extracted', null);

insert into annotation.mentions values
    ('men-e62c11f0dffbaf5fe0b5', 'doc-5fcaa3b2fc0913ff1676', 0, 8, 'Nordalis', 'organisation', 'Nordalis', 'belonging', 0.78, null, 'other', '0.1.0+f452dbee73d8'),
    ('men-ee996dc8aa10557ad421', 'doc-5fcaa3b2fc0913ff1676', 41, 52, 'Léa Varenne', 'actor', 'Léa Varenne', 'given_name', 0.97, null, null, '0.1.0+f452dbee73d8'),
    ('men-a70b0957b312e520903b', 'doc-5fcaa3b2fc0913ff1676', 77, 85, 'Nordalis', 'organisation', 'Nordalis', 'belonging', 0.78, null, 'other', '0.1.0+f452dbee73d8'),
    ('men-010caf2934dcc3ad5686', 'doc-5fcaa3b2fc0913ff1676', 166, 177, 'Léa Varenne', 'actor', 'Léa Varenne', 'given_name', 0.97, null, null, '0.1.0+f452dbee73d8'),
    ('men-4940c38613e44fbf74b1', 'doc-5fcaa3b2fc0913ff1676', 181, 209, 'Agence nationale du littoral', 'organisation', 'Agence nationale du littoral', 'head_noun', 0.84, 'ANL', 'public_body', '0.1.0+f452dbee73d8'),
    ('men-cefe1fc52053c8815481', 'doc-5fcaa3b2fc0913ff1676', 211, 214, 'ANL', 'organisation', 'Agence nationale du littoral', 'model', 0.6, 'ANL', 'public_body', '0.1.0+f452dbee73d8'),
    ('men-47c4cdd7ff3e1d272344', 'doc-5fcaa3b2fc0913ff1676', 250, 261, 'Nordalis SA', 'organisation', 'Nordalis SA', 'contract_party', 0.97, null, 'company', '0.1.0+f452dbee73d8');

insert into annotation.quotes values
    ('quo-7a80636f1be1e4325272', 'doc-5fcaa3b2fc0913ff1676', 104, 152, 'Nous livrerons les premières balises avant l''été', 'direct', 'Nous livrerons les premières balises avant l''été', 'déclaré', 'Léa Varenne', 'men-010caf2934dcc3ad5686', 'clause-after', 0.97, null, null, 'déclarer', 'assertion', false, null, '0.1.0+f452dbee73d8');

insert into annotation.roles values
    ('rol-26cfa5664de826a4afdb', 'doc-5fcaa3b2fc0913ff1676', 41, 85, 'Léa Varenne, directrice générale de Nordalis', 'men-ee996dc8aa10557ad421', 'men-a70b0957b312e520903b', 'directrice générale', false, 'apposition', 0.9, null, null, 'directeur général', '0.1.0+f452dbee73d8');

insert into bronze.documents values
    ('doc-5fcaa3b2fc0913ff1676', 'f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 0, '5fcaa3b2fc0913ff16762f7d0c2552dae15f95192de9614a904ef3d1f4637fbd', 'text/plain', 'fr', 'Nordalis remporte le marché des balises', null, null, null, null, map {'language': 'words', 'title': 'first_line'}, 'Nordalis remporte le marché des balises

Léa Varenne, directrice générale de Nordalis, a signé mardi. « Nous livrerons les premières balises avant l''été »,
a déclaré Léa Varenne. L''Agence nationale du littoral (ANL) a attribué le marché à la société Nordalis SA pour un
montant de 2,4 millions d''euros.', '904cd2eb89c05b14');

insert into bronze.files values
    ('balises.txt', 'accepted', null, null, 'f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 321, 'text/plain', 'utf-8', [], null);

insert into bronze.readings values
    ('f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', '904cd2eb89c05b14', null, null, 'text/plain', 'utf-8', []);

insert into bronze.sections values
    ('f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 0, 0, 39, 'title', null),
    ('f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 0, 41, 302, 'body', null);

insert into bronze.state values
    ('schema_version', 'd25889bbda02'),
    ('intake_signature', '6723b69de8fde6c3e185e85d2970b1a4391ab45f9ae783b2c13c863a955af90b');
