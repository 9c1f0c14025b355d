-- The tables of a release of the Greffier that had neither handling marks nor releases named by their content, made by it
-- of one text (ARTICLE in tests/conftest.py) and written down as text. The id of the person is another than the
-- name gives, as a merger of the past leaves it.

create table actors (
    actor_id VARCHAR,
    name VARCHAR,
    aliases VARCHAR[],
    mention_count INTEGER,
    document_count INTEGER,
    quote_count INTEGER,
    confidence DOUBLE,
    is_judged BOOLEAN,
    is_supported BOOLEAN
);
insert into actors values
    ('act-5e0f1a2b3c4d5e6f7a8b', 'Léa Varenne', [], 2, 1, 1, 0.97, false, true);

create table contract_lots (
    contract_id VARCHAR,
    lot_number VARCHAR,
    title VARCHAR,
    amount DOUBLE,
    currency VARCHAR,
    supplier_organisation_ids VARCHAR[],
    file_sha256 VARCHAR,
    notice_index INTEGER
);

create table contract_parties (
    contract_id VARCHAR,
    organisation_id VARCHAR,
    actor_id VARCHAR,
    party_role VARCHAR,
    is_group_leader BOOLEAN,
    is_current BOOLEAN,
    evidence_id VARCHAR,
    field_path VARCHAR
);
insert into contract_parties values
    ('con-e1fb0f081cbfa4a5781c', 'org-a6e27e3db6d6d4345f04', null, 'buyer', null, true, 'evi-4bd8150bc7593fe240a2', null),
    ('con-e1fb0f081cbfa4a5781c', 'org-881cfa5c7a656a97b8ba', null, 'supplier', null, true, 'evi-4bd8150bc7593fe240a2', null);

create table contract_values (
    contract_id VARCHAR,
    attribute VARCHAR,
    value_rank INTEGER,
    value_text VARCHAR,
    value_number DOUBLE,
    currency VARCHAR,
    amount_basis VARCHAR,
    tax_basis VARCHAR,
    value_date DATE,
    stated_on DATE,
    text_count INTEGER,
    is_chosen BOOLEAN,
    choice_reason VARCHAR,
    evidence_id VARCHAR,
    document_id VARCHAR,
    file_sha256 VARCHAR,
    notice_index INTEGER,
    field_path VARCHAR,
    confidence DOUBLE
);
insert into contract_values values
    ('con-e1fb0f081cbfa4a5781c', 'amount', 1, '2,4 millions d''euros', 2400000.0, 'EUR', null, null, null, null, 1, true, 'only_value', 'evi-4bd8150bc7593fe240a2', 'doc-5fcaa3b2fc0913ff1676', null, null, null, 0.8),
    ('con-e1fb0f081cbfa4a5781c', 'status', 1, 'awarded', null, null, null, null, null, null, 1, true, 'only_value', 'evi-4bd8150bc7593fe240a2', 'doc-5fcaa3b2fc0913ff1676', null, null, null, 0.8),
    ('con-e1fb0f081cbfa4a5781c', 'status', 2, 'awarded', null, null, null, null, null, null, 1, true, 'only_value', 'evi-986cbf081a507bc54209', 'doc-5fcaa3b2fc0913ff1676', null, null, null, 0.6),
    ('con-e1fb0f081cbfa4a5781c', 'subject', 1, 'balises', null, null, null, null, null, null, 1, true, 'only_value', 'evi-986cbf081a507bc54209', 'doc-5fcaa3b2fc0913ff1676', null, null, null, 0.6);

create table contracts (
    contract_id VARCHAR,
    subject VARCHAR,
    status VARCHAR,
    amount DOUBLE,
    currency VARCHAR,
    amount_text VARCHAR,
    amount_basis VARCHAR,
    tax_basis VARCHAR,
    signed_on DATE,
    signed_on_precision VARCHAR,
    programme VARCHAR,
    procedure VARCHAR,
    cpv VARCHAR,
    started_on DATE,
    started_on_precision VARCHAR,
    duration_months INTEGER,
    lot VARCHAR,
    consortium_name VARCHAR,
    subcontractor_organisation_ids VARCHAR[],
    confidence DOUBLE,
    document_count INTEGER,
    notice_count INTEGER
);
insert into contracts values
    ('con-e1fb0f081cbfa4a5781c', 'balises', 'awarded', 2400000.0, 'EUR', '2,4 millions d''euros', null, null, null, null, null, null, null, null, null, null, null, null, null, 0.8, 1, 0);

