"""The text law, and boilerplate that is marked without touching what people wrote."""

from __future__ import annotations

import unicodedata

import pytest

from orchestration.documents.cleaning import boilerplate_blocks, boilerplate_spans, stored_text


def test_line_ends_accents_and_final_space_make_no_difference() -> None:
    text = "Élodie Varenne\na signé."
    twins = [
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        text + "\n\n",
        unicodedata.normalize("NFD", text),
        text.replace("\n", "\u2028"),
    ]
    assert [stored_text(twin) for twin in twins] == [text] * len(twins)


def test_control_characters_are_replaced_one_for_one() -> None:
    assert stored_text("a\x00b\x1b[c\ud800d\x7f\te") == "a\ufffdb\ufffd[c\ufffdd\ufffd\te"


def test_typography_stays_as_written() -> None:
    text = "«\u00a0L’État\u202f!\u00a0» co\u00adopérative\u200b œuvre"
    assert stored_text(text) == text


BOILERPLATE_LINES = [
    "Lire aussi : La mairie de Valmigny rouvre sa piscine",
    "» À LIRE AUSSI - Trois questions sur le budget",
    "3 commentaires",
    "Partager cet article",
    "Facebook | Twitter | LinkedIn",
    "IMG_2041.jpg",
    "chantier_nord-3.png",
    "https://www.valmigny.example/budget",
    "© 2024 Le Petit Valmignois",
    "Tous droits réservés - Mentions légales",
    "Mentions légales | Plan du site",
    "Ce site utilise des cookies pour mesurer son audience.",
    "Inscrivez-vous à notre newsletter",
    "Accueil | Contact | À propos",
]
CONTENT_LINES = [
    "Lire est un plaisir, dit la ministre.",
    "« Partager cet article de loi entre les deux chambres serait absurde », dit-elle.",
    "Il a reçu 3 commentaires de la préfète sur son rapport.",
    "Abonnez-vous, disait-il à ses clients, vous verrez bien.",
    "Le fichier IMG_2041.jpg prouve que le contrat date de mars.",
    "La société Copyright Conseil a signé avec la commune.",
    "Nous avons vendu des cookies à la cantine, raconte Paul Aubertin, et des crêpes.",
    "Covid : la facture",
    "Vélizy-Villacoublay",
    "SAS Delmas-Perrin",
]


@pytest.mark.parametrize("line", BOILERPLATE_LINES)
def test_boilerplate_line(line: str) -> None:
    assert set(boilerplate_blocks(line, [(0, len(line))])) == {0}


@pytest.mark.parametrize("line", CONTENT_LINES)
def test_content_line_is_kept(line: str) -> None:
    assert not boilerplate_blocks(line, [(0, len(line))])
    assert not boilerplate_spans(line)


def _blocks(lines: list[str]) -> tuple[str, list[tuple[int, int]]]:
    spans, offset = [], 0
    for line in lines:
        spans.append((offset, offset + len(line)))
        offset += len(line) + 1
    return "\n".join(lines), spans


def test_a_footer_goes_whole_when_a_legal_notice_proves_it() -> None:
    lines = ["Le conseil a voté.", "logo_valmigny", "Agence Trois Rives", "12 rue du Pont", "© 2024 Valmigny"]
    assert set(boilerplate_blocks(*_blocks(lines))) == {1, 2, 3, 4}


def test_short_lines_at_the_end_stay_without_a_legal_notice() -> None:
    lines = ["Le conseil a voté.", "logo_valmigny", "Pour extrait conforme", "Paul Aubertin, maire"]
    assert set(boilerplate_blocks(*_blocks(lines))) == {1}


def test_a_footer_ends_at_the_last_sentence() -> None:
    lines = ["logo_valmigny", "Marché attribué à Delmas", "Le conseil a voté.", "© 2024 Valmigny"]
    assert set(boilerplate_blocks(*_blocks(lines))) == {0, 3}


def test_a_cookie_wall_inside_a_paragraph_is_cut_out_alone() -> None:
    text = (
        "La préfète a réagi. Ce contenu est bloqué car vous n'avez pas accepté les cookies. Gérer mes choix "
        "« Je maintiens », a-t-elle dit."
    )
    kept = text
    for start, end in reversed(boilerplate_spans(text)):
        kept = kept[:start] + kept[end:]
    assert kept.split() == ["La", "préfète", "a", "réagi.", "«", "Je", "maintiens", "»,", "a-t-elle", "dit."]


def test_a_script_inside_a_paragraph_is_cut_out_whole() -> None:
    text = (
        'Il a signé. var note = "Traduction fournie à titre indicatif"; // put it there var box = '
        'document.createElement("div"); box.innerHTML = note; document.body.appendChild(box); Fin de la page.'
    )
    (span,) = boilerplate_spans(text)
    assert text[: span[0]] + text[span[1] :] == "Il a signé.  Fin de la page."
