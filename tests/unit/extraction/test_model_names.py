"""Names in English: what the wording tells without a model, and what becomes of the model's entities."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from orchestration.extraction.pipeline import extract
from orchestration.records import Document, Extraction, Section

PLAIN = spacy.blank("en")


def extracted(text: str, nlp: Language = PLAIN) -> Extraction:
    document = Document("doc-1", "f", 0, "c", "text/plain", text, (Section(0, len(text), "body"),), language="en")
    (extraction,) = extract([document], {"en": nlp})
    assert extraction.status == "extracted"
    return extraction


def names(text: str, nlp: Language = PLAIN) -> set[tuple[str, str, str, str | None]]:
    return {(m.surface_text, m.kind, m.name, m.organisation_kind) for m in extracted(text, nlp).mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The trust wrote to Ms Okoro on Friday.", ("Okoro", "actor", "Okoro", None)),
        ("Talks with Dr. Nadia Haddad failed.", ("Nadia Haddad", "actor", "Nadia Haddad", None)),
        ("The firm was sold to Norvane plc in May.", ("Norvane plc", "organisation", "Norvane plc", "company")),
        ("The Ministry of Works agreed.", ("Ministry of Works", "organisation", "Ministry of Works", "public_body")),
        ("She reads the Kelsford Gazette.", ("Kelsford Gazette", "organisation", "Kelsford Gazette", "media")),
        ("It was built by the operator Varlen.", ("Varlen", "organisation", "Varlen", "company")),
        ("Tesselle, a small charity, has closed.", ("Tesselle", "organisation", "Tesselle", "association")),
    ],
)
def test_the_wording_tells_a_name(text: str, expected: tuple[str, str, str, str | None]) -> None:
    assert names(text) == {expected}


def test_a_surname_alone_is_the_full_name_said_elsewhere() -> None:
    text = "Mrs Harriet Lowe chairs the board. Lowe has run it for years, and Lowe's rivals know it."
    assert [m.name for m in extracted(text).mentions] == ["Harriet Lowe"] * 3


def test_an_acronym_in_brackets_is_the_long_form() -> None:
    text = "The Coastal Works Agency (CWA) has no money. The CWA wants more."
    found = extracted(text).mentions
    assert {(m.surface_text, m.name) for m in found} == {
        ("Coastal Works Agency", "Coastal Works Agency"),
        ("CWA", "Coastal Works Agency"),
    }


def test_a_full_stop_ends_a_name() -> None:
    assert names("They wrote to Ms Reed. Their letter was lost.") == {("Reed", "actor", "Reed", None)}


def test_labels_of_either_family_of_models_are_read_and_places_are_not_names() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Ida Brekke"},
            {"label": "PER", "pattern": "Paul Stringer"},
            {"label": "ORG", "pattern": "the Varlen"},
            {"label": "GPE", "pattern": "Dunmere"},
        ]
    )
    found = names("Ida Brekke and Paul Stringer left the Varlen in Dunmere.", nlp)
    assert {(surface, kind) for surface, kind, _, _ in found} == {
        ("Ida Brekke", "actor"),
        ("Paul Stringer", "actor"),
        ("Varlen", "organisation"),
    }


def test_roles_and_contracts_are_left_out_in_english() -> None:
    extraction = extracted("Ms Harriet Lowe, mayor of Dunmere, awarded Norvane plc a contract worth 2 million euros.")
    assert extraction.mentions
    assert extraction.roles == extraction.contracts == ()
