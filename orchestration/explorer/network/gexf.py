"""A network as GEXF, for Gephi and its like: nodes and edges with the ids and attributes of the release's own export.

What belongs here: writing it. What does not: which ties (`ego`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from orchestration.explorer.network.ego import Network
from orchestration.explorer.network.layout import Points
from orchestration.explorer.network.ties import TOGETHER, Tie

# XML has no way of writing control characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_gexf(network: Network, ties: Iterable[Tie], points: Points) -> bytes:
    """An edge a tie, as in the release's `network.gexf`, so that the two can be laid over each other."""
    import networkx
    from networkx.readwrite.gexf import GEXFWriter

    graph = networkx.MultiDiGraph()
    for node in network.nodes:
        x, y = points[node.entity_id]
        graph.add_node(
            node.entity_id,
            label=_written(node.name),
            kind=node.kind,
            mention_count=node.mention_count,
            document_count=node.document_count,
            is_supported=bool(node.is_supported),
            # Gephi's second axis points up, a screen's down.
            viz={"position": {"x": x, "y": -y, "z": 0}},
        )
    for tie in ties:
        known = {} if tie.confidence is None else {"confidence": tie.confidence}
        told = {"kind": tie.detail, "label": _written(tie.label), "is_former": bool(tie.is_former)}
        graph.add_edge(tie.source, tie.target, tie.tie_id, id=tie.tie_id, weight=tie.weight, **told, **known)
    for edge in (edge for edge in network.edges if edge.kind == TOGETHER):
        tie_id = f"{edge.source}.{edge.target}"
        told = {"kind": "named_together", "label": "", "is_former": False}
        graph.add_edge(edge.source, edge.target, tie_id, id=tie_id, weight=edge.weight, **told)
    writer = GEXFWriter(graph, prettyprint=False)
    # The day of writing would make two writings of one network differ.
    del writer.xml.find("meta").attrib["lastmodifieddate"]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _written(words: str) -> str:
    return UNWRITABLE.sub("", words)
