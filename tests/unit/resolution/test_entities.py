"""What an entity is called, by which other names, and of which kind."""

from orchestration.resolution import Curation, Decisions, read_curation
from tests.unit.resolution.press import Corpus, article, body, person


def only(*named, decisions=None):
    """The one entity of names that stand in an article each."""
    corpus = Corpus()
    corpus.night(*(article(number, one) for number, one in enumerate(named)), decisions=decisions)
    (entity,) = corpus.entities()
    return entity


def test_an_entity_is_called_by_its_commonest_spelling_and_keeps_the_others():
    entity = only(
        body("NORDALIS TECHNOLOGIES", times=3),
        body("Nordalis Technologies", times=2),
        body("Nordalis Technologies SA", surface="Nordalis  Technologies"),
    )
    assert entity.name == "Nordalis Technologies"
    assert entity.aliases == ("NORDALIS TECHNOLOGIES", "Nordalis Technologies SA")


def test_a_person_is_called_by_the_full_name_however_rare():
    office = ("maire", "Ville d'Orvanne")
    corpus = Corpus()
    corpus.night(article(1, person("N. Belval", *office, times=5)), article(2, person("Nora Belval", *office)))
    assert [(e.name, e.aliases) for e in corpus.entities() if e.kind == "actor"] == [("Nora Belval", ("N. Belval",))]


def test_a_body_is_called_by_its_long_form_and_keeps_the_acronym():
    entity = only(body("Agence nationale du littoral", "ANL"), body("ANL", times=9))
    assert (entity.name, entity.acronym, entity.aliases) == ("Agence nationale du littoral", "ANL", ("ANL",))


def test_the_kind_that_most_evidence_names_wins_over_other():
    votes = [
        body("Nordalis", kind="other", times=5),
        body("Nordalis", kind="company"),
        body("Nordalis", kind="company"),
    ]
    assert only(*votes).organisation_kind == "company"
    assert only(body("Nordalis")).organisation_kind == "other"


def test_people_decide_what_is_one_and_how_it_is_called(tmp_path):
    (tmp_path / "organisations.csv").write_text(
        "name,canonical_name,acronym,kind\nNordalys,Nordalis,NRD,company\n", encoding="utf-8"
    )
    decisions = Decisions(read_curation(tmp_path))
    entity = only(body("Nordalys", times=3), body("Nordalis"), decisions=decisions)
    assert (entity.name, entity.acronym, entity.organisation_kind, entity.is_judged) == (
        *("Nordalis", "NRD", "company"),
        True,
    )
    assert not only(body("Nordalis"), decisions=Decisions(Curation())).is_judged


def test_people_win_over_an_acronym(tmp_path):
    (tmp_path / "organisations.csv").write_text("name,canonical_name\nANL,Amicale nordique\n", encoding="utf-8")
    corpus = Corpus()
    corpus.night(
        article(1, body("Agence nationale du littoral", "ANL")),
        article(2, body("ANL")),
        decisions=Decisions(read_curation(tmp_path)),
    )
    assert sorted(entity.name for entity in corpus.entities()) == ["Agence nationale du littoral", "Amicale nordique"]
