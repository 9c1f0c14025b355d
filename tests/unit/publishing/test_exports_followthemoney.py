"""FollowTheMoney as the real library reads it: it knows every word, changes no value and loses no link."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import networkx
import pytest
import yaml
from followthemoney import model
from followthemoney.proxy import EntityProxy
from followthemoney.types import registry

from orchestration.publishing.exports import write_exports
from tests.conftest import ROOT
from tests.unit.publishing.exported import MORE_MARTS, ask, exported

__all__ = ["exported"]

LISTS = files("orchestration.publishing.exports")


def entities(build: Path) -> dict[str, dict[str, Any]]:
    lines = (build / "exports" / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    return {entity["id"]: entity for entity in map(json.loads, lines)}


def read(entity: dict[str, Any]) -> EntityProxy:
    """The entity as the library takes it in: every value cleaned, what it does not understand dropped."""
    return model.get_proxy(entity, cleaned=False)


def links(proxy: EntityProxy) -> list[tuple[Any, str]]:
    return [(prop, value) for prop, value in proxy.itervalues() if prop.type is registry.entity]


def rows(name: str) -> list[list[str]]:
    lines = LISTS.joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_the_library_takes_every_value_as_it_was_written(exported: Path) -> None:
    for entity in entities(exported).values():
        proxy = read(entity)
        schema = model.get(entity["schema"])
        assert schema is not None
        assert not schema.abstract
        assert proxy.id == entity["id"]
        assert proxy.to_dict()["properties"] == entity["properties"]
        assert all(len(value) <= prop.max_length for prop, value in proxy.itervalues())
        assert all(proxy.get(name) for name in schema.required)


def test_hard_values_are_composed_and_on_one_line(exported: Path) -> None:
    found = entities(exported)
    assert found["act-3"]["properties"]["name"] == ["Éloïse Marrec"]
    assert found["act-2"]["properties"]["name"] == ["Yann 'Le Guen"]
    assert found["doc-a1"]["properties"] == {
        "fileName": ["conseil.txt"],
        "title": ["Le quai : suite"],
        "author": ['"Soizic Le Ven"'],
        "publisher": ["Gazette de Port-Brévent"],
        "publishedAt": ["2026-03-04"],
        "language": ["fra"],
        "sourceUrl": ["https://gazette.example.org/"],
    }


def test_no_link_is_lost_on_the_way_through_the_library(exported: Path) -> None:
    found = entities(exported)
    written = Counter(
        (entity["schema"], name)
        for entity in found.values()
        for name, values in entity["properties"].items()
        for _ in values
        if model.get(entity["schema"]).get(name).type is registry.entity
    )
    kept = Counter((proxy.schema.name, prop.name) for proxy in map(read, found.values()) for prop, _ in links(proxy))
    assert kept == written
    # Counted from the tables, too: what was never written cannot be lost.
    mentions = ask(exported, "select count(*) from mentions")[0][0]
    assert kept["Mention", "document"] == kept["Mention", "resolved"] == mentions
    assert kept["ContractAward", "supplier"] == 2
    assert kept["Contract", "authority"] == 1
    ends = sum(kept[schema, name] for schema, name in kept if name in {"employee", "director", "member", "subject"})
    assert ends == ask(exported, "select count(*) from roles where organisation_id is not null")[0][0] + 3
    assert kept["Note", "entity"] == 1


def test_every_link_leads_to_an_entity_that_may_stand_there(exported: Path) -> None:
    found = entities(exported)
    proxies = {key: read(entity) for key, entity in found.items()}
    for proxy in proxies.values():
        for prop, value in links(proxy):
            assert value in found, (proxy.id, prop.name)
            assert proxies[value].schema.is_a(prop.range), (proxy.id, prop.name)
        if proxy.schema.edge:
            assert len(list(proxy.edgepairs())) == 1, proxy.id


@pytest.mark.parametrize(
    ("role", "schema", "ends"),
    [
        ("rol-1", "Directorship", ("director", "organization")),
        ("rol-2", "Employment", ("employee", "employer")),
        ("rol-4", "UnknownLink", ("subject", "object")),
        ("rol-5", "Membership", ("member", "organization")),
        ("rol-6", "Directorship", ("director", "organization")),
    ],
)
def test_a_function_says_which_link_it_is(exported: Path, role: str, schema: str, ends: tuple[str, str]) -> None:
    entity = entities(exported)[role]
    assert entity["schema"] == schema
    assert set(ends) <= entity["properties"].keys()


def test_a_role_with_no_organisation_is_a_position_and_former_ones_are_none(exported: Path) -> None:
    found = entities(exported)
    assert "rol-3" not in found
    assert found["act-2"]["properties"]["position"] == ["essayiste"]
    assert found["rol-2"]["properties"]["status"] == ["former"]


def test_facts_lead_to_the_documents_and_words_that_say_so(exported: Path) -> None:
    found = entities(exported)
    assert found["rol-1"]["properties"]["proof"] == ["doc-a1"]
    assert found["rol-1"]["properties"]["description"] == ["Maëlle Kervoan, maire de Port-Brévent"]
    proofs = found["con-1"]["properties"]["proof"]
    assert "doc-a1" in proofs
    (notice,) = set(proofs) - {"doc-a1"}
    assert found[notice]["properties"]["messageId"] == ["2026-07"]
    assert found[notice]["properties"]["sourceUrl"] == ["https://avis.example.org/2026-07?lot=1#haut"]


def test_a_date_is_no_more_precise_than_what_is_known(exported: Path) -> None:
    found = entities(exported)
    assert found["con-1"]["properties"]["contractDate"] == ["2026-03"]
    assert found["rel-4"]["properties"]["startDate"] == ["2026"]


def test_words_that_a_document_denies_are_nobodys(exported: Path) -> None:
    denied = entities(exported)["quo-2"]["properties"]
    assert "entity" not in denied
    assert "denied: the document says that this was not said" in denied["notes"]


def test_only_a_company_that_has_an_owner_is_owned(exported: Path) -> None:
    schemata = {key: entity["schema"] for key, entity in entities(exported).items() if key.startswith("rel-")}
    assert schemata == {
        "rel-1": "Ownership",
        "rel-2": "UnknownLink",  # a takeover that is only announced
        "rel-3": "UnknownLink",  # a share in a public body
        "rel-4": "Membership",
        "rel-5": "Ownership",
    }


def test_who_is_not_supported_says_so(exported: Path) -> None:
    found = entities(exported)
    assert found["act-2"]["properties"]["keywords"] == ["unsupported"]
    assert "keywords" not in found["act-1"]["properties"]


def test_a_supplier_who_was_replaced_says_so(exported: Path) -> None:
    found = entities(exported)
    assert found["con-1.act-3"]["properties"]["status"] == ["replaced"]
    assert found["con-1.org-2"]["properties"]["status"] == ["awarded"]
    assert found["con-1.org-2"]["properties"]["lotNumber"] == ["1"]


def test_who_is_in_the_running_is_awarded_nothing(marts: Any, tmp_path: Path) -> None:
    marts.run(MORE_MARTS.read_text(encoding="utf-8"))
    marts.run("update marts.contracts set status = 'pending'")
    build = tmp_path / "pending"
    marts.stage(build)
    write_exports(build, marts.tables)
    found = entities(build)
    assert "ContractAward" not in {entity["schema"] for entity in found.values()}
    finalist = read(found["con-1.org-2"])
    assert list(finalist.edgepairs()) == [("org-2", "con-1")]
    assert finalist.to_dict()["properties"] == found["con-1.org-2"]["properties"]
    edges = networkx.read_gexf(build / "exports" / "network.gexf").edges(data="kind")
    assert "contract_pending" in {kind for _, _, kind in edges}


def test_what_can_be_found_in_documents_has_a_word_in_the_model() -> None:
    lists = files("orchestration.documents").joinpath("lists")
    languages = {
        line.split("\t")[0]
        for name in ("function_words.tsv", "scripts.tsv")
        for line in lists.joinpath(name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    known = dict(rows("languages.tsv"))
    assert languages <= known.keys()
    assert all(registry.language.clean(language) == code for language, code in known.items())
    declared = yaml.safe_load((ROOT / "dbt_project/models/marts/organisations.yml").read_text(encoding="utf-8"))
    (kind,) = (column for column in declared["models"][0]["columns"] if column["name"] == "kind")
    assert {kind for kind, _ in rows("organisation_kinds.tsv")} == set(
        kind["data_tests"][0]["accepted_values"]["arguments"]["values"]
    )


def test_the_list_of_functions_names_links_of_the_model_and_no_function_twice() -> None:
    listed = rows("functions.tsv")
    assert {row[1] for row in listed} == {"Directorship", "Employment", "Membership", "UnknownLink"}
    keys = Counter((row[0], len(row)) for row in listed)
    assert max(keys.values()) == 1


def test_an_empty_release_is_an_empty_file(marts: Any, tmp_path: Path) -> None:
    marts.run(MORE_MARTS.read_text(encoding="utf-8"))
    marts.empty()
    build = tmp_path / "empty"
    marts.stage(build)
    write_exports(build, marts.tables)
    assert entities(build) == {}
    with duckdb.connect() as con:
        assert con.execute(f"select count(*) from read_csv('{build}/exports/csv/actors.csv')").fetchone() == (0,)
