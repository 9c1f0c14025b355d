"""Names of products and programmes: never a mention as well, and the programme of a purchase."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from orchestration.extraction.mentions import find_names
from orchestration.extraction.pipeline import extract
from orchestration.extraction.reading import Reading, read
from orchestration.records import Document, Extraction, Section

TEXT = """le programme Corail logiciel « » Clarivo baptisé , . ( ) 24 commande de Plan Vélo plan et un une des Ville Le
société Nordalis système Rivages 2030 opération les projets"""
WORDS = st.sampled_from([*TEXT.split(), "\n"])


def document(text: str) -> Document:
    sections = tuple(Section(line.start(), line.end(), "body") for line in re.finditer(r"\S[^\n]*", text))
    return Document("doc-1", "f", 0, "c", "text/plain", text, sections, language="fr")


def extraction(nlp: Language, text: str) -> Extraction:
    (found,) = extract([document(text)], nlp)
    assert found.status == "extracted"
    return found


def test_a_purchase_takes_the_one_programme_that_its_words_name(nlp: Language) -> None:
    text = "La Ville de Montargel a attribué le marché du programme Corail à la société Bertillac pour 45 000 euros."
    (contract,) = extraction(nlp, text).contracts
    assert contract.programme == "Corail"


def test_a_product_is_no_programme_of_a_purchase_and_of_two_programmes_none_is_chosen(nlp: Language) -> None:
    product = "La Ville de Montargel a attribué à la société Bertillac le marché du logiciel Corail."
    two = "La Ville de Montargel a attribué à la société Bertillac le marché des programmes Corail et Mirafel."
    assert [contract.programme for text in (product, two) for contract in extraction(nlp, text).contracts] == [
        None,
        None,
    ]


def test_a_programme_told_once_is_no_organisation_elsewhere_in_the_document(nlp: Language) -> None:
    found = extraction(nlp, "Le programme Mirafel commence. Mirafel coûtera cher, et Mirafel durera.")
    assert [(thing.surface_text, thing.kind) for thing in found.named_things] == [("Mirafel", "programme")] * 3
    assert found.mentions == ()


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_text_things_quote_it_and_meet_no_mention(nlp: Language, text: str) -> None:
    whole = document(text)
    mentions, things = find_names(Reading(whole, next(iter(read(nlp, [whole]))).doc))
    taken = {char for mention in mentions for char in range(mention.start_char, mention.end_char)}
    for thing in things:
        assert text[thing.start_char : thing.end_char] == thing.surface_text
        assert thing.surface_text.strip()
        assert taken.isdisjoint(range(thing.start_char, thing.end_char))
