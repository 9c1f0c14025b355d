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
    encoding varchar
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
    text varchar not null,
    reader_version varchar not null
);

create table if not exists bronze.sections (
    file_sha256 varchar not null,
    section_index integer not null,
    start_char integer not null,
    end_char integer not null,
    kind varchar not null
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
    pipeline_version varchar not null
);

create table if not exists resolution.entities (
    entity_id varchar not null,
    kind varchar not null,
    name varchar not null,
    aliases varchar [] not null,
    acronym varchar,
    organisation_kind varchar
);

create table if not exists resolution.clusters (
    mention_id varchar not null,
    entity_id varchar not null,
    score double not null,
    reason varchar not null
);
