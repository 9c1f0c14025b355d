import hashlib
import io
import re
from pathlib import Path

import networkx
import pytest

from orchestration.explorer import rendering
from orchestration.explorer.network import KINDS, Wanted, as_gexf, ego, layout, network_around, positions, ties_of


@pytest.fixture
def ready(request):
    """The release, written only when the test has told what is in it."""
    return lambda: request.getfixturevalue("release")


def around(release, **wanted):
    return network_around(release, Wanted(**({"centre": "org-2"} | wanted)))


def lines(network):
    return {(edge.source, edge.kind, edge.target) for edge in network.edges}


def tie(writing, number, source, **columns):
    """A role of another person at Tressan SA."""
    actor = f"act-{number}"
    writing.add("actors", **({"actor_id": actor, "name": f"Personne {number}"} | columns.pop("actor", {})))
    about = {"role_id": f"rol-{number}", "actor_id": actor, "organisation_id": source, "title": "associé"}
    writing.add("roles", **(about | columns))
    return actor


def test_ties_go_from_who_acts_to_whom_it_concerns(release):
    assert lines(around(release, centre="org-1")) == {
        ("act-1", "role", "org-1"),
        ("org-1", "contract", "org-2"),
        ("act-1", "quote", "org-2"),
    }


def test_named_together_is_no_tie_unless_asked_for(release):
    assert "act-2" not in {node.entity_id for node in around(release).nodes}
    together = around(release, kinds=KINDS)
    assert ("act-2", "together", "org-2") in lines(together)
    assert len([edge for edge in together.edges if {edge.source, edge.target} == {"act-2", "org-2"}]) == 1


def test_a_relation_leads_from_the_object_to_the_organisation_it_is_about(writing, ready):
    writing.add(
        "organisation_relations",
        relation_id="rel-1",
        subject_organisation_id="org-2",
        object_actor_id="act-2",
        kind="founder",
    )
    release = ready()
    [edge] = around(release, kinds=("relation",)).edges
    [tied] = ties_of(release, Wanted("org-2"), [(edge.source, edge.target, edge.kind)])
    assert (edge.source, edge.target, tied.detail) == ("act-2", "org-2", "founder")


def test_a_supplier_that_was_replaced_and_speech_that_was_denied_tie_nobody(writing, ready):
    writing.tables["contract_parties"][1]["is_current"] = False
    writing.tables["quotes"][2]["is_cue_negated"] = True
    assert lines(around(ready())) == set()


def test_parallel_ties_are_one_line_that_weighs_what_they_weigh(writing, ready):
    writing.add(
        "roles",
        role_id="rol-2",
        actor_id="act-1",
        organisation_id="org-1",
        title="élue",
        document_count=4,
        confidence=0.5,
    )
    writing.add("roles", role_id="rol-3", actor_id="act-1", organisation_id="org-1", title="conseillère")
    release = ready()
    network = around(release, centre="org-1", kinds=("role",))
    [edge] = network.edges
    assert (edge.weight, edge.tie_count) == (6, 3)
    first, *_ = ties_of(release, network.wanted, [("act-1", "org-1", "role")], 1)
    assert first.label == "élue"
    assert around(release, centre="org-1", kinds=("role",), least=6).edges == network.edges
    assert around(release, centre="org-1", kinds=("role",), least=7).edges == ()


@pytest.mark.parametrize(
    ("first", "last", "is_there"),
    [(2020, None, True), (2026, None, True), (None, 2020, True), (None, 2019, False), (2015, 2019, False)],
)
def test_a_role_lasts_until_something_says_that_it_is_over(release, first, last, is_there):
    shown = around(release, centre="org-1", kinds=("role",), first_year=first, last_year=last)
    assert bool(shown.edges) is is_there


def test_a_role_that_is_over_is_not_told_of_later_years(writing, ready):
    writing.tables["roles"][0]["is_former"] = True
    release = ready()
    assert around(release, centre="org-1", kinds=("role",), first_year=2020).edges
    assert not around(release, centre="org-1", kinds=("role",), first_year=2021).edges


def test_ties_without_a_date_are_left_out_of_years_and_counted(writing, ready):
    tie(writing, 9, "org-2")
    release = ready()
    bounded = around(release, kinds=("role",), first_year=2000)
    assert (bounded.edges, bounded.remainder.undated) == ((), 1)
    kept = around(release, kinds=("role",), first_year=2000, undated=True)
    assert (len(kept.edges), kept.remainder.undated) == (1, 0)


def test_the_second_step_follows_the_ties_of_the_neighbours(writing, ready):
    tie(writing, 9, "org-1")
    release = ready()
    assert "act-9" not in {node.entity_id for node in around(release).nodes}
    distances = {node.entity_id: node.distance for node in around(release, depth=2).nodes}
    assert distances == {"org-2": 0, "act-1": 1, "org-1": 1, "act-9": 2}


def test_what_is_beyond_the_bound_is_counted_by_kind_and_the_strongest_stay(writing, ready, monkeypatch):
    monkeypatch.setattr(ego, "MOST_NODES", 4)
    for number in range(10, 16):
        tie(writing, number, "org-2", document_count=number)
    network = around(ready())
    assert [node.entity_id for node in network.nodes] == ["org-2", "act-15", "act-14", "act-13"]
    assert (network.remainder.others, network.remainder.kinds) == (5, {"role": 3, "contract": 1, "quote": 1})


