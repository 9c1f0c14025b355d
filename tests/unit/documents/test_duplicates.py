"""Reprints are found whatever their headline; nothing that names or counts something else is ever a reprint."""

from __future__ import annotations

import random

import pytest

from orchestration.documents.duplicates import link
from orchestration.records import Duplicate

WIRE = """Un incendie s’est déclaré dans la nuit de mardi à mercredi dans un entrepôt de meubles de la zone des \
Aulnes, à Marvilliers, sans faire de victime, a indiqué la préfecture. Quarante pompiers ont lutté jusqu’à l’aube.

« Le bâtiment est détruit, mais nous avons évité le pire », explique Odile Ferrand, directrice générale de la société \
Meublia, qui emploie sur place 64 salariés. L’entreprise assure que les salaires seront versés.

Le maire de Marvilliers, Paul Tessier, a annoncé l’ouverture d’une cellule d’accueil à la salle des fêtes. « Personne \
ne restera sans réponse », promet-il. Une enquête a été ouverte pour déterminer l’origine du sinistre.

Le site de 4 200 mètres carrés, construit en 1998, abritait un stock estimé à 3,2 millions d’euros. La préfecture a \
demandé aux riverains de garder leurs fenêtres fermées jusqu’à midi. La circulation a repris dans la matinée."""

REPRINT = (
    "Le Phare du Littoral\nDrame évité dans un entrepôt de la zone des Aulnes\nPar Lucie Morvan\nLe 12 mars 2024\n\n"
    + WIRE.replace("ont lutté", "ont combattu le feu")
)
SHORTENED = "L’Écho du Val\nMarvilliers : un entrepôt ravagé par les flammes\nPublié le 13/03/2024\n\n" + "\n\n".join(
    WIRE.split("\n\n")[:3]
)

OTHER_ARTICLE = """À Marvilliers, les salariés de Meublia se sont réveillés sans lieu de travail. L’entrepôt de la \
zone des Aulnes, où ils étaient 64, n’est plus qu’une carcasse de tôle après l’incendie de la nuit.

« Je travaillais là depuis vingt-deux ans », raconte Farid Benali, cariste, devant le cordon de police. Autour de lui, \
ses collègues attendent des nouvelles de la direction. « Le bâtiment est détruit, mais nous avons évité le pire », \
explique Odile Ferrand, directrice générale de la société Meublia.

Le syndicat demande que l’activité reprenne à Sauvigny, où le groupe possède un second dépôt. Une réunion doit se \
tenir vendredi avec la région et les représentants du personnel pour examiner les reclassements possibles."""

DECISION = """DÉCISION N° 2024-017
Le maire de la commune de Brévannes,
Vu le code général des collectivités territoriales, notamment son article L. 2122-22,
Vu la délibération du conseil municipal du 4 juillet 2020 portant délégation d’attributions au maire,
Considérant la nécessité de procéder à l’entretien des espaces verts de la commune,
DÉCIDE
Article 1 : de signer avec la société Lumivia SAS un marché d’un montant de 12 000 euros hors taxes, pour deux ans.
Article 2 : la dépense sera imputée sur les crédits inscrits au budget de l’exercice.
Article 3 : la présente décision sera transmise au représentant de l’État et affichée en mairie."""

NOTICE_TO_APPLICANTS = " ".join(
    f"Le demandeur joint {piece} au dossier, signé de sa main et complet, faute de quoi la demande reste sans suite."
    for piece in (
        "un relevé bancaire",
        "les statuts",
        "le budget",
        "un devis",
        "une attestation",
        "le bilan",
        "un plan",
    )
)
FORM = "Demande de subvention\nAssociation : {}\nMontant demandé : {}\n" + NOTICE_TO_APPLICANTS


def links(*texts: str) -> dict[str, str]:
    """Follower to leader, for texts called a, b, c…"""
    return {found.document_id: found.leading_document_id for found in link(zip("abcdefgh", texts, strict=False))}


def test_reprints_of_a_wire_follow_the_longest():
    assert links(SHORTENED, WIRE, REPRINT, OTHER_ARTICLE) == {"a": "c", "b": "c"}


def test_similarity_is_the_share_of_word_sequences_in_common():
    (found,) = link([("a", WIRE), ("b", "\n\n".join(WIRE.split("\n\n")[:3]))])
    assert (found.document_id, found.leading_document_id) == ("b", "a")
    assert 0.6 < found.similarity < 0.8


