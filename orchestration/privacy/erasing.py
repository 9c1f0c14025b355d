"""Erase documents or a person from all that Greffier keeps, and leave word that they must not come back.

What belongs here: the order of the steps. What does not: each step. The tombstone comes first: whatever dies after it,
the same command finishes the work, and no night brings back what was to go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from orchestration import progress
from orchestration.masking import Erased, Screen, Tombstone, keyed_digest, read_erased, read_or_make_key, write_erased
from orchestration.privacy import traces, working
from orchestration.privacy.curation import CurationLine, lines_naming, take_out
from orchestration.privacy.finding import NotFoundError, find_documents, find_person
from orchestration.privacy.forms import forms_of
from orchestration.privacy.releases import rebuild_all
from orchestration.privacy.remains import find_remains
from orchestration.privacy.target import Target
from orchestration.settings import Settings
from orchestration.warehouse.lock import writer_lock


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure is about, and how much of it there is, for people to look at before they say yes."""

    target: Target
    said: str

    @property
    def counts(self) -> dict[str, int]:
        """What is held, by kind; nothing of it names anybody."""
        held = {
            "documents erased": len(self.target.contents),
            "files not read again": len(self.target.files),
            "mentions": len(self.target.mentions),
            "texts in which the name is covered": sum(1 for spans in self.target.spans.values() if spans),
            "places covered": sum(map(len, self.target.spans.values())),
        }
        return {name: count for name, count in held.items() if count}


@dataclass(frozen=True, slots=True)
class Done:
    """What was removed where: counts by place, new ids of releases, what is left for people to decide."""

    counts: dict[str, int]
    releases: dict[str, str]
    curation: list[CurationLine]
    curation_changed: bool
    remains: list[str]


def plan_documents(settings: Settings, wanted: Collection[str]) -> Plan:
    """Find out what erasing these documents means. Raises NotFoundError."""
    return Plan(find_documents(settings, wanted), ", ".join(wanted))


def plan_person(settings: Settings, said: str) -> Plan:
    """Find out what erasing this person means, by id or full name. Raises NotFoundError.

    A person who was erased before is found by name through the tombstone, so that a broken erasure can be finished.
    """
    try:
        return Plan(find_person(settings, said), said)
    except NotFoundError:
        forms = forms_of([said])
        erased = read_erased(settings.home)
        digest = partial(keyed_digest, erased.key)
        for tombstone in erased.persons:
            if {digest(form) for form in forms.whole} & set(tombstone.whole):
                return Plan(Target(forms=forms, spans=dict(tombstone.spans)), said)
        raise


def erase(settings: Settings, plan: Plan, reason: str, *, with_curation: bool = False) -> Done:
    """Carry out a plan. Raises LockedError, changing nothing, while a run is at work in the home.

    `reason` stands in the tombstone: it is the user's, and should name nobody.
    """
    with writer_lock(settings.home):
        today = datetime.now(UTC).date().isoformat()
        screen = Screen(_bury(settings, plan.target, today, reason))
        target = plan.target
        progress.report("Rebuilding the working database")
        working.rebuild(settings.database, target, screen)
        progress.report("Cleaning run history and logs")
        counts = Counter(plan.counts) | Counter(traces.clean(settings, target))
        progress.report("Rebuilding releases")
        replaced = rebuild_all(settings, target, screen, {"on": today, "kind": _kind(target)})
        lines = lines_naming(settings.curation, target.names)
        if with_curation:
            take_out(lines)
        progress.report("Looking for what is left")
        remains = find_remains(settings, target)
    return Done(dict(counts), replaced, lines, with_curation, remains)


def _bury(settings: Settings, target: Target, today: str, reason: str) -> Erased:
    """Write the tombstone. Of the same documents or the same person there is one: the first, with what is new."""
    digest = partial(keyed_digest, read_or_make_key(settings.home))
    fresh = target.tombstone(target.forms.names(digest), today, reason)
    kept = list(read_erased(settings.home).tombstones)
    same = next((old for old in kept if _is_same(old, fresh)), None)
    if same is None:
        return write_erased(settings.home, [*kept, fresh])
    kept[kept.index(same)] = replace(
        fresh,
        erased_on=same.erased_on,
        reason=same.reason,
        whole=tuple(sorted({*same.whole, *fresh.whole})),
        bare=tuple(sorted({*same.bare, *fresh.bare})),
        longest=max(same.longest, fresh.longest),
        spans={**same.spans, **fresh.spans},
    )
    return write_erased(settings.home, kept)


def _is_same(old: Tombstone, fresh: Tombstone) -> bool:
    if fresh.whole:
        return set(old.whole) == set(fresh.whole)
    return (old.files, old.contents) == (fresh.files, fresh.contents)


def _kind(target: Target) -> str:
    return "documents" if target.contents or target.files else "person"
