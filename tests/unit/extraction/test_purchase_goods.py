"""What a contract is said to be about is goods, works or services, or nothing: never a fragment of the sentence."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from orchestration.extraction.contracts import find_contracts
from orchestration.extraction.reading import Reading, read
from orchestration.records import Document, Mention, Section

NAMES = ("Ville de Dol", "Région Auvaine", "Norvège", "Grèce", "Veltrix", "Netalia")


def reading_of(nlp: Language, text: str) -> Reading:
    sections = tuple(Section(line.start(), line.end(), "body") for line in re.finditer(r"\S[^\n]*", text))
    document = Document("doc-1", "f", 0, "c", "text/plain", text, sections, language="fr")
    return next(iter(read(nlp, [document])))


def mentions_of(text: str) -> list[Mention]:
    return [
        Mention(
            mention_id=f"men-{found.start()}",
            document_id="doc-1",
            start_char=found.start(),
            end_char=found.end(),
            surface_text=name,
            kind="organisation",
            name=name,
            rule="test",
            confidence=1.0,
            organisation_kind="company",
        )
        for name in NAMES
        for found in re.finditer(name, text)
    ]


def subjects_of(nlp: Language, text: str) -> list[str | None]:
    return [claim.subject for claim in find_contracts(reading_of(nlp, text), mentions_of(text))]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Les vingt bus commandés à Veltrix par la Ville de Dol n'ont jamais roulé.", "Les vingt bus"),
        ("La pose de la toiture du gymnase a été confiée à Veltrix.", "La pose de la toiture du gymnase"),
        ("La Ville de Dol a retenu Veltrix pour moderniser ses guichets.", "moderniser ses guichets"),
        ("Pour la construction du gymnase, c'est la société Veltrix qui a été retenue.", "la construction du gymnase"),
        ("Rénovation du lycée : la Région Auvaine retient Veltrix.", "Rénovation du lycée"),
        ("La Norvège annonce l'achat de douze frégates à Veltrix.", "douze frégates"),
        ("La Norvège a réservé un total de 800 millions de doses auprès de Veltrix.", "800 millions de doses"),
        ("La Ville de Dol a confié en mars 2025 la réfection du pont à Veltrix.", "la réfection du pont"),
        ("Veltrix négocie avec la Norvège la vente de six drones et doit livrer en mai.", "la vente de six drones"),
        ("Veltrix a signé un contrat portant sur la livraison de navires pour la Norvège.", "la livraison de navires"),
        ("La Ville de Dol a confié à Veltrix l'aménagement du quai pour 4,1 millions.", "l'aménagement du quai"),
    ],
)
def test_the_goods_are_found_wherever_the_sentence_names_them(nlp: Language, text: str, subject: str) -> None:
    assert subjects_of(nlp, text) == [subject]


@pytest.mark.parametrize(
    "text",
    [
        "La Ville de Dol a fait appel à Veltrix et à ses compétences.",
        "La Ville de Dol a signé avec Veltrix un contrat pour une durée de trois ans.",
        "La Ville de Dol a confié cette opération à Veltrix par contrat.",
        "RÉTROACTE\nLa Ville de Dol a attribué ce marché à Veltrix.",
        "Paris, 24 janvier 2016\nLa Ville de Dol a attribué ce marché à Veltrix.",
        "DEUX TITULAIRES POUR LE DOSSIER\nLa Ville de Dol a attribué ce marché à Veltrix.",
        "La Ville de Dol a mandaté la société Netalia.\nLa Ville de Dol a attribué ce marché à Veltrix.",
        "La Ville de Dol a signé avec Veltrix un contrat pour une affaire de corruption présumée.",
    ],
)
def test_words_that_name_no_goods_are_no_subject(nlp: Language, text: str) -> None:
    claims = find_contracts(reading_of(nlp, text), mentions_of(text))

    assert claims
    assert claims[-1].subject is None


def test_two_states_named_together_buy_their_own_goods_each(nlp: Language) -> None:
    text = "Veltrix a profité de contrats de frégates à la Norvège et de radars à la Grèce."

    assert subjects_of(nlp, text) == ["frégates", "radars"]
