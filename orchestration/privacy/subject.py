"""All that is held on a person: what somebody may ask for who is named in the documents (GDPR, article 15).

What belongs here: collecting it, reading only. What does not: drawing it, and erasing it (`erasing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from orchestration.privacy.curation import lines_naming
from orchestration.privacy.finding import NotFoundError, is_meant, named_in
from orchestration.privacy.forms import forms_of
from orchestration.privacy.sources import sources_of
from orchestration.publishing import Release, all_releases, latest_release
from orchestration.settings import Settings
from orchestration.warehouse.file import OFFLINE

# What a release holds on an actor, by section; `$id` is the actor's.
_QUESTIONS: Mapping[str, str] = {
    "identity": """
        select actor_id, name, aliases, mention_count, document_count, quote_count from actors where actor_id = $id
    """,
    "roles": """
        select role_id, title, o.name as organisation, is_former, started_on, ended_on, r.confidence
        from roles r left join organisations o using (organisation_id) where r.actor_id = $id order by role_id
    """,
    "contracts": """
        select c.contract_id, p.party_role, c.subject, c.amount, c.currency, c.signed_on
        from contract_parties p inner join contracts c using (contract_id) where p.actor_id = $id order by all
    """,
    "organisations": """
        select relation_id, r.kind, o.name as organisation, status from organisation_relations r
        left join organisations o on r.subject_organisation_id = o.organisation_id
        where object_actor_id = $id order by relation_id
    """,
    "quotes_by": """
        select quote_id, content, said_on, document_id, start_char, end_char from quotes
        where speaker_actor_id = $id order by document_id, start_char
    """,
    "quotes_about": """
        select distinct q.quote_id, q.content, q.said_on, q.document_id, q.start_char, q.end_char from quotes q
        inner join mentions m on m.document_id = q.document_id and m.actor_id = $id
            and m.start_char >= q.start_char and m.end_char <= q.end_char
        where q.speaker_actor_id is distinct from $id order by q.document_id, q.start_char
    """,
    "documents": """
        select d.document_id, d.source_path, d.title, d.published_on,
            list({'start_char': m.start_char, 'end_char': m.end_char, 'surface_text': m.surface_text}
                order by m.start_char) as places
        from mentions m inner join documents d using (document_id) where m.actor_id = $id
        group by all order by d.document_id
    """,
    "evidence": """
        select e.fact_table, e.fact_id, e.document_id, e.start_char, e.end_char, e.surface_text from evidence e
        where e.fact_id in (
            select role_id from roles where actor_id = $id
            union all select quote_id from quotes where speaker_actor_id = $id
            union all select contract_id from contract_parties where actor_id = $id
            union all select relation_id from organisation_relations where object_actor_id = $id
        ) order by e.fact_table, e.fact_id, e.document_id, e.start_char
    """,
    "register_matches": """
        select register, reference_id, listed_name from register_matches where actor_id = $id order by all
    """,
}


def held_on(settings: Settings, said: str) -> list[dict[str, Any]]:
    """What is held on everybody of that name, or on the one with that id: one entry a person, sections by name.

    Namesakes are kept apart, and what is held for each audience. Facts are those of the newest release that names the
    person; `releases` lists all that do. Raises NotFoundError.
    """
    held = [entry for home in settings.all_homes() for entry in _held_for(home, said)]
    if not held:
        raise NotFoundError(f"Nothing is held on {said!r} under that full name or id.")
    return held


def _held_for(home: Settings, said: str) -> list[dict[str, Any]]:
    found = _people(home, said) or named_in(sources_of(home), said)
    return [_on(home, actor, name) for actor, name in sorted(found.items())]


def _people(settings: Settings, said: str) -> dict[str, str]:
    """Ids and names that some release gives to those meant, the newest release's name last."""
    found: dict[str, str] = {}
    for release in reversed(_releases(settings)):
        with _opened(release.folder) as con:
            actors = con.execute("select actor_id, name, aliases from actors").fetchall()
        found |= {actor: name for actor, name, aliases in actors if is_meant(said, actor, (name, *(aliases or ())))}
    return found


def _on(settings: Settings, actor: str, name: str) -> dict[str, Any]:
    holding = [release for release in _releases(settings) if _names(release, actor)]
    facts: dict[str, Any] = {"identity": [{"actor_id": actor, "name": name}]}
    if holding:
        with _opened(holding[0].folder) as con:
            facts = {section: list(_rows(con, query, actor)) for section, query in _QUESTIONS.items()}
    names = forms_of([name, *(facts["identity"][0].get("aliases") or ())]).names()
    lines = lines_naming(settings.curation, names)
    told = ({"release_id": each.release_id, "created_at": str(each.manifest["created_at"])} for each in holding)
    return {
        **facts,
        "audience": [{"audience": settings.audience}],
        "releases": list(told),
        "curation": [{"file": str(line.path), "line": line.first, "text": line.text.strip()} for line in lines],
    }


def _releases(settings: Settings) -> list[Release]:
    """The current release, then the others, the newest first."""
    current = latest_release(settings.output)
    others = all_releases(settings.output)
    return [*others] if current is None else [current, *(r for r in others if r.release_id != current.release_id)]


def _names(release: Release, actor: str) -> bool:
    with _opened(release.folder) as con:
        return bool(con.execute("select 1 from actors where actor_id = ?", [actor]).fetchall())


def _rows(con: duckdb.DuckDBPyConnection, query: str, actor: str) -> Iterator[dict[str, Any]]:
    cursor = con.execute(query, {"id": actor})
    columns = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield dict(zip(columns, row, strict=True))


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True, config=dict(OFFLINE))
