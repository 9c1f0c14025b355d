import random
from dataclasses import replace

import pytest

from orchestration.records import Mention
from orchestration.resolution import Curation, CurationError, read_curation, resolve

COUNTER = iter(range(10_000))


def named(name, kind="organisation", surface=None, document_id="doc-1", **values):
    return Mention(
        mention_id=f"men-{next(COUNTER):05}",
        document_id=document_id,
        start_char=0,
        end_char=len(surface or name),
        surface_text=surface or name,
        kind=kind,
        name=name,
        rule="test",
        confidence=0.9,
        **values,
    )


def groups(mentions, curation=None):
    """The sets of names that came together."""
    _, links = resolve(mentions, curation)
    names = {mention.mention_id: mention.name for mention in mentions}
    found = {}
    for link in links:
        found.setdefault(link.entity_id, set()).add(names[link.mention_id])
    return sorted(map(sorted, found.values()))


@pytest.mark.parametrize(
    "names",
    [
        ["Nordalis", "NORDALIS", "Nordalis SA", "la Nordalis S.A.", "Nordalis  SAS"],
        ["Société Générale d'Énergie", "Société générale d’énergie"],
        ["L'Écho du Marais", "Echo du Marais"],
    ],
)
def test_spellings_of_one_organisation_come_together(names):
    assert len(groups([named(name) for name in names])) == 1


@pytest.mark.parametrize(
    "names",
    [["DGSE", "DGSI"], ["Nordalis", "Nordalis Défense"], ["SA", "SE"], ["Banque du Nord", "Banque du Sud"]],
)
def test_different_organisations_stay_apart(names):
    assert len(groups([named(name) for name in names])) == len(names)


def test_a_person_and_a_firm_of_one_name_stay_apart():
    entities, _ = resolve([named("Delvaux"), named("Delvaux", kind="actor")])
    assert {entity.kind for entity in entities} == {"actor", "organisation"}


def test_an_acronym_joins_the_one_long_form_that_the_corpus_gives_it():
    declared = named("Agence nationale du littoral", acronym="ANL")
    assert groups([declared, named("ANL", document_id="doc-2")]) == [["ANL", "Agence nationale du littoral"]]


def test_an_acronym_with_two_long_forms_joins_neither():
    declared = [named("Agence nationale du littoral", acronym="ANL"), named("Amicale nordique de lutte", acronym="ANL")]
    assert len(groups([*declared, named("ANL", document_id="doc-3")])) == 3


def test_an_entity_is_called_by_its_commonest_spelling_and_keeps_the_others():
    mentions = [named("NORDALIS TECHNOLOGIES"), named("Nordalis Technologies"), named("Nordalis Technologies SA")]
    entities, _ = resolve([*mentions, named("Nordalis Technologies")])
    assert entities[0].name == "Nordalis Technologies"
    assert entities[0].aliases == ("NORDALIS TECHNOLOGIES", "Nordalis Technologies SA")


def test_ids_and_names_do_not_depend_on_the_order_of_arrival():
    mentions = [named(name) for name in ("Nordalis", "NORDALIS", "ANL", "Banque du Nord", "Nordalis SA")]
    mentions.append(named("Agence nationale du littoral", acronym="ANL"))
    expected = resolve(mentions)
    for seed in range(5):
        shuffled = random.Random(seed).sample(mentions, len(mentions))
        assert resolve(shuffled) == expected


def test_the_kind_that_the_evidence_names_wins_over_other():
    mentions = [named("Nordalis", organisation_kind="other"), named("Nordalis", organisation_kind="company")]
    entities, _ = resolve(mentions)
    assert entities[0].organisation_kind == "company"


def curated(tmp_path, table, *lines):
    (tmp_path / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_curation(tmp_path)


def test_people_decide_what_is_one_and_how_it_is_called(tmp_path):
    curation = curated(tmp_path, "organisations", "name,canonical_name,acronym,kind", "Nordalys,Nordalis,NRD,company")
    entities, links = resolve([named("Nordalys"), named("Nordalis")], curation)
    assert [(e.name, e.acronym, e.organisation_kind) for e in entities] == [("Nordalis", "NRD", "company")]
    assert {(link.score, link.reason) for link in links} == {(1.0, "curated"), (0.95, "same name")}


def test_people_win_over_an_acronym(tmp_path):
    curation = curated(tmp_path, "organisations", "name,canonical_name", "ANL,Amicale nordique de lutte")
    declared = named("Agence nationale du littoral", acronym="ANL")
    assert groups([declared, named("ANL")], curation) == [["ANL"], ["Agence nationale du littoral"]]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["name,kind", "a,company"], "canonical_name is missing"),
        (["name,canonical_name", "a,"], "line 2"),
        (["name,canonical_name,kind", "a,b,firm"], "unknown kind 'firm'"),
        (["name,canonical_name", "Nordalis,A", "NORDALIS SA,B"], "line 3.*decides otherwise"),
    ],
)
def test_decisions_that_cannot_be_right_are_refused_with_file_and_line(tmp_path, lines, message):
    with pytest.raises(CurationError, match=rf"organisations\.csv.*{message}"):
        curated(tmp_path, "organisations", *lines)


def test_no_curation_folder_decides_nothing(tmp_path):
    assert read_curation(tmp_path / "none") == replace(Curation(), version=read_curation(tmp_path).version)
