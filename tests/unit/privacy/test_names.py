"""A name is found in every form in which a document may write it, and nothing else is."""

import pytest

from orchestration.masking import all_names, covered, every_name, whole_names
from orchestration.privacy.finding import places_in
from orchestration.privacy.forms import forms_of, same_person

ODILE = forms_of(["Odile Tazi", "Mme Tazi"]).names()
JEAN = forms_of(["Jean-Michel Le Goazre"]).names()


@pytest.mark.parametrize(
    "written",
    [
        "Odile Tazi",
        "ODILE TAZI",
        "TAZI Odile",
        "Tazi, Odile",
        "O. Tazi",
        "Odile\nTazi",
        "Odi\u00adle Ta\u200bzi",
        "odile_tazi",
        "odile-tazi",
        "OdileTazi",
        "Odile\u00a0TAZI",
    ],
)
def test_a_name_is_found_however_it_is_written(written):
    text = f"avant {written} après"
    assert whole_names(text, ODILE) == [(6, 6 + len(written))]


def test_accents_composed_or_not_are_one_name():
    names = forms_of(["Zélie Quennevat"]).names()
    for written in ("Zélie Quennevat", "Ze\u0301lie Quennevat", "ZELIE QUENNEVAT"):
        assert covered(written, whole_names(written, names)).replace("█", "").strip() == ""


@pytest.mark.parametrize("written", ["J.-M. Le Goazre", "JM Le Goazre", "Jean Le Goazre", "LE GOAZRE Jean-Michel"])
def test_initials_and_particles_belong_to_the_name(written):
    assert whole_names(written, JEAN) == [(0, len(written))]


@pytest.mark.parametrize(
    "other", ["Odile Tazieff", "Karim Tazi", "Odile", "Tazi", "Codile Tazi", "Odile, puis Tazi", "Odile (1987) Tazi"]
)
def test_another_name_is_not_the_name(other):
    assert whole_names(other, ODILE) == []


def test_the_surname_alone_counts_unless_another_given_name_stands_before_it():
    text = "Odile Tazi et Karim Tazi. Mme Tazi sourit. Pour Tazi, oui."
    assert covered(text, all_names(text, ODILE)) == "█████ ████ et Karim Tazi. Mme ████ sourit. Pour ████, oui."
    assert "Tazi" not in covered(text, every_name(text, ODILE))


def test_covering_keeps_the_length_and_the_line_ends():
    text = "dit Odile\nTazi."
    assert covered(text, [(4, 14)]) == "dit █████\n████."


def test_places_of_namesakes_stay():
    text = "Odile Tazi écrit. Odile Tazi, l'autre, lit. Tazi rit."
    assert places_in(text, ODILE, own=[(0, 10)], others=[(18, 28), (44, 48)], bodies=[]) == [(0, 10)]


def test_an_organisation_loses_the_full_name_in_its_own_but_not_the_family_s():
    text = "Odile Tazi parle. La fondation Odile Tazi et la maison Tazi répondent."
    fondation, maison = (
        (text.index("fondation"), text.index(" et la")),
        (text.index("maison"), text.index(" répondent")),
    )
    assert covered(text, places_in(text, ODILE, own=[(0, 10)], others=[], bodies=[fondation, maison])) == (
        "█████ ████ parle. La fondation █████ ████ et la maison Tazi répondent."
    )


def test_one_name_in_two_orders_is_one_person_but_an_initial_is_not_enough():
    assert same_person("TAZI Odile", "Odile Tazi")
    assert not same_person("O. Tazi", "Odile Tazi")
