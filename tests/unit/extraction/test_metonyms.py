"""A place that stands for an institution is less sure than a name that the text spells out, and is its name."""

from __future__ import annotations

from spacy.language import Language

from orchestration.extraction import extract
from orchestration.records import Document, Mention, Section


def mentions(nlp: Language, text: str) -> list[Mention]:
    document = Document("doc-1", "f", 0, "c", "text/plain", text, (Section(0, len(text), "body"),), language="fr")
    (extraction,) = extract([document], nlp)
    return extraction.mentions


def test_a_place_that_acts_is_less_sure_than_the_name_of_its_institution(nlp: Language) -> None:
    (place,) = mentions(nlp, "Bercy a refusé de répondre.")
    (ministry,) = mentions(nlp, "Le ministère de l'Économie et des Finances a refusé de répondre.")
    assert (place.surface_text, place.name) == ("Bercy", ministry.name)
    assert place.confidence < 0.6 < ministry.confidence
