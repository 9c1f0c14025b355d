"""Whether what people said of pairs of names can all be true at once.

What belongs here: following "same" over other pairs, and refusing a "different" that they deny. What does not: reading
(`judgements`) and applying (`decided`). A name without a document speaks of all its places: "A is B" makes all A one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.records import MentionKind
from orchestration.resolution.judgements import Judgement
from orchestration.resolution.tables import CurationError


class Place(NamedTuple):
    """A name as it is compared, in one document or (an empty id) wherever it stands."""

    kind: MentionKind
    key: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A judgement, and what it speaks of."""

    judgement: Judgement
    one: Place
    other: Place


class Ties:
    """Which places people call one, over any number of judgements."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        said = list(placed)
        self._named: dict[tuple[MentionKind, str], set[Place]] = defaultdict(set)
        self._beside: dict[Place, list[tuple[Place, Judgement]]] = defaultdict(list)
        for row in said:
            for place in (row.one, row.other):
                self._named[place.kind, place.key].add(place)
        for row in said:
            if row.judgement.verdict == "same":
                self._tie(row)
        self._group = self._grouped()

    def spread(self, place: Place) -> Sequence[Place]:
        """The places that people spoke of and that this one takes in, sorted."""
        return [place] if place.document_id else sorted({place, *self._named.get((place.kind, place.key), ())})

    def group(self, place: Place) -> frozenset[Place]:
        """All places that are one with this one."""
        return self._group.get(place, frozenset((place,)))

    def between(self, one: Place, other: Place) -> list[Judgement]:
        """The fewest judgements that together make both one."""
        came: dict[Place, tuple[Place, Judgement] | None] = {one: None}
        waiting = deque([one])
        while waiting and other not in came:
            place = waiting.popleft()
            for near, judgement in self._beside[place]:
                if near not in came:
                    came[near] = (place, judgement)
                    waiting.append(near)
        path: list[Judgement] = []
        step = came.get(other)
        while step:
            path.append(step[1])
            step = came[step[0]]
        return path

    def _tie(self, row: Placed) -> None:
        ends = {
            (row.one, row.other),
            *((side, place) for side in (row.one, row.other) for place in self.spread(side)),
        }
        for left, right in sorted(ends):
            if left != right:
                self._beside[left].append((right, row.judgement))
                self._beside[right].append((left, row.judgement))

    def _grouped(self) -> Mapping[Place, frozenset[Place]]:
        group_of: dict[Place, frozenset[Place]] = {}
        for start in self._beside:
            if start in group_of:
                continue
            found, waiting = {start}, [start]
            while waiting:
                near = {place for place, _ in self._beside[waiting.pop()]} - found
                found |= near
                waiting.extend(near)
            group_of.update(dict.fromkeys(found, frozenset(found)))
        return group_of


def refuse_contradictions(placed: Sequence[Placed]) -> Ties:
    """What is one by these judgements.

    Raises CurationError, naming the lines, for a "different" that other lines deny, and for one between two spellings
    that are compared as one name. "unsure" denies nothing.
    """
    ties = Ties(placed)
    for row in placed:
        if row.judgement.verdict != "different":
            continue
        if row.one == row.other:
            raise CurationError(
                f"{row.judgement.said_at}: {row.judgement.left.name} and {row.judgement.right.name} are compared as"
                " one name. Say in which documents they are different."
            )
        for one, other in itertools.product(ties.spread(row.one), ties.spread(row.other)):
            if one != other and other in ties.group(one):
                raise CurationError(_denied(row.judgement, ties.between(one, other)))
    return ties


def _denied(different: Judgement, same: Iterable[Judgement]) -> str:
    others = " and ".join(sorted({judgement.said_at for judgement in same}))
    return f"{different.said_at}: says different of what is the same by {others}. Correct one of them."
