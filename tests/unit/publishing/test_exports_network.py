"""The network as networkx opens it again: who is in it, what ties them, and nothing that was not stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx

from orchestration.publishing.exports import write_exports
from tests.unit.publishing.exported import MORE_MARTS, ask, exported

__all__ = ["exported"]


def graph(build: Path) -> Any:
    return networkx.read_gexf(build / "exports" / "network.gexf")


def edges(build: Path) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {data["id"]: (source, target, data) for source, target, data in graph(build).edges(data=True)}


def test_everybody_is_a_node_with_name_and_kind(exported: Path) -> None:
    nodes = dict(graph(exported).nodes(data=True))
    assert nodes.keys() == {row[0] for row in ask(exported, "select actor_id from actors")} | {
        row[0] for row in ask(exported, "select organisation_id from organisations")
    }
    assert nodes["act-1"] == {
        "label": "Maëlle Kervoan",
        "kind": "person",
        "mention_count": 1,
        "document_count": 1,
        "is_supported": True,
    }
    assert nodes["org-1"]["kind"] == "public_body"


def test_facts_are_edges_from_who_acts_to_whom_it_concerns(exported: Path) -> None:
    found = edges(exported)
    assert found["rol-1"][:2] == ("act-1", "org-1")
    assert found["rol-1"][2]["label"] == "maire"
    assert found["rol-2"][2]["is_former"] is True
    assert found["con-1.org-1.org-2"][:2] == ("org-1", "org-2")
    assert found["con-1.org-1.act-3"][2]["is_former"] is True
    assert found["rel-1"][:2] == ("org-1", "org-2")
    assert found["rel-1"][2]["kind"] == "shareholder"
    # A role with no organisation ties nobody.
    assert "rol-3" not in found


def test_who_is_named_together_is_tied_once_a_pair_by_the_number_of_documents(exported: Path) -> None:
    together = {edge[:2]: edge[2]["weight"] for edge in edges(exported).values() if edge[2]["kind"] == "named_together"}
    # act-2 is named there too, but is not supported.
    names = ["act-1", "act-3", "org-1", "org-2"]
    assert together == {(one, other): 1 for one in names for other in names if one < other}


def test_a_reprint_does_not_make_a_tie_stronger(marts: Any, tmp_path: Path) -> None:
    marts.run(MORE_MARTS.read_text(encoding="utf-8"))
    marts.run(
        """
        insert into marts.documents by name
        select * replace ('doc-c3' as document_id, 'doc-a1' as leading_document_id)
        from marts.documents where document_id = 'doc-a1';
        insert into marts.mentions by name
        select * replace (mention_id || '-c' as mention_id, 'doc-c3' as document_id) from marts.mentions;
        """
    )
    build = tmp_path / "reprinted"
    marts.stage(build)
    write_exports(build, marts.tables)
    weights = {edge[2]["weight"] for edge in edges(build).values() if edge[2]["kind"] == "named_together"}
    assert weights == {1}
