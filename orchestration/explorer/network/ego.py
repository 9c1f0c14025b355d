"""The network around one actor or organisation: the strongest ties within bounds, and how many there are beyond.

What belongs here: whom to show, and counting whom not. What does not: reading ties (`ties`), drawing them (`layout`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orchestration.explorer.network.ties import TOGETHER, Wanted, pairs_among, ties_outward, undated_ties
from orchestration.explorer.release import OpenRelease

# What can be drawn legibly; and, where ties of ties are wanted, how many of those are left to the direct ones.
MOST_NODES, MOST_DIRECT = 150, 100
MOST_EDGES = 500
# Of so many neighbours, the strongest, the ties are followed further.
MOST_FOLLOWED = 20


@dataclass(frozen=True, slots=True)
class Node:
    """An actor or organisation in the network; `kind` is `person` or the kind of organisation, as in the GEXF."""

    entity_id: str
    name: str
    kind: str
    mention_count: int
    document_count: int
    is_supported: int
    distance: int


@dataclass(frozen=True, slots=True)
class Edge:
    """All ties of a kind from one to the other."""

    source: str
    target: str
    kind: str
    weight: int
    tie_count: int


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is not shown: others, by the kinds of their ties too, of which one may have several.

    Besides, edges between those who are shown, names that are not sure enough, neighbours whose ties were not followed,
    and ties of the centre without a date.
    """

    others: int = 0
    edges: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    unsure: int = 0
    not_followed: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes, the centre first, then by distance and strength; edges, as `_edges` says; and what is left out."""

    wanted: Wanted
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    remainder: Remainder

    @property
    def centre(self) -> Node:
        """The one that the network is about."""
        return self.nodes[0]


@dataclass(frozen=True, slots=True)
class _Ring:
    """Those at one distance by kind of tie and its weight; how many more there are whose name is unsure."""

    strengths: dict[str, dict[str, int]]
    unsure: int

    def strongest(self, most: int) -> list[str]:
        """The strongest of them, first."""
        return sorted(self.strengths, key=lambda entity: (*_rank(self.strengths[entity]), entity))[:most]


def network_around(release: OpenRelease, wanted: Wanted) -> Network | None:
    """The network that is wanted; None when the release has no such centre."""
    if not _nodes(release, {wanted.centre: 0}):
        return None
    direct = _ring(release, wanted, [wanted.centre], [wanted.centre])
    rings, followed = [direct], 0
    neighbours = direct.strongest(MOST_DIRECT if wanted.depth > 1 else MOST_NODES - 1)
    shown = {wanted.centre: 0} | dict.fromkeys(neighbours, 1)
    if wanted.depth > 1:
        followed = min(len(neighbours), MOST_FOLLOWED)
        further = _ring(release, wanted, neighbours[:followed], [wanted.centre, *direct.strengths])
        shown |= dict.fromkeys(further.strongest(MOST_NODES - len(shown)), 2)
        rings.append(further)
    edges = _edges([Edge(**pair) for pair in pairs_among(release, wanted, shown)], shown)
    remainder = _remainder(
        rings,
        shown,
        edges=max(len(edges) - MOST_EDGES, 0),
        not_followed=len(neighbours) - followed if wanted.depth > 1 else 0,
        undated=_undated(release, wanted),
    )
    return Network(wanted, _nodes(release, shown), tuple(edges[:MOST_EDGES]), remainder)


def _undated(release: OpenRelease, wanted: Wanted) -> int:
    return undated_ties(release, wanted) if wanted.is_bounded and not wanted.undated else 0


def _ring(release: OpenRelease, wanted: Wanted, frontier: Iterable[str], seen: Iterable[str]) -> _Ring:
    """Those who are tied to one of `frontier` and not among `seen`."""
    strengths: dict[str, dict[str, int]] = {}
    unsure = set()
    for tie in ties_outward(release, wanted, frontier, seen):
        if tie["is_supported"] or wanted.unsure:
            strengths.setdefault(tie["other_id"], {})[tie["kind"]] = tie["weight"]
        else:
            unsure.add(tie["other_id"])
    return _Ring(strengths, len(unsure))


def _rank(kinds: Mapping[str, int]) -> tuple[int, int]:
    """The strongest first; to be named together counts only among those who are tied alike."""
    together = kinds.get(TOGETHER, 0)
    return together - sum(kinds.values()), -together


def _nodes(release: OpenRelease, shown: Mapping[str, int]) -> tuple[Node, ...]:
    """Entities by id with their distance, in that order."""
    sql = """
        select entity_id, name, case entity_kind when 'actor' then 'person' else coalesce(organisation_kind, 'other')
            end as kind, mention_count, document_count, is_supported
        from json_each(?) as shown
        inner join entities on shown.value = entity_id
        order by shown.key
    """
    rows = release.rows(sql, json.dumps(list(shown)))
    return tuple(Node(**row, distance=shown[row["entity_id"]]) for row in rows)


def _edges(edges: list[Edge], distances: Mapping[str, int]) -> list[Edge]:
    """Edges in the order in which they are shown, given with the strongest first.

    First what ties each to somebody nearer to the centre, so that nobody stands alone; then nearer before farther.
    """
    inward: dict[str, Edge] = {}
    for edge in sorted(edges, key=lambda edge: edge.kind == TOGETHER):
        nearer, farther = sorted((edge.source, edge.target), key=lambda end: distances[end])
        if distances[nearer] < distances[farther]:
            inward.setdefault(farther, edge)
    needed = set(inward.values())

    def place(edge: Edge) -> tuple[bool, bool, int]:
        nearest = min(distances[edge.source], distances[edge.target])
        return edge not in needed, edge.kind == TOGETHER, nearest

    return sorted(edges, key=place)


def _remainder(
    rings: Iterable[_Ring], shown: Mapping[str, int], *, edges: int, not_followed: int, undated: int
) -> Remainder:
    left = {entity: kinds for ring in rings for entity, kinds in ring.strengths.items() if entity not in shown}
    kinds = Counter(kind for tied in left.values() for kind in tied)
    unsure = sum(ring.unsure for ring in rings)
    return Remainder(len(left), edges, dict(kinds), unsure, not_followed, undated)
