"""The SQL of an entity's sections, over the side file.

What belongs here: queries, each with `{where}` for whose rows they give; `FROM_…` serve to count these too. What does
not: who asks them (`sections`). They pass by the rows of one entity by index: a `cross join`
keeps SQLite from beginning with all documents. What only rows on screen need is added to these (`sections.Adding`).
"""

from __future__ import annotations

SUBJECT_OR_OBJECT = "(subject_organisation_id = ? or object_organisation_id = ?)"

NAMES = """
    select surface_text, sum(mention_count) as mention_count
    from wordings
    where {where}
    group by surface_text
    order by mention_count desc, surface_text
"""

IDENTIFIERS = """
    select
        scheme, identifier, identifiers.file_sha256, identifiers.notice_index, field_path,
        notices.source, notices.source_id, notices.source_path
    from organisation_identifiers as identifiers
    left join notices
        on identifiers.file_sha256 = notices.file_sha256 and identifiers.notice_index = notices.notice_index
    where {where}
    order by scheme = 'other', length(identifier), identifier
"""

REGISTER_MATCHES = """
    select
        register_matches.register, reference_id, listed_name, register_matches.link_score,
        register_matches.link_reason, register_matches.matched_mention_id, mentions.surface_text as matched_text,
        mentions.document_id as matched_document_id
    from register_matches
    left join mentions on register_matches.matched_mention_id = mentions.mention_id
    where {where}
    order by register_matches.register, reference_id, listed_name
"""

FACTS = """
    select organisation_fact_id, attribute, value_text, value_number, currency, as_of, confidence, document_count
    from organisation_facts
    where {where}
    order by attribute, as_of desc, confidence desc, organisation_fact_id
"""

# What holds comes before what is over, the newest of each first; what has no date stands after what has.
ROLES = """
    select
        role_id, roles.actor_id, actors.name as actor_name, roles.organisation_id,
        organisations.name as organisation_name, title, normal_title, is_former, started_on, ended_on,
        roles.confidence, roles.document_count
    from roles
    left join actors on roles.actor_id = actors.actor_id
    left join organisations on roles.organisation_id = organisations.organisation_id
    where {where}
    order by
        is_former or ended_on is not null,
        coalesce(ended_on, started_on) desc,
        started_on desc,
        roles.document_count desc,
        roles.confidence desc,
        role_id
"""

RELATIONS = """
    select
        relation_id, subject_organisation_id, subjects.name as subject_name,
        coalesce(object_organisation_id, object_actor_id) as object_id, objects.name as object_name,
        ties.kind, status, is_former, amount, currency, amount_text, share, started_on, started_on_precision,
        ties.confidence, ties.document_count
    from organisation_relations as ties
    left join organisations as subjects on subject_organisation_id = subjects.organisation_id
    left join entities as objects on coalesce(object_organisation_id, object_actor_id) = objects.entity_id
    where {where}
    order by is_former, started_on desc, ties.confidence desc, relation_id
"""

FROM_CONTRACTS = """
    contract_parties as parties inner join contracts on parties.contract_id = contracts.contract_id
"""

CONTRACTS = f"""
    select
        contracts.contract_id, subject, status, amount, currency, amount_text, amount_basis, tax_basis, signed_on,
        signed_on_precision, parties.is_current, parties.is_group_leader, confidence, document_count, notice_count
    from {FROM_CONTRACTS}
    where {{where}}
    order by signed_on desc, contracts.contract_id
"""

PARTIES = """
    select contract_id, entity_id, name, party_role, is_current, is_group_leader
    from contract_parties
    inner join entities on entity_id = coalesce(organisation_id, actor_id)
    where contract_id in (select value from json_each(?))
    order by contract_id, party_role, is_current desc, is_group_leader desc, name, entity_id
"""

_QUOTE = """
    quotes.quote_id, quotes.document_id, quotes.start_char, quotes.end_char, content, quotes.kind, cue, is_cue_negated,
    speaker_text, addressee_text, said_on, said_on_precision, quotes.rule, quotes.confidence,
    documents.title, documents.publisher, documents.published_on, documents.source_path,
    speaker_actor_id, speaker_organisation_id
"""

QUOTES_BY = f"""
    select {_QUOTE}, speakers.name as speaker_name
    from quotes
    cross join documents on quotes.document_id = documents.document_id
    left join entities as speakers on coalesce(speaker_actor_id, speaker_organisation_id) = speakers.entity_id
    where {{where}}
    order by coalesce(said_on, published_on) desc, quotes.quote_id
"""

QUOTES_ABOUT = f"""
    select {_QUOTE}, speakers.name as speaker_name
    from speech_about as about
    cross join quotes on about.quote_id = quotes.quote_id
    cross join documents on quotes.document_id = documents.document_id
    left join entities as speakers on coalesce(speaker_actor_id, speaker_organisation_id) = speakers.entity_id
    where {{where}}
    order by coalesce(said_on, published_on) desc, quotes.quote_id
"""

DOCUMENTS = """
    select
        appearances.document_id, title, publisher, author, published_on, source_path, leading_document_id,
        appearances.mention_count,
        (
            select mention_id
            from mentions
            where mentions.document_id = appearances.document_id and start_char = first_char and {column} = entity_id
        ) as mention_id
    from appearances
    cross join documents on appearances.document_id = documents.document_id
    where {where}
    order by published_on desc, appearances.document_id
"""

FROM_COMPANIONS = """
    companions inner join entities as others on companions.other_entity_id = others.entity_id
"""

COMPANIONS = f"""
    select
        others.entity_id, others.name, others.entity_kind, others.organisation_kind, companions.document_count
    from {FROM_COMPANIONS}
    where {{where}}
    order by companions.document_count desc, others.name, others.entity_id
"""

# Whole sums only: a ceiling, an estimate or a yearly sum cannot be added to them.
SUMS = """
    select
        cast(substr(signed_on, 1, 4) as integer) as year,
        contracts.status,
        contracts.currency,
        count(*) as contract_count,
        count(amount) filter (where amount_basis = 'total') as amount_count,
        sum(amount) filter (where amount_basis = 'total') as total_amount
    from contract_parties as parties
    inner join contracts on parties.contract_id = contracts.contract_id
    where parties.{column} = ? and parties.party_role = ? and parties.is_current = 1
    group by 1, 2, 3
    order by 1 desc, 3, 2
    limit 200
"""
