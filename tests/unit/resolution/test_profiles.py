"""Appearances are taken together only where their own documents already say that they are one."""

from dataclasses import replace

from orchestration.resolution import Appearance
from orchestration.resolution.appearances import Office
from orchestration.resolution.profiles import APART_UP_TO, profiles

NORA = Appearance("app-0", "doc-0", "actor", "Nora Belval", mention_ids=("men-0",))


def many(count, *organisations):
    """As many appearances of one name, in the service of the organisations in turn."""
    served = [organisations[place % len(organisations)] for place in range(count)]
    return [
        replace(NORA, appearance_id=f"app-{n}", document_id=f"doc-{n}", offices=(Office("directeur", firm),))
        for n, firm in enumerate(served)
    ]


def test_a_rare_name_is_one_row_a_document():
    assert len(profiles(many(APART_UP_TO, "Nordalis"), {})) == APART_UP_TO


def test_a_frequent_name_is_one_row_an_organisation_and_none_is_lost():
    made = profiles(many(3 * APART_UP_TO, "Nordalis", "Kertal", "groupe Kertal"), {})
    assert sorted(len(profile.appearances) for profile in made) == [APART_UP_TO, 2 * APART_UP_TO]


def test_a_document_that_people_judged_stays_a_row_of_its_own():
    key = profiles([NORA], {})[0].name_key
    made = profiles(many(3 * APART_UP_TO, "Nordalis"), {}, judged={(key, "doc-7")})
    assert sorted(len(profile.appearances) for profile in made) == [1, 3 * APART_UP_TO - 1]


def test_registered_numbers_part_bodies_of_one_name():
    bodies = [
        Appearance(f"app-{n}", f"doc-{n}", "organisation", "Nordalis", number=number, mention_ids=(f"men-{n}",))
        for n, number in enumerate(["999999907", "999999915", "999999907"])
    ]
    assert sorted(len(profile.appearances) for profile in profiles(bodies, {})) == [1, 2]


def test_the_order_of_appearances_changes_nothing():
    appeared = many(3 * APART_UP_TO, "Nordalis", "Kertal")
    assert {p.profile_id: p.row for p in profiles(appeared, {})} == {
        p.profile_id: p.row for p in profiles(appeared[::-1], {})
    }
