"""Mentions to entities, night by night: only what new, changed or removed documents touch is compared again.

What belongs here: which names, pairs and groups a change touches, and the order of the steps. What does not: any of the
steps, and SQL (`state`). The outcome is the same as that of comparing everything: a test holds both together.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from orchestration.records import MentionKind
from orchestration.resolution import identity
from orchestration.resolution.appearances import Appearance
from orchestration.resolution.clustering import Groups, cluster
from orchestration.resolution.curation import Curation
from orchestration.resolution.decided import Decided
from orchestration.resolution.entities import best_name, entity, key_of
from orchestration.resolution.identity import Group, HistoryRow
from orchestration.resolution.judgements import Judgements
from orchestration.resolution.membership import Membership
from orchestration.resolution.organisation_names import organisation_key as body_key
from orchestration.resolution.profiles import APART_UP_TO, Key, Profile, profiles, written_key
from orchestration.resolution.scoring import weigh
from orchestration.resolution.state import KINDS, Replaced, State

Load = Callable[[Collection[str]], Sequence[Appearance]]


@dataclass(frozen=True, slots=True)
class Past:
    """What the current release says: the entity of each mention and number, and what became of ids before it."""

    entity_of: Mapping[str, str]
    history: tuple[HistoryRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, of names and of pairs."""

    curation: Curation = Curation()  # noqa: RUF009 - frozen and empty
    judgements: Judgements = Judgements()  # noqa: RUF009 - frozen and empty

    @property
    def version(self) -> str:
        """Hash of all decisions."""
        return hashlib.sha256(f"{self.curation.version} {self.judgements.version}".encode()).hexdigest()[:16]


NOTHING_PUBLISHED = Past({})
NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Work:
    """How much a night had to look at: documents, names, profiles weighed, profiles grouped anew."""

    documents: int = 0
    names: int = 0
    profiles: int = 0
    grouped: int = 0


def resolve(
    connection: duckdb.DuckDBPyConnection,
    sources: Mapping[str, str],
    load: Load,
    decisions: Decisions = NO_DECISIONS,
    past: Past = NOTHING_PUBLISHED,
    code: str = "",
) -> Work:
    """Bring `resolution.entities`, `clusters` and `entity_history` up to date; return the work done.

    `sources` are all documents with the version of what they claim, `load` gives the appearances of some of them,
    `code` names the version of this package: another one compares everything anew, as other decisions do.
    """
    state = State(connection)
    premises = f"{code} {decisions.version}"
    if state.premises() != premises:
        state.start_anew(premises)
    known = state.sources()
    changed = {d for d in known.keys() | sources.keys() if known.get(d) != sources.get(d)}
    work = Work()
    if changed:
        work = _compare_anew(state, changed, load(sorted(changed & sources.keys())), decisions, past)
        state.save_sources(changed, sources)
    state.save_history(_history(state, past))
    return work


def _compare_anew(
    state: State, changed: Collection[str], appeared: Sequence[Appearance], decisions: Decisions, past: Past
) -> Work:
    decided, whole, made = _touched(state, changed, appeared, decisions)
    replaced = state.replace(whole, made)
    bearers = state.bearers(decided.names)
    for kind in KINDS:
        weigh(state.connection, kind, [profile.profile_id for profile in replaced.fresh if profile.kind == kind])
        state.judge(kind, decided.pairs(kind, bearers))
    fresh = {profile.profile_id for profile in replaced.fresh}
    touched = state.linked(fresh | state.profiles_of_entities(replaced.disturbed))
    touched = state.linked(touched | state.profiles_of_entities(state.entities_of_profiles(touched)))
    _group(state, touched, replaced, decisions.curation, past)
    names = {(profile.kind, profile.name_key) for profile in made}
    return Work(len(changed), len(whole | names), len(fresh), len(touched))


