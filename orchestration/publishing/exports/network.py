"""Who is tied to whom as GEXF, for Gephi and its like: a node an actor or organisation, an edge a tie.

What belongs here: roles, contracts, relations and being named together, as edges. What does not: where to draw them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import networkx
from networkx.readwrite.gexf import GEXFWriter

# No program draws more pairs legibly; the view `co_mentions` holds them all.
MOST_PAIRS = 20_000

# XML has no way of writing control characters.
LABEL = r"regexp_replace({}, '[\x00-\x08\x0B\x0C\x0E-\x1F]', '', 'g')"

NODES = f"""
    select actor_id as id, {LABEL.format("name")}, 'person', mention_count, document_count, is_supported
    from actors
    union all
    select organisation_id, {LABEL.format("name")}, kind, mention_count, document_count, is_supported
    from organisations
    order by id
"""

# A tie of an actor with nothing, or of a name with itself, is no edge.
EDGES = f"""
    with ties as (
        select role_id as id, actor_id as source, organisation_id as target, 'role' as kind, title as label,
            is_former, document_count as weight, confidence
        from roles
        union all
        select buyers.contract_id || '.' || buyers.party_id || '.' || suppliers.party_id, buyers.party_id,
            suppliers.party_id, if(contracts.status = 'pending', 'contract_pending', 'contract'),
            coalesce(contracts.subject, ''), not suppliers.is_current,
            contracts.document_count + contracts.notice_count, contracts.confidence
        from (select *, coalesce(organisation_id, actor_id) as party_id from contract_parties) as buyers
        inner join (select *, coalesce(organisation_id, actor_id) as party_id from contract_parties) as suppliers
            on buyers.contract_id = suppliers.contract_id
                and buyers.party_role = 'buyer' and suppliers.party_role = 'supplier'
        inner join contracts on buyers.contract_id = contracts.contract_id
        union all
        select relation_id, coalesce(object_organisation_id, object_actor_id), subject_organisation_id, kind,
            coalesce(amount_text, ''), is_former, document_count, confidence
        from organisation_relations
        union all
        select * from (
            select entity_id || '.' || other_entity_id, entity_id, other_entity_id, 'named_together', '', false,
                document_count, null::double
            from co_mentions
            order by document_count desc, entity_id asc, other_entity_id asc
            limit {MOST_PAIRS}
        )
    )

    select id, source, target, kind, {LABEL.format("label")}, is_former,
        greatest(weight, 1) as weight, confidence
    from ties
    where source is not null and target is not null and source <> target
    order by source, target, id
"""


def write_network(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the graph of the release to `target`; `connection` is open on its tables and views."""
    graph = networkx.MultiDiGraph()
    for node, label, kind, mention_count, document_count, is_supported in connection.execute(NODES).fetchall():
        graph.add_node(
            node,
            label=label,
            kind=kind,
            mention_count=mention_count,
            document_count=document_count,
            is_supported=is_supported,
        )
    for tie, source, end, kind, label, is_former, weight, confidence in connection.execute(EDGES).fetchall():
        known = {} if confidence is None else {"confidence": confidence}
        graph.add_edge(source, end, tie, id=tie, kind=kind, label=label, is_former=is_former, weight=weight, **known)
    writer = GEXFWriter(graph, prettyprint=False)
    # The day of writing would make two writings of one graph differ.
    del writer.xml.find("meta").attrib["lastmodifieddate"]
    with target.open("wb") as file:
        writer.write(file)
