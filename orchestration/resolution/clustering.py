"""Which mentions are one entity: same key, one number, or an acronym with the one long form that the corpus gives it.

What belongs here: grouping mentions and choosing what an entity is called. What does not: comparing letters (`names`)
and people's decisions (`curation`). The result depends on the set of mentions only, never on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.records import ClusterLink, Entity, Mention, MentionKind, OrganisationKind, stable_id
from orchestration.resolution.curation import Curation, Decision
from orchestration.resolution.names import actor_key, organisation_key
from orchestration.resolution.registration import Registry

PREFIX = {"actor": "act", "organisation": "org"}
SAME_NAME, BY_ACRONYM, BY_NUMBER, BY_PEOPLE = 0.95, 0.9, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A mention's way to its entity's key."""

    mention: Mention
    key: str
    score: float
    reason: str
    decision: Decision | None


def resolve(
    mentions: Iterable[Mention], curation: Curation | None = None, registry: Registry | None = None
) -> tuple[list[Entity], list[ClusterLink]]:
    """Group mentions into entities; return entities sorted by id and one link per mention sorted by mention id.

    Two mentions are one entity when their names have one key, when one is an acronym for which the whole corpus knows
    exactly one long form, when one registration number bears both names, or when people said so.
    """
    curation, registry = curation or Curation(), registry or Registry()
    ordered = sorted(mentions, key=lambda mention: mention.mention_id)
    long_forms = _long_forms(ordered)
    groups: dict[tuple[MentionKind, str], list[_Assignment]] = defaultdict(list)
    for mention in ordered:
        assignment = _assign(mention, long_forms, curation, registry)
        groups[mention.kind, assignment.key].append(assignment)
    entities = [_entity(kind, key, members) for (kind, key), members in groups.items()]
    links = [
        ClusterLink(member.mention.mention_id, stable_id(PREFIX[kind], key), member.score, member.reason)
        for (kind, key), members in groups.items()
        for member in members
    ]
    return sorted(entities, key=lambda e: e.entity_id), sorted(links, key=lambda link: link.mention_id)


def _long_forms(mentions: Sequence[Mention]) -> dict[str, str]:
    """Key of each acronym to the key of its long form, where the corpus declares exactly one."""
    declared: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.kind == "organisation" and mention.acronym:
            acronym, name = organisation_key(mention.acronym), organisation_key(mention.name)
            if acronym != name:
                declared[acronym].add(name)
    return {acronym: next(iter(names)) for acronym, names in declared.items() if len(names) == 1}


def _assign(mention: Mention, long_forms: dict[str, str], curation: Curation, registry: Registry) -> _Assignment:
    key_of = actor_key if mention.kind == "actor" else organisation_key
    key = key_of(mention.name) or mention.name
    for written in (key, long_forms.get(key, key)):
        decision = curation.decision(mention.kind, written)
        if decision is not None:
            canonical = key_of(decision.canonical_name)
            return _Assignment(mention, canonical, BY_PEOPLE, "curated", decision)
    if mention.mention_id in registry.numbered:
        return _Assignment(mention, registry.numbered[mention.mention_id], BY_NUMBER, "registration number", None)
    if mention.kind == "organisation" and key in long_forms:
        long_form = registry.keys.get(long_forms[key], long_forms[key])
        return _Assignment(mention, long_form, BY_ACRONYM, "acronym of the one long form", None)
    if mention.kind == "organisation" and key in registry.keys:
        return _Assignment(mention, registry.keys[key], SAME_NAME, "same name", None)
    return _Assignment(mention, key, SAME_NAME, "same name", None)


def _entity(kind: MentionKind, key: str, members: Sequence[_Assignment]) -> Entity:
    decision = next((member.decision for member in members if member.decision), None)
    mentions = [member.mention for member in members]
    name = decision.canonical_name if decision else _best_name(mentions, key, kind)
    forms = {form for m in mentions for form in (m.name, m.surface_text, m.acronym) if form}
    acronyms = Counter(mention.acronym for mention in mentions if mention.acronym)
    return Entity(
        entity_id=stable_id(PREFIX[kind], key),
        kind=kind,
        name=name,
        aliases=tuple(sorted({" ".join(form.split()) for form in forms} - {name})),
        acronym=(decision and decision.acronym) or _most_frequent(acronyms),
        organisation_kind=None if kind == "actor" else _organisation_kind(mentions, decision),
    )


def _best_name(mentions: Sequence[Mention], key: str, kind: MentionKind) -> str:
    """The fullest and commonest spelling of the key; capitals only when nothing else is written."""
    key_of = actor_key if kind == "actor" else organisation_key
    spellings = Counter(" ".join(m.name.split()) for m in mentions)
    # Mentions that came by their acronym carry another name than the entity's.
    own = {name: count for name, count in spellings.items() if key_of(name) == key} or spellings
    return min(own, key=lambda name: (name.isupper() and len(name) > 6, -own[name], -len(name), name))


def _most_frequent(forms: Counter[str]) -> str | None:
    return min(forms, key=lambda form: (-forms[form], form)) if forms else None


def _organisation_kind(mentions: Sequence[Mention], decision: Decision | None) -> OrganisationKind:
    if decision and decision.organisation_kind:
        return decision.organisation_kind
    votes: dict[OrganisationKind, float] = defaultdict(float)
    for mention in mentions:
        if mention.organisation_kind and mention.organisation_kind != "other":
            votes[mention.organisation_kind] += mention.confidence
    return min(votes, key=lambda kind: (-votes[kind], kind)) if votes else "other"