def _touched(
    state: State, changed: Collection[str], appeared: Iterable[Appearance], decisions: Decisions
) -> tuple[Decided, set[Key], list[Profile]]:
    """What people's word means now, names of which all is gathered anew, and the profiles that are made or grow.

    Anew is gathered what lost an appearance, what stands beside an acronym that means something else now, and a name
    that becomes so common that it is compared otherwise. Any other name only grows by what appeared.
    """
    arrived = [_renamed(appearance, decisions.curation) for appearance in appeared]
    before = _long_forms(state.declared())
    whole = state.keys_of_documents(changed)
    state.forget_documents(changed)
    after = _long_forms([*state.declared(), *((a.acronym, a.name) for a in arrived if a.acronym)])
    whole |= state.keys_beside_words(
        {word for word in before.keys() | after.keys() if before.get(word) != after.get(word)}
    )
    acronyms = _known(after)
    found = [*arrived, *state.appearances_of(whole)]
    counts = Counter(_key(appearance, acronyms) for appearance in found)
    kept = state.counts(counts.keys() - whole)
    common = {key for key, count in kept.items() if count <= APART_UP_TO < count + counts[key]}
    found.extend(state.appearances_of(common))
    counts.update(kept)
    decided = Decided.of(decisions.judgements, decisions.curation, acronyms)
    made = profiles(found, acronyms, after.keys() - acronyms.keys(), decided.documents, counts)
    return decided, whole | common, made


def known_acronyms(declared: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Key of each acronym for which the corpus has one long form, to the key of that; from (acronym, name) pairs."""
    return _known(_long_forms(declared))


def _known(forms: Mapping[str, frozenset[str]]) -> dict[str, str]:
    return {short: min(longs) for short, longs in forms.items() if len(longs) == 1}


def _long_forms(declared: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Key of each acronym to the keys of the long forms that the corpus declares for it."""
    forms: dict[str, set[str]] = defaultdict(set)
    for acronym, name in declared:
        if (short := body_key(acronym)) != (long := body_key(name)):
            forms[short].add(long)
    return {short: frozenset(longs) for short, longs in forms.items()}


def _key(appearance: Appearance, acronyms: Mapping[str, str]) -> Key:
    return appearance.kind, written_key(appearance.kind, appearance.name, acronyms)


def _renamed(appearance: Appearance, curation: Curation) -> Appearance:
    """A name on which people decided is compared as what they called it."""
    called = curation.called(appearance.kind, appearance.name)
    return appearance if called == appearance.name else replace(appearance, name=called)


def _group(state: State, touched: Collection[str], replaced: Replaced, curation: Curation, past: Past) -> None:
    """Group the touched profiles and put their entities in place of those they were; name those that only grew anew."""
    membership = Membership(state.connection)
    gone = replaced.disturbed | state.entities_of_profiles(touched)
    grown = membership.members(state.entities_of_profiles(replaced.same) - gone)
    made = [(kind, group) for kind in KINDS for group in _groups(state, kind, touched)]
    called = membership.called([*made, *((kind, members) for _, kind, members in grown)])
    identified = [Group(c.kind, c.mention_ids, key_of(c, best_name(c, curation))) for c in called[: len(made)]]
    ids = identity.identify(identified, past.entity_of, membership.others(gone))
    ids.extend(entity_id for entity_id, *_ in grown)
    membership.replace(
        gone | {entity_id for entity_id, *_ in grown},
        [entity(entity_id, found, curation) for entity_id, found in zip(ids, called, strict=True)],
        [*(group for _, group in made), *(members for *_, members in grown)],
    )


def _groups(state: State, kind: MentionKind, touched: Collection[str]) -> Groups:
    found = state.deciding(kind, touched)
    return cluster(found, state.pairs_within([profile.profile_id for profile in found]))


def _history(state: State, past: Past) -> list[HistoryRow]:
    moved = state.moved(past.entity_of)
    # Of millions of mentions only those that moved tell something; each entity that there is stands for its others.
    now = {entity_id: entity_id for entity_id in state.entities()} | {m: e for m, e in moved.items() if e}
    return identity.history(now, {mention: past.entity_of[mention] for mention in moved}, past.history)