def test_lines_beyond_the_bound_are_counted_and_nobody_is_left_alone(writing, ready, monkeypatch):
    monkeypatch.setattr(ego, "MOST_EDGES", 2)
    network = around(ready())
    assert lines(network) == {("org-1", "contract", "org-2"), ("act-1", "quote", "org-2")}
    assert network.remainder.edges == 1


def test_neighbours_that_are_not_followed_are_counted(release, monkeypatch):
    monkeypatch.setattr(ego, "MOST_FOLLOWED", 1)
    assert around(release, depth=2).remainder.not_followed == 1


def test_unsure_names_are_counted_and_shown_when_asked_for(writing, ready):
    tie(writing, 9, "org-2", actor={"is_supported": False})
    release = ready()
    network = around(release)
    assert (network.remainder.unsure, "act-9" in {node.entity_id for node in network.nodes}) == (1, False)
    assert "act-9" in {node.entity_id for node in around(release, unsure=True).nodes}


def test_whom_the_readers_may_not_see_is_neither_shown_nor_counted(writing, ready):
    tie(writing, 9, "org-2", actor={"marking": "restricted"})
    network = around(ready())
    assert "act-9" not in {node.entity_id for node in network.nodes}
    assert (network.remainder.others, network.remainder.unsure) == (0, 0)
    assert lines(network) == {("org-1", "contract", "org-2"), ("act-1", "quote", "org-2"), ("act-1", "role", "org-1")}


def test_positions_are_always_the_same_with_the_centre_in_the_middle(release):
    network = around(release, kinds=KINDS, depth=2)
    points = positions(network)
    layout._positions.cache_clear()
    assert positions(network) == points
    assert points["org-2"] == (0, 0)
    assert len(set(points.values())) == len(network.nodes)


def test_gexf_has_the_ids_and_attributes_of_the_releases_export(release):
    network = around(release, kinds=KINDS)
    ties = ties_of(release, network.wanted, [(edge.source, edge.target, edge.kind) for edge in network.edges])
    written = as_gexf(network, ties, positions(network))
    graph = networkx.read_gexf(io.BytesIO(written))
    assert graph.nodes["act-1"]["kind"] == "person"
    assert graph.nodes["act-1"]["label"] == "Maëlle Kervoan"
    # NetworkX reads the ids of edges as their keys.
    told = {key: (source, target, about["kind"]) for source, target, key, about in graph.edges(keys=True, data=True)}
    assert told["con-1.org-1.org-2"] == ("org-1", "org-2", "contract")
    assert told["rol-1"] == ("act-1", "org-1", "role")
    assert told["act-2.org-2"] == ("act-2", "org-2", "named_together")
    assert as_gexf(network, ties, positions(network)) == written


def test_the_page_says_the_same_without_a_script(page):
    shown = page("/network/org-2")
    assert re.search(r"la réfection du quai</a>", shown)
    assert "/documents/doc-1#e=evi-" in shown
    assert 'href="/network/org-1"' in shown
    assert "style=" not in shown


def test_parameters_are_kept_when_the_centre_moves(page):
    shown = page("/network/org-2?depth=2&kind=contract")
    assert 'href="/network/org-1?depth=2&amp;kind=contract"' in shown
    assert 'href="/network/org-2.gexf?depth=2&amp;kind=contract"' in shown


def test_a_role_that_began_in_a_year_is_not_dated_to_its_first_day(page):
    shown = page("/network/org-1?kind=role")
    assert "(since 2020)" in shown
    assert "1 January 2020" not in shown


@pytest.mark.parametrize(
    "query", ["depth=9&least=-1", "from=x&to=99999", "kind=nothing", "kind=role&from=2021&to=2019"]
)
def test_whatever_is_asked_gets_an_answer(client, query):
    for form in ("", ".json", ".csv", ".gexf"):
        assert client.get(f"/network/org-2{form}?{query}").status_code == 200


def test_files_hold_what_is_on_screen(client):
    told = client.get("/network/org-2.json?kind=contract").json()
    assert {node["entity_id"] for node in told["nodes"]} == {"org-1", "org-2"}
    assert [tied["fact_id"] for tied in told["ties"]] == ["con-1"]
    assert client.get("/network/org-2.csv?table=ties").text.splitlines()[0].startswith("kind,tie_id,fact_table,fact_id")
    assert client.get("/network/org-2.csv?table=nothing").status_code == 404


def test_who_is_not_in_the_release_has_no_network(client):
    assert client.get("/network/act-9").status_code == 404
    assert client.get("/network/act-9.gexf").status_code == 404


def test_names_of_people_cannot_end_the_data_for_the_script(writing, request):
    tie(writing, 9, "org-2", actor={"name": "</script><script>alert(1)</script>"})
    shown = request.getfixturevalue("client").get("/network/org-2").text
    assert "<script>alert" not in shown


def test_the_drawing_script_is_the_one_that_the_readme_names():
    folder = Path(rendering.STATIC) / "vendor"
    digest = hashlib.sha256((folder / "cytoscape.min.js").read_bytes()).hexdigest()
    assert digest in (folder / "README.md").read_text(encoding="utf-8")
    assert "The Cytoscape Consortium" in (folder / "cytoscape.LICENSE").read_text(encoding="utf-8")
