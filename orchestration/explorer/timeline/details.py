"""What moments tell: the words of a role, the subject of a contract, who said what of whom.

What belongs here: reading what is shown of a moment, by the table that holds it. What does not: the words behind it
(`entities.proofs`), HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from orchestration.explorer.release import OpenRelease, Row
from orchestration.explorer.timeline.moments import Moment

TABLES = {
    "role": "roles",
    "contract": "contracts",
    "relation": "organisation_relations",
    "fact": "organisation_facts",
    "quote": "quotes",
    "quote_by": "quotes",
    "quote_about": "quotes",
    "document": "documents",
}
_ASKED = "in (select value from json_each(?))"
_PARTIES = """(
    select group_concat(name, '; ')
    from contract_parties as parties
    inner join entities on coalesce(parties.organisation_id, parties.actor_id) = entity_id
    where parties.contract_id = contracts.contract_id and party_role = '{side}' and is_current
)"""
_DETAILS = {
    "roles": f"""
        select role_id as fact_id, title, is_former, roles.confidence, actor_id, holders.name as actor_name,
            organisation_id, places.name as organisation_name
        from roles
        left join entities as holders on actor_id = holders.entity_id
        left join entities as places on organisation_id = places.entity_id
        where role_id {_ASKED}
    """,
    "contracts": f"""
        select contract_id as fact_id, subject, status, amount, currency, confidence,
            {_PARTIES.format(side="buyer")} as buyers, {_PARTIES.format(side="supplier")} as suppliers
        from contracts
        where contract_id {_ASKED}
    """,
    "organisation_relations": f"""
        select relation_id as fact_id, kind as relation_kind, status, is_former, relations.confidence,
            subject_organisation_id as subject_id, subjects.name as subject_name,
            coalesce(object_organisation_id, object_actor_id) as object_id, objects.name as object_name
        from organisation_relations as relations
        left join entities as subjects on subject_organisation_id = subjects.entity_id
        left join entities as objects on coalesce(object_organisation_id, object_actor_id) = objects.entity_id
        where relation_id {_ASKED}
    """,
    "organisation_facts": f"""
        select organisation_fact_id as fact_id, attribute, value_text, confidence, organisation_id,
            name as organisation_name
        from organisation_facts
        left join (select entity_id, name from entities) on organisation_id = entity_id
        where organisation_fact_id {_ASKED}
    """,
    "quotes": f"""
        select quote_id as fact_id, content, quotes.kind as quote_kind, speaker_text, quotes.confidence,
            quotes.document_id, documents.title, coalesce(speaker_actor_id, speaker_organisation_id) as speaker_id,
            speakers.name as speaker_name
        from quotes
        left join documents on quotes.document_id = documents.document_id
        left join entities as speakers on coalesce(speaker_actor_id, speaker_organisation_id) = speakers.entity_id
        where quote_id {_ASKED}
    """,
    "documents": f"""
        select document_id as fact_id, coalesce(title, source_path) as title, publisher, null as confidence
        from documents
        where document_id {_ASKED}
    """,
}


def details(release: OpenRelease, moments: Iterable[Moment]) -> dict[tuple[str, str], Row]:
    """What there is to tell of moments, by table and id of their facts."""
    asked: dict[str, set[str]] = {}
    for moment in moments:
        asked.setdefault(TABLES[moment.kind], set()).add(moment.fact_id)
    return {
        (table, row["fact_id"]): row
        for table, facts in asked.items()
        for row in release.rows(_DETAILS[table], json.dumps(sorted(facts)))
    }
