"""A text into sections: the law that all rely on, and the paragraphs, titles and headings of real layouts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.documents.sections import split
from orchestration.records import SectionKind


def cut(text: str) -> list[tuple[SectionKind, str]]:
    return [(section.kind, text[section.start_char : section.end_char]) for section in split(text)]


def bodies(text: str) -> list[str]:
    return [words for kind, words in cut(text) if kind == "body"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abé A.,:©«»\n\n \t-1|_\u00a0")) | st.text())
def test_sections_hold_every_visible_character_once(text: str) -> None:
    end = 0
    for section in split(text):
        assert end <= section.start_char < section.end_char
        assert not text[end : section.start_char].strip()
        words = text[section.start_char : section.end_char]
        assert words == words.strip()
        end = section.end_char
    assert not text[end:].strip()


def test_one_line_is_one_paragraph() -> None:
    lines = ["Le conseil se réunit lundi soir.", "La maire, Inès Corvaisier, présidera.", "Le budget sera voté."]
    assert bodies("\n".join(lines)) == lines


def test_text_wrapped_by_hand_is_joined_into_paragraphs() -> None:
    first = (
        "La coopérative des Trois Rives a inauguré mardi son nouvel atelier de\n"
        "menuiserie, construit en dix-huit mois par une entreprise de la vallée\n"
        "voisine. Le bâtiment abrite douze établis et une salle de formation que\n"
        "la commune louera deux jours par semaine."
    )
    second = (
        "« Nous formons déjà vingt apprentis », explique la directrice, Mme Inès\n"
        "Corvaisier, en poste depuis l'ouverture. Elle en attend trente en juin à\n"
        "Évreux et compte recruter deux maîtres menuisiers."
    )
    assert bodies(f"{first}\n\n{second}\n") == [first, second]


def test_a_line_broken_in_mid_sentence_goes_on() -> None:
    assert bodies("Vu la\ndélibération\ndu conseil du 3 mars, notamment :\nle lot 1 est attribué.") == [
        "Vu la\ndélibération\ndu conseil du 3 mars, notamment :",
        "le lot 1 est attribué.",
    ]


def test_list_items_stay_apart() -> None:
    items = [
        "Sont retenus",
        "- menuiserie Corvaisier",
        "- toitures du Val",
        "le 3 mars : ouverture",
        "le 9 mars : choix",
    ]
    assert [words for _, words in cut("\n".join(items))] == items


def test_the_title_is_the_first_line_that_looks_like_one() -> None:
    body = "La coopérative des Trois Rives a inauguré mardi son nouvel atelier de menuiserie."
    assert cut(f"Un atelier pour la vallée\n\n{body}")[0] == ("title", "Un atelier pour la vallée")
    assert cut(f"Par Inès Corvaisier\nUn atelier pour la vallée\n\n{body}")[1] == ("title", "Un atelier pour la vallée")
    assert cut(f"COMMUNIQUÉ DE PRESSE\n\nUn atelier pour tous\n\n{body}")[1] == ("title", "Un atelier pour tous")
    assert [kind for kind, _ in cut(f"{body}\n{body} Elle emploie douze personnes.")] == ["body", "body"]


def test_headings_stand_alone_before_a_longer_paragraph() -> None:
    body = "La coopérative a inauguré mardi son atelier de menuiserie, que la commune louera deux jours par semaine."
    lines = ["Un atelier", body, "Douze établis neufs", body, "Et maintenant ?", body, "Inès Corvaisier :", body]
    text = "\n\n".join(lines)
    assert [words for kind, words in cut(text) if kind == "heading"] == ["Douze établis neufs"]


def test_boilerplate_inside_a_paragraph_cuts_it() -> None:
    text = "La préfète a réagi. Nous utilisons des cookies pour vous servir. « Je maintiens », a-t-elle dit."
    assert cut(text) == [
        ("body", "La préfète a réagi."),
        ("boilerplate", "Nous utilisons des cookies pour vous servir."),
        ("body", "« Je maintiens », a-t-elle dit."),
    ]
