"""Where the nodes of a network are drawn: near those they are tied to, the centre in the middle, always the same.

What belongs here: positions. What does not: how they are drawn (`static/network.js`).
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from orchestration.explorer.network.ego import Network

# networkx and numpy cost 25 MB once the first network is asked for, and 0.1 s for the largest.
SEED, ROUNDS = 10, 50
# Room for a node with its name, in pixels of an unscaled drawing.
SPACING = 80

Points = dict[str, tuple[int, int]]


def positions(network: Network) -> Points:
    """A point for each node by id. The same network, of whatever release, is drawn in the same way."""
    pairs = {(min(edge.source, edge.target), max(edge.source, edge.target)) for edge in network.edges}
    return _positions(tuple(node.entity_id for node in network.nodes), tuple(sorted(pairs)))


@lru_cache(maxsize=16)
def _positions(nodes: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> Points:
    """The points for nodes, the first in the middle. Readers turn pages and take exports of one network.

    All pairs pull alike: heavy ones, which lie between those who are named most, would heap up in the middle.
    """
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    found = networkx.spring_layout(graph, k=3 / sqrt(len(nodes)), iterations=ROUNDS, seed=SEED)
    middle, room = found[nodes[0]], SPACING * sqrt(len(nodes))
    return {node: (round((x - middle[0]) * room), round((y - middle[1]) * room)) for node, (x, y) in found.items()}
