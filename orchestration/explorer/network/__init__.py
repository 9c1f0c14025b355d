"""Who is tied to whom around one actor or organisation: what is asked, what is found, where it is drawn.

What belongs here: choosing the strongest ties within bounds, counting what is left out, positions, the graph as a
file. What does not: what a reader sees of it (`pages.network`).
"""

from orchestration.explorer.network.ego import Edge, Network, Node, Remainder, network_around
from orchestration.explorer.network.gexf import as_gexf
from orchestration.explorer.network.layout import positions
from orchestration.explorer.network.ties import BY_DEFAULT, KINDS, MOST_TIES, TOGETHER, Tie, Wanted, ties_of

__all__ = [
    "BY_DEFAULT",
    "KINDS",
    "MOST_TIES",
    "TOGETHER",
    "Edge",
    "Network",
    "Node",
    "Remainder",
    "Tie",
    "Wanted",
    "as_gexf",
    "network_around",
    "positions",
    "ties_of",
]
