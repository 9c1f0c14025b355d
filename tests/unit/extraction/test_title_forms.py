"""The wordings of one function come to one normal form, and two functions never do."""

from __future__ import annotations

import pytest

from orchestration import lexicon
from orchestration.extraction.title_forms import normal_title, singular_words


@pytest.mark.parametrize(
    ("wordings", "normal"),
    [
        (("directrice générale", "Directeur général", "DG", "la directrice générale"), "directeur général"),
        (
            ("PDG", "P-DG", "P.-D.G.", "pdg", "Présidente-directrice générale", "président directeur général"),
            "président-directeur général",
        ),
        (("maire", "mairesse", "Mairesse"), "maire"),
        (("député", "députée", "Députées"), "député"),
        (("cofondatrice", "co-fondateur", "Co-Fondatrice", "cofondateurs"), "cofondateur"),
        (("leaders médiatiques", "leader médiatique"), "leader médiatique"),
        (("directrice générale adjointe", "DGA"), "directeur général adjoint"),
        (("première adjointe", "1ère adjointe", "premier adjoint"), "premier adjoint"),
        (("conseillères municipales", "conseiller municipal"), "conseiller municipal"),
        (("infirmière libérale", "infirmiers libéraux"), "infirmier libéral"),
        (("directrice de cabinet adjointe",), "directeur de cabinet adjoint"),
        (("vice-présidente du conseil chargée des transports",), "vice-président du conseil chargé des transports"),
        (("directrice commerciale", "Directrice Commerciale", "directeurs commerciaux"), "directeur commercial"),
        (("sportive de haut niveau",), "sportif de haut niveau"),
    ],
)
def test_wordings_of_one_function_have_one_normal_form(wordings: tuple[str, ...], normal: str) -> None:
    assert {wording: normal_title("fr", wording) for wording in wordings} == dict.fromkeys(wordings, normal)


@pytest.mark.parametrize(
    "title",
    ["capitaine des pompiers", "diplomate", "porte-parole", "ministre de la culture", "directeur France", "essayiste"],
)
def test_what_is_masculine_or_common_stays(title: str) -> None:
    assert normal_title("fr", title) == title


@pytest.mark.parametrize(
    ("title", "normal"),
    [
        ("directrice France", "directeur France"),
        ("Directrice de l'agence Kertal", "directeur de l'agence Kertal"),
        ("conseillère régionale d'Occitanie", "conseiller régional d'Occitanie"),
        ("mairesse de Saint-Aubrac", "maire de Saint-Aubrac"),
        ("Directrice de la DRAC", "directeur de la DRAC"),
        ("Maire de Tours", "maire de Tours"),
        ("Growth hacker", "growth hacker"),
    ],
)
def test_a_name_inside_a_title_keeps_its_capital_and_is_no_adjective(title: str, normal: str) -> None:
    assert normal_title("fr", title) == normal


@pytest.mark.parametrize("title", ["DIRECTRICE DE LA COMMUNICATION", "Directrice de la Communication"])
def test_a_title_in_capitals_is_no_name(title: str) -> None:
    assert normal_title("fr", title) == "directeur de la communication"


def test_of_a_compound_adjective_only_the_last_part_agrees() -> None:
    assert normal_title("fr", "romancière franco-iranienne") == "romancier franco-iranien"
    assert normal_title("fr", "travailleuses médico-sociales") == "travailleur médico-social"


def test_the_complement_keeps_its_gender_and_number() -> None:
    assert normal_title("fr", "présidente de la commission des affaires générales") == (
        "président de la commission des affaires générales"
    )


def test_every_known_function_and_its_feminine_agree() -> None:
    """Each row of `role_titles` names its masculine: both must come to the same normal form."""
    differing = [
        (row[0], normal_title("fr", row[0]), normal_title("fr", row[1]))
        for row in lexicon.rows("fr", "role_titles")
        if normal_title("fr", row[0]) != normal_title("fr", row[1])
    ]
    assert differing == []


def test_the_normal_form_is_its_own_normal_form() -> None:
    forms = {normal_title("fr", row[0]) for row in lexicon.rows("fr", "role_titles")}
    assert {form: normal_title("fr", form) for form in forms} == {form: form for form in forms}


def test_words_that_agree_with_a_plural_noun_become_singular_up_to_the_complement() -> None:
    assert singular_words("fr", "généraux et régionaux des services") == "général et régional des services"
    assert singular_words("fr", "français") == "français"
