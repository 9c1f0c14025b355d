"""Which id an entity has: the one it had, or a new one; and what became of ids that nobody has any more.

What belongs here: matching tonight's groups with the entities of the current release. What does not: how groups come
about (`clustering`). An entity keeps its id as long as the larger part of its mentions stays together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from orchestration.records import MentionKind, stable_id

PREFIX: Mapping[MentionKind, str] = {"actor": "act", "organisation": "org"}
Fate = Literal["merged", "split", "gone"]


@dataclass(frozen=True, slots=True)
class Group:
    """What is found to be one: its mentions and registered numbers; `name_key` is that of the name it goes by."""

    kind: MentionKind
    mention_ids: tuple[str, ...]
    name_key: str


@dataclass(frozen=True, slots=True, order=True)
class HistoryRow:
    """What became of an id.

    `merged` into its successor, `split` (a part went to the successor), or `gone` with its documents (no successor).
    """

    entity_id: str
    fate: Fate
    successor_id: str | None


def identify(groups: Sequence[Group], previous: Mapping[str, str], others: Collection[str] = ()) -> list[str]:
    """The id of each group; `previous` gives the id of each mention in the current release, `others` are given already.

    A group takes the id that most of its mentions had, unless more of that id's mentions are elsewhere. A group without
    any gets a new one, the same on every machine that reads the same documents.
    """
    shares = [Counter(previous[mention] for mention in group.mention_ids if mention in previous) for group in groups]
    claims = sorted(
        (-members, identity, place) for place, share in enumerate(shares) for identity, members in share.items()
    )
    given: dict[int, str] = {}
    taken = set(others)
    for _, identity, place in claims:
        if place not in given and identity not in taken:
            given[place] = identity
            taken.add(identity)
    # An id of the past is never given to somebody else, even when its bearer is gone tonight.
    taken |= set(previous.values())
    for place in sorted(set(range(len(groups))) - set(given), key=lambda place: min(groups[place].mention_ids)):
        given[place] = _new_id(groups[place], taken)
        taken.add(given[place])
    return [given[place] for place in range(len(groups))]


def history(now: Mapping[str, str], previous: Mapping[str, str], told: Iterable[HistoryRow]) -> list[HistoryRow]:
    """What became of ids: the rows `told` by the current release and those of tonight, sorted, each once.

    `now` and `previous` are the entity of each mention, tonight and in the current release. A successor that has one
    itself is followed to the end: whoever kept an id finds what it is today in one row (or, split, in several).
    """
    current = set(now.values())
    tonight = _tonight(now, previous, current)
    newest = {row for found in tonight.values() for row in found}
    rows = set(newest)
    for row in told:
        if row.entity_id in current and row.fate != "split":
            # Documents that come back bring their entity back.
            continue
        if row.successor_id is None or row.successor_id in current:
            rows.add(row)
        else:
            rows.update(replace(row, successor_id=after.successor_id) for after in tonight.get(row.successor_id, ()))
    rows = {row for row in rows if row.successor_id != row.entity_id}
    followed = {row.entity_id for row in rows if row.successor_id}
    kept = {_fitting(row) for row in rows if row.successor_id or row.entity_id not in followed}
    # An id that was split and later went to one of its parts altogether has two ways there: what happened last is told.
    last = {(row.entity_id, row.successor_id): row for row in sorted(kept, key=lambda row: (row in newest, row.fate))}
    return sorted(last.values(), key=lambda row: (row.entity_id, row.fate, row.successor_id or ""))


def _tonight(
    now: Mapping[str, str], previous: Mapping[str, str], current: Collection[str]
) -> dict[str, list[HistoryRow]]:
    successors: dict[str, set[str | None]] = defaultdict(set)
    for mention, entity_id in previous.items():
        if (successor := now.get(mention)) != entity_id:
            successors[entity_id].add(successor)
    rows: dict[str, list[HistoryRow]] = defaultdict(list)
    for entity_id, found in successors.items():
        others = sorted(successor for successor in found if successor is not None and successor != entity_id)
        if entity_id not in current and not others:
            rows[entity_id].append(HistoryRow(entity_id, "gone", None))
        fate: Fate = "split" if entity_id in current or len(others) > 1 else "merged"
        rows[entity_id].extend(HistoryRow(entity_id, fate, successor) for successor in others)
    return rows


def _fitting(row: HistoryRow) -> HistoryRow:
    return replace(row, fate="gone") if row.successor_id is None else row


def _new_id(group: Group, taken: Collection[str]) -> str:
    """Made of the name, so that it does not matter which document came first; homonyms add their first mention."""
    prefix, first = PREFIX[group.kind], min(group.mention_ids)
    by_name = stable_id(prefix, group.name_key)
    made = (stable_id(prefix, group.name_key, first, *([turn] if turn else [])) for turn in count())
    return by_name if by_name not in taken else next(identity for identity in made if identity not in taken)
