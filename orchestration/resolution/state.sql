-- What resolution keeps between nights, so that a new document costs what it brings. All of it can be made anew.
-- One name in one document as `appearances` gathers it; `words` are those of an organisation's key before acronyms are
-- spelt out, `name_key` is the key under which the name is compared.
create table resolution.appearances (
    appearance_id varchar not null,
    document_id varchar not null,
    kind varchar not null,
    name varchar not null,
    year integer,
    offices struct(title varchar, organisation varchar) [] not null,
    people varchar [] not null,
    firms varchar [] not null,
    officers varchar [] not null,
    acronym varchar,
    organisation_kind varchar,
    number varchar,
    forms varchar [] not null,
    mention_ids varchar [] not null,
    confidence double not null,
    is_listed boolean not null,
    name_key varchar not null,
    words varchar [] not null,
    profile_id varchar not null
);

-- What is compared: appearances of one name that are taken together; the entity that they were found to be, and why.
create table resolution.profiles (
    profile_id varchar not null,
    kind varchar not null,
    name_key varchar not null,
    entity_id varchar not null
);

create table resolution.actor_profiles (
    unique_id varchar not null,
    name_key varchar not null,
    given varchar [] not null,
    given_text varchar not null,
    gender varchar not null,
    family varchar not null,
    families varchar [] not null,
    generations varchar [] not null,
    titles varchar [] not null,
    specific varchar [] not null,
    local_offices varchar [] not null,
    fields varchar [] not null,
    strange_fields varchar [] not null,
    organisations varchar [] not null,
    beside varchar [] not null,
    companions varchar [] not null,
    documents varchar [] not null,
    is_weak boolean not null,
    first_year integer,
    last_year integer,
    initial varchar not null,
    opening varchar not null,
    family_start varchar not null,
    family_end varchar not null,
    first_family varchar not null,
    last_family varchar not null
);

create table resolution.organisation_profiles (
    unique_id varchar not null,
    name_key varchar not null,
    words varchar [] not null,
    core varchar [] not null,
    core_text varchar not null,
    other_keys varchar [] not null,
    acronym_key varchar,
    former_key varchar,
    number varchar,
    numbers varchar [] not null,
    people varchar [] not null,
    companions varchar [] not null,
    documents varchar [] not null,
    is_weak boolean not null,
    first_year integer,
    last_year integer,
    kind varchar not null,
    kinds map(varchar, integer) not null,
    digits varchar not null,
    key_length integer not null,
    spellings varchar [] not null,
    first_core varchar not null,
    last_core varchar not null
);

-- Every pair that was weighed: `left_id` before `right_id`; the weight is log2 of the odds that both are one.
create table resolution.pairs (
    kind varchar not null,
    left_id varchar not null,
    right_id varchar not null,
    weight double not null,
    -- Whether what becomes of one side can depend on the other.
    is_tied boolean not null,
    reasons varchar [] not null
);

-- Documents and notices that have been resolved, and the version of what they claim.
create table resolution.sources (
    document_id varchar not null,
    version varchar not null
);

create table resolution.entities (
    entity_id varchar not null,
    kind varchar not null,
    name varchar not null,
    aliases varchar [] not null,
    acronym varchar,
    organisation_kind varchar,
    is_judged boolean not null
);

create table resolution.clusters (
    mention_id varchar not null,
    entity_id varchar not null,
    score double not null,
    reason varchar not null,
    matched_mention_id varchar
);

-- What became of ids that the current release has and tonight nobody has, or shares.
create table resolution.entity_history (
    entity_id varchar not null,
    fate varchar not null,
    successor_id varchar
);

-- What decided besides the documents: when it changes, everything is weighed anew.
create table resolution.premises (
    version varchar not null
);
