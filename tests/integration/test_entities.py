"""Ids, registers and value lookups over two nights: what readers of a release keep and find again."""

import json

import pytest

from tests.conftest import Greffier
from tests.warm import WarmGreffier

pytestmark = pytest.mark.integration

# The same person and firm, written otherwise.
OTHER = """Un chantier à Brest

NORDALIS engage un chantier. « Nous recrutons », a déclaré L. Varenne, DG de Nordalis. Le maire de Brivet, Paul Osmont,
s'en félicite.
"""
PARTNERS = [
    {
        "id": "partner-7",
        "schema": "Company",
        "properties": {"name": ["Nordalis"], "alias": ["Balises du Nord"], "sirenCode": ["999999907"]},
    },
    {"id": "partner-8", "schema": "Person", "properties": {"name": ["Odile Quesnoy"]}},
]
WATCHED = "reference_id,name,kind,aliases,identifier\nW1,Varenne Léa,actor,,\n"
VALUES = "column,value,canonical_value\nroles.normal_title,Directeur Général,dirigeant\n"


def run(greffier: Greffier) -> None:
    done = greffier.command("run", GREFFIER_CURATION=str(greffier.folder / "curation"))
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Greffier, dict[str, str]]:
    """Two nights: one article, then another, registers and lookups; with the ids of the first night by name."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("entities"))
    greffier.write("premier.txt")
    run(greffier)
    names = "select name, actor_id from actors union all select name, organisation_id from organisations"
    first = dict(greffier.rows(names))
    registers = greffier.folder / "curation" / "registers"
    registers.mkdir(parents=True)
    (registers / "partners.jsonl").write_text("\n".join(map(json.dumps, PARTNERS)), encoding="utf-8")
    (registers / "watched.csv").write_text(WATCHED, encoding="utf-8")
    (registers.parent / "values.csv").write_text(VALUES, encoding="utf-8")
    greffier.write("autre.txt", OTHER)
    run(greffier)
    return greffier, first


def test_an_entity_keeps_its_id_when_documents_arrive(nights):
    greffier, first = nights
    assert {"Léa Varenne", "Nordalis"} <= set(first)
    rows = greffier.rows(
        "select surface_text, coalesce(actor_id, organisation_id) from mentions"
        " join documents using (document_id) where source_path = 'autre.txt'"
    )
    found = dict(rows)
    assert found["NORDALIS"] == first["Nordalis"]
    assert found["L. Varenne"] == first["Léa Varenne"]
    assert found["Paul Osmont"] not in first.values()


def test_each_mention_says_why_it_belongs_to_whom_and_beside_which_other(nights):
    greffier, _ = nights
    ((reason, text),) = greffier.rows(
        "select m.link_reason, o.surface_text from mentions m"
        " join mentions o on o.mention_id = m.matched_mention_id where m.surface_text = 'L. Varenne'"
    )
    assert "the initial fits" in reason
    assert "Varenne" in text


def test_a_register_meets_the_documents_and_gives_them_no_name_of_its_own(nights):
    greffier, first = nights
    matches = greffier.rows(
        "select register, reference_id, listed_name, coalesce(actor_id, organisation_id)"
        " from register_matches order by all"
    )
    assert matches == [
        ("partners", "partner-7", "Balises du Nord", first["Nordalis"]),
        ("partners", "partner-7", "Nordalis", first["Nordalis"]),
        ("watched", "W1", "Varenne Léa", first["Léa Varenne"]),
    ]
    ((aliases,),) = greffier.rows("select aliases from organisations where name = 'Nordalis'")
    assert "Balises du Nord" not in aliases
    assert greffier.rows("select count(*) from actors where name = 'Odile Quesnoy'") == [(0,)]


def test_functions_are_called_what_people_decided(nights):
    greffier, first = nights
    titles = greffier.rows(f"select title, normal_title from roles where actor_id = '{first['Léa Varenne']}'")
    assert titles == [("DG", "dirigeant")]


def test_who_stands_in_no_document_any_more_is_gone_and_says_so(nights):
    greffier, first = nights
    (osmont,) = greffier.rows("select actor_id from actors where name = 'Paul Osmont'")[0]
    (greffier.documents / "autre.txt").unlink()
    run(greffier)
    assert greffier.rows("select fate, successor_id from entity_history where entity_id = '" + osmont + "'") == [
        ("gone", None)
    ]
    assert first["Léa Varenne"] in {actor_id for (actor_id,) in greffier.rows("select actor_id from actors")}
