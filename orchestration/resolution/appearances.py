"""One name in one document with all that the document says of who bears it: what resolution compares.

What belongs here: gathering mentions, roles and neighbours of one document. What does not: others (`profiles`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from orchestration.records import Mention, MentionKind, OrganisationKind, RoleClaim, stable_id

# Bodies that stand beside anybody tell nothing of who somebody is.
_T = TypeVar("_T")

EVERYWHERE: frozenset[OrganisationKind | None] = frozenset({"public_body", "international", "party", "media", None})


@dataclass(frozen=True, slots=True)
class Office:
    """A function that a document gives a person, and the organisation of it, as both are named there."""

    title: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Appearance:
    """A name in a document.

    `people` and `firms` are the other names of the document that may tell who this is;
    `officers` are, for an organisation, the people whom the document puts in its service; `number` is its SIREN.
    `forms` are the wordings under which the document names it. `is_listed`: a register names it, no document.
    """

    appearance_id: str
    document_id: str
    kind: MentionKind
    name: str
    year: int | None = None
    offices: tuple[Office, ...] = ()
    people: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None
    number: str | None = None
    forms: tuple[str, ...] = ()
    mention_ids: tuple[str, ...] = ()
    confidence: float = 1.0
    is_listed: bool = False


def appearances(
    mentions: Iterable[Mention], roles: Iterable[RoleClaim], published: Mapping[str, date | None]
) -> list[Appearance]:
    """Every name of every document, in a fixed order; `published` dates the documents by id."""
    named: dict[str, dict[tuple[MentionKind, str], list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        named[mention.document_id][mention.kind, " ".join(mention.name.split())].append(mention)
    stated: dict[str, list[RoleClaim]] = defaultdict(list)
    for role in roles:
        stated[role.document_id].append(role)
    return [
        appearance
        for document_id in sorted(named)
        for appearance in _of_document(document_id, named[document_id], stated[document_id], published.get(document_id))
    ]


def _of_document(
    document_id: str,
    named: Mapping[tuple[MentionKind, str], Sequence[Mention]],
    roles: Sequence[RoleClaim],
    published_on: date | None,
) -> list[Appearance]:
    called = {mention.mention_id: name for (_, name), mentions in named.items() for mention in mentions}
    offices: dict[str, set[Office]] = defaultdict(set)
    officers: dict[str, set[str]] = defaultdict(set)
    for role in roles:
        if (holder := called.get(role.actor_mention_id)) is None:
            continue
        employer = called.get(role.organisation_mention_id or "")
        offices[holder].add(Office(role.normal_title or role.title, employer))
        if employer:
            officers[employer].add(holder)
    people = [name for kind, name in named if kind == "actor"]
    firms = [
        name
        for (kind, name), mentions in named.items()
        if kind == "organisation" and _most_frequent(m.organisation_kind for m in mentions) not in EVERYWHERE
    ]
    return [
        Appearance(
            appearance_id=stable_id("app", document_id, kind, name),
            document_id=document_id,
            kind=kind,
            name=name,
            year=published_on.year if published_on else None,
            offices=tuple(sorted(offices[name], key=lambda o: (o.title, o.organisation or "")))
            if kind == "actor"
            else (),
            people=tuple(sorted(set(people) - {name})),
            firms=tuple(sorted(set(firms) - {name})),
            officers=tuple(sorted(officers[name])) if kind == "organisation" else (),
            acronym=_most_frequent(m.acronym for m in mentions),
            organisation_kind=_most_frequent(m.organisation_kind for m in mentions),
            forms=tuple(sorted({m.surface_text for m in mentions})),
            mention_ids=tuple(sorted(m.mention_id for m in mentions)),
            confidence=max(m.confidence for m in mentions),
        )
        for (kind, name), mentions in sorted(named.items())
    ]


def _most_frequent(values: Iterable[_T | None]) -> _T | None:
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], str(value))) if counts else None