@pytest.mark.parametrize(
    "twin",
    [
        WIRE.replace("’", "'").replace("« ", '"').replace(" »", '"'),
        "\n".join(WIRE.split()),
        WIRE.replace(" ", "\u00a0"),
        WIRE.replace("é", "e\u0301"),
        WIRE.replace("incendie", "in\u00adcendie"),
    ],
    ids=["straight quotes", "line breaks", "no-break spaces", "decomposed accents", "soft hyphens"],
)
def test_texts_equal_up_to_typography_are_wholly_alike(twin):
    assert [found.similarity for found in link([("a", WIRE), ("b", twin)])] == [1.0]


def test_a_short_text_follows_only_its_equal():
    short = "La séance du conseil municipal de Brévannes est reportée au 4 avril, à 18 heures, salle des fêtes."
    assert links(short, short.replace(" ", "  "), short.replace("salle", "grande salle")) == {"a": "b"}


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("Lumivia SAS", "Serval SAS"),
        ("Lumivia SAS", "Serval Conseil SARL"),
        ("12 000", "15 000"),
        ("2024-017", "2024-018"),
        ("4 juillet", "4 mai"),
        ("deux ans", "trois ans"),
    ],
)
def test_a_template_filled_in_otherwise_is_another_document(words, others):
    assert words in DECISION
    assert links(DECISION, DECISION.replace(words, others)) == {}


def test_a_figure_written_otherwise_is_the_same_document():
    assert links(DECISION, DECISION.replace("12 000", "12.000").replace("deux ans", "2 ans")) != {}


def test_two_forms_under_the_same_boilerplate_are_two_documents():
    first, second = FORM.format("Les Amis du Canal", "900 euros"), FORM.format("Le Cercle Nautique", "1 450 euros")
    assert links(first, second) == {}
    assert links(first.replace("900 euros", ""), second.replace("1 450 euros", "")) == {}


def test_a_blank_form_does_not_join_those_that_fill_it_in():
    blank = FORM.format("", "")
    first, second = FORM.format("Les Amis du Canal", "900 euros"), FORM.format("Le Cercle Nautique", "1 450 euros")
    assert len(links(blank, first, second)) <= 1


def test_two_articles_over_one_long_footer_are_two_documents():
    footer = "\n\n" + NOTICE_TO_APPLICANTS * 3
    assert links(WIRE + footer, OTHER_ARTICLE + footer) == {}


def test_two_lists_of_names_over_the_same_notice_are_two_documents():
    first, second = (
        "\n".join(f"{first_name}{letter}a {surname}{letter}t" for letter in "bcdfghjklmnpqrst" for surname in surnames)
        for first_name, surnames in (("Il", ("Dor", "Mar")), ("Ro", ("Fer", "Gal")))
    )
    assert links(*(f"{names}\n\n{WIRE}\n\n{NOTICE_TO_APPLICANTS}" for names in (first, second))) == {}


def test_twins_of_a_reprint_follow_the_leader_itself():
    assert links(WIRE, REPRINT, WIRE.replace("’", "'")) == {"a": "b", "c": "b"}


def test_of_equally_long_texts_the_smallest_id_leads():
    assert link([("doc-b", WIRE), ("doc-a", WIRE), ("doc-b", WIRE)]) == [Duplicate("doc-b", "doc-a", 1.0)]


def test_the_order_of_arrival_changes_nothing():
    paragraphs = WIRE.split("\n\n")
    texts = [WIRE, REPRINT, SHORTENED, OTHER_ARTICLE, DECISION, DECISION.replace("Lumivia", "Serval"), paragraphs[0]]
    texts += ["\n\n".join(paragraphs[:2] + paragraphs[3:]), "\n\n".join(paragraphs[1:])]
    documents = [(f"doc-{number}", text) for number, text in enumerate(texts)]
    expected = link(documents)
    assert expected
    for seed in range(5):
        random.Random(seed).shuffle(documents)
        assert link(documents) == expected


@pytest.mark.parametrize(
    ("words", "follows"),
    [("espaces verts et fleuris", ("doc-100", "doc-200")), ("espaces", ("doc-200", "doc-100"))],
)
def test_hundreds_of_fillings_of_one_template_stay_apart_and_their_copies_are_found(words, follows):
    fillings = [
        DECISION.replace("Lumivia", f"Lumivia {number}").replace("017", f"{number:03}") for number in range(200)
    ]
    copy = fillings[100].replace("espaces verts", words)
    documents = [(f"doc-{number:03}", text) for number, text in enumerate([*fillings, copy])]
    assert [(found.document_id, found.leading_document_id) for found in link(documents)] == [follows]
