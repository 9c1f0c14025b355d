"""The exports of a whole night, by the tools that they are for, against the tables of that night."""

from __future__ import annotations

import json
from collections import Counter

import networkx
import pytest
from followthemoney import model
from followthemoney.types import registry
from frictionless import Package

pytestmark = pytest.mark.integration

# Every link that the tables hold: what is counted there must come out of the library again.
LINKS = """
    select (select 2 * count(*) from mentions)
        + (select 2 * count(*) from roles where organisation_id is not null)
        + (select 2 * count(*) from organisation_relations)
        + (select count(*) from contract_parties where party_role = 'buyer')
        + (select 3 * count(*) from contract_parties where party_role = 'supplier')
        + (select count(*) from quotes where speaker_kind is not null and not is_cue_negated)
        + (select count(*) from (
            select distinct fact_table, fact_id, document_id, file_sha256, notice_index
            from evidence left join roles on fact_id = role_id
            where fact_table in ('contracts', 'quotes', 'organisation_relations') or roles.organisation_id is not null
        ))
"""


def test_followthemoney_keeps_every_link_and_each_leads_somewhere(night):
    lines = (night.latest / "exports" / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    proxies = {proxy.id: proxy for proxy in (model.get_proxy(json.loads(line), cleaned=False) for line in lines)}
    assert [proxy.to_dict() for proxy in proxies.values()] == [json.loads(line) for line in lines]
    links = [
        (prop, value)
        for proxy in proxies.values()
        for prop, value in proxy.itervalues()
        if prop.type is registry.entity
    ]
    assert len(links) == night.rows(LINKS)[0][0] > 3000
    assert all(proxies[value].schema.is_a(prop.range) for prop, value in links)
    schemata = Counter(proxy.schema.name for proxy in proxies.values())
    assert schemata["Person"] == night.rows("select count(*) from actors")[0][0]
    assert min(schemata[name] for name in ("Directorship", "Employment", "ContractAward", "Ownership")) > 0


def test_frictionless_finds_keys_types_and_references_sound(night):
    report = Package(source=str(night.latest / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "rowNumber", "fieldName"])
    package = json.loads((night.latest / "datapackage.json").read_text(encoding="utf-8"))
    references = sum(len(resource["schema"].get("foreignKeys", [])) for resource in package["resources"])
    assert references > 20


def test_networkx_opens_the_network(night):
    graph = networkx.read_gexf(night.latest / "exports" / "network.gexf")
    people, organisations = night.rows("select (select count(*) from actors), (select count(*) from organisations)")[0]
    assert len(graph) == people + organisations
    kinds = Counter(kind for _, _, kind in graph.edges(data="kind"))
    assert kinds["role"] == night.rows("select count(*) from roles where organisation_id is not null")[0][0]
    assert kinds["named_together"] == night.rows("select count(*) from co_mentions")[0][0] > 1000
