"""The network around an actor or organisation: drawn, as tables with the way to the words, and as GEXF.

What belongs here: what a reader asks of it and what he is shown. What does not: which ties there are (`network`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.entities.proofs import with_proofs
from orchestration.explorer.network import (
    BY_DEFAULT,
    KINDS,
    MOST_TIES,
    TOGETHER,
    Edge,
    Network,
    Node,
    Tie,
    Wanted,
    as_gexf,
    network_around,
    positions,
    ties_of,
)
from orchestration.explorer.network.layout import Points
from orchestration.explorer.pages import Page
from orchestration.explorer.release import OpenRelease, Row
from orchestration.explorer.rendering import role_precision

# So many edges are written out, and of each so many ties; files hold them all.
MOST_WRITTEN, MOST_TOLD = 100, 3
SHAPES = {"person": "ellipse", "company": "rectangle", "public_body": "hexagon", "media": "diamond"}
OTHER_SHAPE = "triangle"
LINES = {"role": "solid", "contract": "solid", "relation": "dashed", "quote": "dotted", "together": "dashed"}


def network(asked: Asked) -> Answer:
    """The strongest ties around an actor or organisation."""
    found = _found(asked)
    points = positions(found)
    names = {node.entity_id: node.name for node in found.nodes}
    return Answer(
        "network.html",
        {
            "found": found,
            "wanted": found.wanted,
            "kinds": KINDS,
            "names": names,
            "written": _written(asked.release, found.wanted, found.edges[:MOST_WRITTEN]),
            "is_cut": sum(edge.tie_count for edge in found.edges if edge.kind != TOGETHER) > MOST_TIES,
            "more_edges": max(len(found.edges) - MOST_WRITTEN, 0),
            "shapes": {node.kind: SHAPES.get(node.kind, OTHER_SHAPE) for node in found.nodes},
            "data": _drawing(found, points),
            "moved": lambda entity: f"/network/{entity}" + asked.here(page=None).removeprefix(asked.address),
        },
        _Tables(asked.release, found, names),
    )


def gexf(asked: Asked) -> Response:
    """The same network as a file for Gephi and its like."""
    found = _found(asked)
    name = f"network-{found.centre.entity_id}.gexf"
    return Response(
        as_gexf(found, _all_ties(asked.release, found), positions(found)),
        media_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(asked: Asked) -> Network:
    found = network_around(asked.release, _wanted(asked))
    if found is None:
        raise NotFound(asked.path["entity_id"])
    return found


def _all_ties(release: OpenRelease, found: Network) -> list[Tie]:
    return ties_of(release, found.wanted, map(_pair, found.edges))


def _wanted(asked: Asked) -> Wanted:
    chosen = asked.many("kind")
    kinds = tuple(kind for kind in KINDS if kind in chosen) or BY_DEFAULT
    return Wanted(
        asked.path["entity_id"],
        asked.number("depth", 1, 1, 2),
        kinds,
        asked.number("from", 0, 0, 9999) or None,
        asked.number("to", 0, 0, 9999) or None,
        asked.text("undated") == "1",
        asked.number("least", 1, 1, 1000),
        asked.text("unsure") == "1",
    )


def _written(release: OpenRelease, wanted: Wanted, edges: Sequence[Edge]) -> list[Row]:
    """Edges with their first ties, each with the evidence for it."""
    rows = {_pair(edge): _row(edge) | {"ties": []} for edge in edges}
    ties = [_told(tie) for tie in ties_of(release, wanted, rows, MOST_TOLD)]
    for table in sorted({tie["fact_table"] for tie in ties}):
        _prove(release, [tie for tie in ties if tie["fact_table"] == table], table)
    for tie in ties:
        rows[tie["source"], tie["target"], tie["kind"]]["ties"].append(tie)
    return list(rows.values())


def _row(thing: Node | Edge | Tie) -> Row:
    return {name: getattr(thing, name) for name in thing.__slots__}


def _pair(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.target, edge.kind


def _prove(release: OpenRelease, ties: list[Row], table: str) -> None:
    """Several ties may come from one fact: a contract has several parties."""
    facts = {tie["fact_id"]: {"fact_id": tie["fact_id"]} for tie in ties}
    with_proofs(release, list(facts.values()), table, "fact_id", 1)
    for tie in ties:
        tie |= facts[tie["fact_id"]]


def _told(tie: Tie) -> Row:
    """A tie with how far its dates are known: roles do not say."""
    begun, over = tie.precision, None
    if tie.kind == "role":
        begun, over = role_precision(tie.started_on), role_precision(tie.ended_on)
    return _row(tie) | {"begun": begun, "over": over}


def _drawing(found: Network, points: Points) -> dict[str, Any]:
    """What the script draws; whatever it tells stands in the tables, in the reader's language."""
    nodes = [
        {
            "id": node.entity_id,
            "name": node.name,
            "shape": SHAPES.get(node.kind, OTHER_SHAPE),
            "distance": node.distance,
            "x": points[node.entity_id][0],
            "y": points[node.entity_id][1],
        }
        for node in found.nodes
    ]
    lines = [
        {"id": f"e{n}", "source": edge.source, "target": edge.target, "kind": edge.kind, "weight": edge.weight}
        for n, edge in enumerate(found.edges)
    ]
    return {"nodes": nodes, "edges": lines, "lines": LINES}


class _Tables(Mapping[str, list[Row]]):
    """What is on screen as tables, each made when it is asked for: a page shows their names only."""

    def __init__(self, release: OpenRelease, found: Network, names: Mapping[str, str]) -> None:
        self._release, self._found, self._names = release, found, names
        self._made = {"nodes": self._nodes, "edges": self._edges, "ties": self._ties}

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def __getitem__(self, name: str) -> list[Row]:
        return self._made[name]()

    def _nodes(self) -> list[Row]:
        points = positions(self._found)
        return [_row(node) | dict(zip("xy", points[node.entity_id], strict=True)) for node in self._found.nodes]

    def _edges(self) -> list[Row]:
        return [self._named(_row(edge)) for edge in self._found.edges]

    def _ties(self) -> list[Row]:
        return [self._named(_row(tie)) for tie in _all_ties(self._release, self._found)]

    def _named(self, row: Row) -> Row:
        return row | {"source_name": self._names[row["source"]], "target_name": self._names[row["target"]]}


ROUTES = (
    Page("/network/{entity_id}.gexf", gexf),
    Page("/network/{entity_id}", network),
)
