"""What a group of profiles is called: name, aliases, acronym and kind of the entity that it is.

What belongs here: making an entity of what documents call it. What does not: how groups come about (`clustering`), ids
(`identity`) and the reason of each mention's place (`state`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.records import Entity, MentionKind, OrganisationKind
from orchestration.resolution.curation import Curation, Decision
from orchestration.resolution.person_names import person_name


@dataclass(frozen=True, slots=True)
class Called:
    """What documents call one group: how many mentions each written name has and under which key it is compared.

    `forms` are all wordings; `acronyms` and `kinds` say how often, and how surely, the documents give each;
    `mention_ids` include registered numbers.
    """

    kind: MentionKind
    spellings: Mapping[str, int]
    keys: Mapping[str, str]
    forms: tuple[str, ...]
    acronyms: Mapping[str, int]
    kinds: Mapping[OrganisationKind, int]
    mention_ids: tuple[str, ...]
    is_judged: bool


def entity(entity_id: str, called: Called, curation: Curation) -> Entity:
    """The entity that a group is."""
    decision = _decision(called, curation)
    name = best_name(called, curation)
    return Entity(
        entity_id=entity_id,
        kind=called.kind,
        name=name,
        aliases=tuple(sorted({" ".join(form.split()) for form in called.forms if form} - {name})),
        acronym=(decision and decision.acronym) or _most_frequent(called.acronyms),
        organisation_kind=None if called.kind == "actor" else _organisation_kind(called, decision),
        is_judged=called.is_judged or decision is not None,
    )


def key_of(called: Called, name: str) -> str:
    """The key of the profiles that bear the name; of several forms of one acronym the first."""
    bearers = [key for written, key in called.keys.items() if " ".join(written.split()) == name]
    return min(bearers or called.keys.values())


def best_name(called: Called, curation: Curation) -> str:
    """What people decided, else the fullest and commonest spelling; capitals only when nothing else is written."""
    if decision := _decision(called, curation):
        return decision.canonical_name
    spellings: Counter[str] = Counter()
    for written, count in called.spellings.items():
        spellings[" ".join(written.split())] += count
    own: Mapping[str, int] = spellings
    if len(spellings) > 1:
        own = {name: count for name, count in spellings.items() if name not in called.acronyms} or spellings
    kind = called.kind
    return min(
        own, key=lambda name: (name.isupper() and len(name) > 6, _is_short(kind, name), -own[name], -len(name), name)
    )


def _decision(called: Called, curation: Curation) -> Decision | None:
    decided = curation.actors if called.kind == "actor" else curation.organisations
    if not decided:
        return None
    by_name = {decision.canonical_name: decision for decision in decided.values()}
    return next((by_name[name] for name in sorted(called.spellings) if name in by_name), None)


def _is_short(kind: MentionKind, name: str) -> bool:
    """A bare surname or an initial names somebody whose full name is known less well."""
    return kind == "actor" and all(len(part) == 1 for part in person_name(name).given)


def _most_frequent(forms: Mapping[str, int]) -> str | None:
    return min(forms, key=lambda form: (-forms[form], form)) if forms else None


def _organisation_kind(called: Called, decision: Decision | None) -> OrganisationKind:
    if decision and decision.organisation_kind:
        return decision.organisation_kind
    votes = called.kinds
    return min(votes, key=lambda kind: (-votes[kind], kind)) if votes else "other"
