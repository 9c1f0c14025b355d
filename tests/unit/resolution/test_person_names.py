import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.resolution.person_names import person_name


@pytest.mark.parametrize(
    ("written", "given_names", "family"),
    [
        ("Léa Varenne", ("lea",), ("varenne",)),
        ("VARENNE Léa", ("lea",), ("varenne",)),
        ("Varenne Léa", ("lea",), ("varenne",)),
        ("LÉA VARENNE", ("lea",), ("varenne",)),
        ("Jean-Luc Faye", ("jean", "luc"), ("faye",)),
        ("Jean Luc Faye", ("jean", "luc"), ("faye",)),
        ("J.-L. Faye", ("j", "l"), ("faye",)),
        ("M. Castaing", ("m",), ("castaing",)),
        ("Mme Castaing", (), ("castaing",)),
        ("Me Odile Castaing", ("odile",), ("castaing",)),
        ("Yannick Le Flochmoal", ("yannick",), ("leflochmoal",)),
        ("Yannick LeFlochmoal", ("yannick",), ("leflochmoal",)),
        ("Étienne d’Harambure-Lys", ("etienne",), ("dharambure", "lys")),
        ("Hugues de La Vauzelle", ("hugues",), ("delavauzelle",)),
        ("Cœcilia Lœwenbrück", ("coecilia",), ("loewenbruck",)),
        ("Varenne", (), ("varenne",)),
        ("Le Flochmoal", (), ("leflochmoal",)),
    ],
)
def test_a_name_comes_apart_whatever_its_order_capitals_hyphens_and_particles(written, given_names, family):
    name = person_name(written)
    assert (name.given, name.family) == (given_names, family)


def test_father_and_son_of_one_name_are_told_apart():
    assert person_name("Jean Varenne père").generation == "pere"
    assert person_name("Jean Varenne fils") != person_name("Jean Varenne")


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(written):
    person_name(written)
