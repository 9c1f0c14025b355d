"""What one document says of a name goes to that name, and to no other."""

from datetime import date

from orchestration.resolution import appearances
from orchestration.resolution.appearances import Office
from tests.unit.resolution.press import article, body, person


def of(*named, year=2020):
    found = article(1, *named, year=year)
    made = appearances(found.mentions, found.roles, {"doc-1": found.published_on})
    return {(one.kind, one.name): one for one in made}


def test_all_mentions_of_a_name_are_one_with_its_offices_and_neighbours():
    found = of(
        person("Nora Belval", "maire", "Ville d'Orvanne", times=2, surface="Mme Belval"),
        person("Ilyes Carton"),
        body("Nordalis", kind="company"),
    )
    nora = found["actor", "Nora Belval"]
    assert nora.mention_ids == ("men-1-00", "men-1-01")
    assert nora.offices == (Office("maire", "Ville d'Orvanne"),)
    assert nora.people == ("Ilyes Carton",)
    assert nora.firms == ("Nordalis",)
    assert nora.forms == ("Mme Belval",)
    assert nora.year == 2020
    assert found["actor", "Ilyes Carton"].offices == ()
    assert found["organisation", "Ville d'Orvanne"].officers == ("Nora Belval",)
    assert found["organisation", "Nordalis"].officers == ()


def test_bodies_that_stand_beside_anybody_tell_nothing():
    public = [body("Sénat", kind="public_body"), body("Le Phare", kind="media"), body("Union civique", kind="party")]
    assert of(person("Nora Belval"), *public, body("Inconnue"))["actor", "Nora Belval"].firms == ()


def test_a_person_and_a_firm_of_one_name_are_two_and_a_document_may_have_no_date():
    found = of(person("Delvaux", "gérant", "Delvaux"), body("Delvaux"), year=None)
    assert found["actor", "Delvaux"].year is None
    assert found["actor", "Delvaux"].offices == (Office("gérant", "Delvaux"),)
    assert found["organisation", "Delvaux"].officers == ("Delvaux",)


def test_the_surest_mention_gives_the_confidence():
    found = article(1, person("Nora Belval", confidence=0.4), person("Nora Belval", confidence=0.8))
    (only,) = appearances(found.mentions, found.roles, {"doc-1": date(2020, 1, 1)})
    assert only.confidence == 0.8
