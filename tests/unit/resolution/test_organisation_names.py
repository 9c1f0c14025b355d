"""Keys of bodies: what a name says of which body it is, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.resolution.organisation_names import organisation_key, organisation_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SAS Groupe Kertal", "Kertal"),
        ("L'Agence Nordex S.A.S.", "Agence Nordex"),
        ("Ville d'Orvanne", "Mairie d’Orvanne"),
        ("TJ d'Orvanne", "tribunal judiciaire d'Orvanne"),
        ("ARS Bretagne", "agence régionale de santé Bretagne"),
        ("World Health Organization", "Organisation mondiale de la santé"),
        ("Kertal (Brest)", "Kertal"),
    ],
)
def test_one_body(one, other):
    assert organisation_key(one) == organisation_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("DGSE", "DGSI"), ("Orvanne", "Ville d'Orvanne"), ("Kertal Nord", "Kertal Sud"), ("Kertal 1", "Kertal 2")],
)
def test_two_bodies(one, other):
    assert organisation_key(one) != organisation_key(other)


def test_an_acronym_within_a_name_is_spelt_out_as_the_corpus_does():
    expansions = {"anl": "agence nationale littoral"}
    assert organisation_key("ANL Bretagne", expansions) == "agence nationale littoral bretagne"
    assert organisation_key("ANL", expansions) == "anl"


def test_a_former_name_in_brackets_is_told_apart_from_a_place():
    assert organisation_name("Solvane (ex-Brévaine)").former == "brevaine"
    assert organisation_name("Solvane (anciennement groupe Brévaine)").former == "brevaine"
    assert organisation_name("Solvane (Brest)").former == ""


def test_the_core_leaves_out_what_only_says_the_kind():
    assert organisation_name("banque Mistral").core == organisation_name("Mistral Construction").core == ("mistral",)
    assert organisation_name("Banque").core == ("banque",)


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(written):
    organisation_name(written)