create table documents (
    document_id VARCHAR,
    source_path VARCHAR,
    section_index INTEGER,
    other_source_paths VARCHAR[],
    leading_document_id VARCHAR,
    content_sha256 VARCHAR,
    file_sha256 VARCHAR,
    media_type VARCHAR,
    language VARCHAR,
    language_found_by VARCHAR,
    title VARCHAR,
    title_found_by VARCHAR,
    author VARCHAR,
    author_found_by VARCHAR,
    publisher VARCHAR,
    publisher_found_by VARCHAR,
    published_on DATE,
    published_on_found_by VARCHAR,
    url VARCHAR,
    text VARCHAR,
    character_count INTEGER,
    extraction_status VARCHAR,
    pipeline_version VARCHAR
);
insert into documents values
    ('doc-5fcaa3b2fc0913ff1676', 'balises.txt', 0, [], null, '5fcaa3b2fc0913ff16762f7d0c2552dae15f95192de9614a904ef3d1f4637fbd', 'f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 'text/plain', 'fr', 'words', 'Nordalis remporte le marché des balises', 'first_line', null, null, null, null, null, null, null, 'Nordalis remporte le marché des balises

Léa Varenne, directrice générale de Nordalis, a signé mardi. « Nous livrerons les premières balises avant l''été »,
a déclaré Léa Varenne. L''Agence nationale du littoral (ANL) a attribué le marché à la société Nordalis SA pour un
montant de 2,4 millions d''euros.', 302, 'extracted', '0.1.0+f452dbee73d8');

create table entity_history (
    entity_id VARCHAR,
    fate VARCHAR,
    successor_id VARCHAR
);

create table evidence (
    evidence_id VARCHAR,
    fact_table VARCHAR,
    fact_id VARCHAR,
    document_id VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    file_sha256 VARCHAR,
    notice_index INTEGER,
    field_path VARCHAR,
    surface_text VARCHAR,
    extractor VARCHAR,
    pipeline_version VARCHAR,
    confidence DOUBLE
);
insert into evidence values
    ('evi-42f8095b0111641d6ddc', 'roles', 'rol-615ad0b350b83a310a70', 'doc-5fcaa3b2fc0913ff1676', 41, 85, null, null, null, 'Léa Varenne, directrice générale de Nordalis', 'apposition', '0.1.0+f452dbee73d8', 0.9),
    ('evi-4bd8150bc7593fe240a2', 'contracts', 'con-e1fb0f081cbfa4a5781c', 'doc-5fcaa3b2fc0913ff1676', 179, 302, null, null, null, 'L''Agence nationale du littoral (ANL) a attribué le marché à la société Nordalis SA pour un
montant de 2,4 millions d''euros.', 'verb-attribuer', '0.1.0+f452dbee73d8', 0.8),
    ('evi-986cbf081a507bc54209', 'contracts', 'con-e1fb0f081cbfa4a5781c', 'doc-5fcaa3b2fc0913ff1676', 0, 39, null, null, null, 'Nordalis remporte le marché des balises', 'verb-remporter', '0.1.0+f452dbee73d8', 0.6),
    ('evi-a54b4e7da1a6a984271c', 'quotes', 'quo-7a80636f1be1e4325272', 'doc-5fcaa3b2fc0913ff1676', 104, 152, null, null, null, 'Nous livrerons les premières balises avant l''été', 'clause-after', '0.1.0+f452dbee73d8', 0.97);

create table files (
    source_path VARCHAR,
    status VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    file_sha256 VARCHAR,
    byte_count BIGINT,
    media_type VARCHAR,
    encoding VARCHAR,
    warnings VARCHAR[],
    container_path VARCHAR,
    document_count INTEGER,
    notice_count INTEGER,
    member_count INTEGER
);
insert into files values
    ('balises.txt', 'accepted', null, null, 'f32a9ce0434d0dc16ae8cb5763580a28eaa500e0de520971e55a56bfd382b698', 321, 'text/plain', 'utf-8', [], null, 1, 0, 0);

create table mentions (
    mention_id VARCHAR,
    document_id VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    surface_text VARCHAR,
    actor_id VARCHAR,
    organisation_id VARCHAR,
    confidence DOUBLE,
    extractor VARCHAR,
    pipeline_version VARCHAR,
    link_score DOUBLE,
    link_reason VARCHAR,
    matched_mention_id VARCHAR
);
insert into mentions values
    ('men-010caf2934dcc3ad5686', 'doc-5fcaa3b2fc0913ff1676', 166, 177, 'Léa Varenne', 'act-5e0f1a2b3c4d5e6f7a8b', null, 0.97, 'given_name', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-47c4cdd7ff3e1d272344', 'doc-5fcaa3b2fc0913ff1676', 250, 261, 'Nordalis SA', null, 'org-881cfa5c7a656a97b8ba', 0.97, 'contract_party', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-4940c38613e44fbf74b1', 'doc-5fcaa3b2fc0913ff1676', 181, 209, 'Agence nationale du littoral', null, 'org-a6e27e3db6d6d4345f04', 0.84, 'head_noun', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-a70b0957b312e520903b', 'doc-5fcaa3b2fc0913ff1676', 77, 85, 'Nordalis', null, 'org-881cfa5c7a656a97b8ba', 0.78, 'belonging', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-cefe1fc52053c8815481', 'doc-5fcaa3b2fc0913ff1676', 211, 214, 'ANL', null, 'org-a6e27e3db6d6d4345f04', 0.6, 'model', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-e62c11f0dffbaf5fe0b5', 'doc-5fcaa3b2fc0913ff1676', 0, 8, 'Nordalis', null, 'org-881cfa5c7a656a97b8ba', 0.78, 'belonging', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null),
    ('men-ee996dc8aa10557ad421', 'doc-5fcaa3b2fc0913ff1676', 41, 52, 'Léa Varenne', 'act-5e0f1a2b3c4d5e6f7a8b', null, 0.97, 'given_name', '0.1.0+f452dbee73d8', 1.0, 'only bearer of the name', null);

create table named_things (
    thing_id VARCHAR,
    document_id VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    surface_text VARCHAR,
    name VARCHAR,
    kind VARCHAR,
    rule VARCHAR,
    confidence DOUBLE,
    pipeline_version VARCHAR
);

create table notices (
    file_sha256 VARCHAR,
    notice_index INTEGER,
    source_path VARCHAR,
    source VARCHAR,
    source_id VARCHAR,
    kind VARCHAR,
    notice_schema VARCHAR,
    lot VARCHAR,
    title VARCHAR,
    buyer_name VARCHAR,
    buyer_identifier VARCHAR,
    supplier_name VARCHAR,
    supplier_identifier VARCHAR,
    amount DECIMAL(18,2),
    currency VARCHAR,
    procedure VARCHAR,
    cpv VARCHAR,
    place VARCHAR,
    published_on DATE,
    signed_on DATE,
    started_on DATE,
    duration_months INTEGER,
    url VARCHAR,
    other_parties STRUCT(party_role VARCHAR, "name" VARCHAR, identifier VARCHAR)[],
    fields MAP(VARCHAR, VARCHAR)
);

create table organisation_facts (
    organisation_fact_id VARCHAR,
    organisation_id VARCHAR,
    attribute VARCHAR,
    value_text VARCHAR,
    value_number DOUBLE,
    currency VARCHAR,
    as_of DATE,
    confidence DOUBLE,
    document_count INTEGER
);

create table organisation_identifiers (
    organisation_id VARCHAR,
    scheme VARCHAR,
    identifier VARCHAR,
    file_sha256 VARCHAR,
    notice_index INTEGER,
    field_path VARCHAR
);

create table organisation_relations (
    relation_id VARCHAR,
    subject_organisation_id VARCHAR,
    object_organisation_id VARCHAR,
    object_actor_id VARCHAR,
    kind VARCHAR,
    status VARCHAR,
    is_former BOOLEAN,
    amount DOUBLE,
    currency VARCHAR,
    amount_text VARCHAR,
    share DOUBLE,
    started_on DATE,
    started_on_precision VARCHAR,
    confidence DOUBLE,
    document_count INTEGER
);

create table organisations (
    organisation_id VARCHAR,
    name VARCHAR,
    acronym VARCHAR,
    aliases VARCHAR[],
    kind VARCHAR,
    mention_count INTEGER,
    document_count INTEGER,
    notice_count INTEGER,
    quote_count INTEGER,
    confidence DOUBLE,
    is_judged BOOLEAN,
    is_supported BOOLEAN
);
insert into organisations values
    ('org-881cfa5c7a656a97b8ba', 'Nordalis', null, ['Nordalis SA'], 'company', 3, 1, 0, 0, 0.97, false, true),
    ('org-a6e27e3db6d6d4345f04', 'Agence nationale du littoral', 'ANL', ['ANL'], 'public_body', 2, 1, 0, 0, 0.84, false, true);

create table quotes (
    quote_id VARCHAR,
    document_id VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    kind VARCHAR,
    content VARCHAR,
    cue VARCHAR,
    cue_lemma VARCHAR,
    cue_class VARCHAR,
    is_cue_negated BOOLEAN,
    speaker_text VARCHAR,
    speaker_actor_id VARCHAR,
    speaker_organisation_id VARCHAR,
    speaker_kind VARCHAR,
    addressee_text VARCHAR,
    said_on DATE,
    said_on_precision VARCHAR,
    rule VARCHAR,
    confidence DOUBLE
);
insert into quotes values
    ('quo-7a80636f1be1e4325272', 'doc-5fcaa3b2fc0913ff1676', 104, 152, 'direct', 'Nous livrerons les premières balises avant l''été', 'déclaré', 'déclarer', 'assertion', false, 'Léa Varenne', 'act-5e0f1a2b3c4d5e6f7a8b', null, 'actor', null, null, null, 'clause-after', 0.97);

create table register_matches (
    register VARCHAR,
    reference_id VARCHAR,
    listed_name VARCHAR,
    actor_id VARCHAR,
    organisation_id VARCHAR,
    link_score DOUBLE,
    link_reason VARCHAR,
    matched_mention_id VARCHAR
);

create table roles (
    role_id VARCHAR,
    actor_id VARCHAR,
    organisation_id VARCHAR,
    title VARCHAR,
    normal_title VARCHAR,
    is_former BOOLEAN,
    started_on DATE,
    ended_on DATE,
    confidence DOUBLE,
    document_count INTEGER
);
insert into roles values
    ('rol-615ad0b350b83a310a70', 'act-5e0f1a2b3c4d5e6f7a8b', 'org-881cfa5c7a656a97b8ba', 'directrice générale', 'directeur général', false, null, null, 0.9, 1);
