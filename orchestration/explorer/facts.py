"""Facts in a line, whichever table they are of: who, what, whom, with the page where there is more.

What belongs here: reading a few facts by their ids for lists, marks and citations. What does not: whole pages of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from orchestration.explorer.release import OpenRelease, Row

# By table: what of a fact is told in a line. `subject` and `other` are entities, `words` what is said of them.
LINES: Mapping[str, str] = {
    "quotes": """
        select quotes.quote_id as fact_id, coalesce(speaker_actor_id, speaker_organisation_id) as subject_id,
            coalesce(entities.name, speaker_text) as subject_name, null as other_id, null as other_name,
            content as words, quotes.kind, null as detail, quotes.confidence
        from quotes
        left join entities on entities.entity_id = coalesce(speaker_actor_id, speaker_organisation_id)
        where quotes.quote_id in (select value from json_each(?))
    """,
    "roles": """
        select roles.role_id as fact_id, roles.actor_id as subject_id, actors.name as subject_name,
            roles.organisation_id as other_id, organisations.name as other_name,
            roles.title as words, iif(roles.is_former, 'former', null) as kind, null as detail, roles.confidence
        from roles
        left join actors on actors.actor_id = roles.actor_id
        left join organisations on organisations.organisation_id = roles.organisation_id
        where roles.role_id in (select value from json_each(?))
    """,
    "contracts": """
        select contracts.contract_id as fact_id, null as subject_id,
            (select group_concat(name, ' ; ') from (select entities.name from contract_parties
                join entities on entities.entity_id = coalesce(organisation_id, actor_id)
                where contract_parties.contract_id = contracts.contract_id and party_role = 'buyer' and is_current
                order by entities.name)) as subject_name,
            null as other_id,
            (select group_concat(name, ' ; ') from (select entities.name from contract_parties
                join entities on entities.entity_id = coalesce(organisation_id, actor_id)
                where contract_parties.contract_id = contracts.contract_id and party_role = 'supplier' and is_current
                order by entities.name)) as other_name,
            contracts.subject as words, contracts.status as kind, contracts.amount_text as detail, contracts.confidence
        from contracts where contracts.contract_id in (select value from json_each(?))
    """,
    "organisation_relations": """
        select relation_id as fact_id, subject_organisation_id as subject_id, subjects.name as subject_name,
            coalesce(object_organisation_id, object_actor_id) as other_id, objects.name as other_name,
            null as words, organisation_relations.kind, organisation_relations.status as detail,
            organisation_relations.confidence
        from organisation_relations
        left join entities as subjects on subjects.entity_id = subject_organisation_id
        left join entities as objects on objects.entity_id = coalesce(object_organisation_id, object_actor_id)
        where relation_id in (select value from json_each(?))
    """,
    "organisation_facts": """
        select organisation_fact_id as fact_id, organisation_facts.organisation_id as subject_id,
            organisations.name as subject_name, null as other_id, null as other_name, value_text as words,
            attribute as kind, null as detail, organisation_facts.confidence
        from organisation_facts
        left join organisations on organisations.organisation_id = organisation_facts.organisation_id
        where organisation_fact_id in (select value from json_each(?))
    """,
}


def in_lines(release: OpenRelease, table: str, fact_ids: Iterable[str]) -> dict[str, Row]:
    """The facts of a table in a line each, by id; those of tables that we do not know are left out."""
    wanted = list(dict.fromkeys(fact_ids))
    if not wanted or table not in LINES:
        return {}
    return {row["fact_id"]: row for row in release.rows(LINES[table], json.dumps(wanted))}


def told(release: OpenRelease, evidence: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of `evidence`, in their order, each with its fact in a line."""
    rows = list(evidence)
    by_table: dict[str, list[str]] = {}
    for row in rows:
        by_table.setdefault(row["fact_table"], []).append(row["fact_id"])
    found = {table: in_lines(release, table, ids) for table, ids in by_table.items()}
    return [
        row | {"fact": found[row["fact_table"]][row["fact_id"]]}
        for row in rows
        if row["fact_id"] in found[row["fact_table"]]
    ]
