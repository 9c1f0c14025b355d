"""What a plain text says of itself, and what it does not say."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents import metadata


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un titre\nPublié le 3 janvier 2024 à 16:21\nCorps.", date(2024, 1, 3)),
        ("Un titre\nMis à jour le 05/02/2024 à 10h00, publié le 04/02/2024", date(2024, 2, 4)),
        ("Un titre\nMis à jour le 5 février 2024", date(2024, 2, 5)),
        ("Titre\nLe 3 janvier 2024 à 16:21\nCorps.", date(2024, 1, 3)),
        ("Titre collé Le 02 mars 2023 à 21:38 Partager Le reste du texte.", date(2023, 3, 2)),
        ("Titre\n1er août 2012. - La ville dort.", date(2012, 8, 1)),
        ("Titre\nSaint-Aubin-sur-Loire, le 6 octobre 2026 – La ville dort.", date(2026, 10, 6)),
        ("Title\nLISBON, 3 September 2025 (APH) - The city sleeps.", date(2025, 9, 3)),
        ("Title\nPublished on March 4, 2025\nBody.", date(2025, 3, 4)),
        ("Texte.\n" * 600 + "31/12/2018 22:49:53 -\nfin", date(2018, 12, 31)),
    ],
)
def test_date_of_publication(text: str, expected: date) -> None:
    assert metadata.published(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le contrat a été signé le 3 janvier 2024 à Lyon.",
        "La réunion aura lieu Le 3 mai 2024 à 18:30 dans la salle.",
        "Signé à Lyon, le 3 mai 2024.",
        "Publié le 31 février 2024",
        "Premier article\nPublié le 3 mai 2024\nSecond article\nPublié le 4 mai 2024",
        "3 mai 2024 - Ouverture\n4 mai 2024 - Fermeture",
    ],
)
def test_no_date_rather_than_a_wrong_one(text: str) -> None:
    assert metadata.published(text)[0] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Titre\nPar Inès Corvaisier\nCorps.", "Inès Corvaisier"),
        ("Titre\nPar Jean-Noël de La Tournelle et Inès Corvaisier", "Jean-Noël de La Tournelle et Inès Corvaisier"),
        ("Titre\nPar Inès Corvaisier, à Évreux\nCorps.", "Inès Corvaisier"),
        ("Corps.\n" * 600 + "Propos recueillis par Inès Corvaisier.", "Inès Corvaisier"),
        ("Title\nBy Priya Lark\nBody", "Priya Lark"),
        ("Titre\nPublié le 3 mai 2024 à 10:12 par Inès Corvaisier\nCorps.", "Inès Corvaisier"),
        ("Titre\nPublié par Inès Corvaisier le 3 mai 2024\nCorps.", "Inès Corvaisier"),
        ("Titre\nPublié par La Gazette du Val le 3 mai 2024\nCorps.", None),
        ("Titre\nPublié par Radio Valmigny le 3 mai 2024\nCorps.", None),
        ("Par ailleurs, la Ville achète des bancs.", None),
        ("Par délibération du Conseil municipal", None),
        ("Par Monsieur le Maire", None),
        ("Par Inès Corvaisier\nCorps.\nPar Luc Brémond\nCorps.", None),
    ],
)
def test_author(text: str, expected: str | None) -> None:
    assert metadata.author(text) == expected


def test_publisher_only_where_the_last_line_names_it() -> None:
    assert metadata.publisher("Corps.\nSource : La Gazette du Val") == "La Gazette du Val"
    assert metadata.publisher("Source : Institut du Val\nCorps.") is None


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Titre\nPublié le 3 mai 2024\nMis à jour le 4 mai 2024", "published_line"),
        ("Titre\nLyon, le 3 mai 2024\nCorps.", "dateline"),
        ("Titre\nMis à jour le 3 mai 2024", "updated_line"),
    ],
)
def test_how_the_date_was_found(text: str, how: str) -> None:
    assert metadata.published(text) == (date(2024, 5, 3), how)


def test_two_dates_of_publication_are_none_even_with_an_update() -> None:
    text = "Titre\nPublié le 3 mai 2024\nTitre\nPublié le 4 mai 2024\nMis à jour le 5 mai 2024"
    assert metadata.published(text)[0] is None
