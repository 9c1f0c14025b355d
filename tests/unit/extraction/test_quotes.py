"""Quotations hold on broken text, and their parts can be told one by one."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from orchestration.extraction.quote_marks import quoted_passages
from orchestration.extraction.quotes import find_quotes
from orchestration.extraction.reading import Reading, read
from orchestration.extraction.verb_forms import verb_forms
from orchestration.records import Document, Mention, RoleClaim, Section, stable_id

BLANK = spacy.blank("fr")
PIECES = st.sampled_from(
    [
        *"«»“”„‹›\"'’.,:;!?…–-()\n \u00a0",
        "Léa Varenne",
        "explique",
        "-t-il",
        "a déclaré",
        "selon",
        "que ",
        "Le pont",
        "é",
        "1",
    ]
)


def document(text: str) -> Document:
    sections, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            sections.append(Section(start, start + len(line.strip()), "body"))
        at += len(line) + 1
    return Document(stable_id("doc", text), "0", 0, "0", "text/plain", text, tuple(sections), "fr")


def reading(text: str, nlp: Language = BLANK) -> Reading:
    return next(iter(read(nlp, [document(text)])))


def mention(text: str, surface: str, kind: str = "actor", nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    end = start + len(surface)
    return Mention(f"men-{start}", stable_id("doc", text), start, end, surface, kind, surface, "test", 1.0)


def passages(text: str) -> list[str]:
    read_text = reading(text)
    blocks = [(s.start_char, s.end_char) for s in read_text.content_sections]
    return [text[p.start : p.end] for p in quoted_passages(read_text, blocks)]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=120))
def test_no_text_makes_it_raise_or_lose_its_place(text: str) -> None:
    mentions = [mention(text, "Léa Varenne", nth=n) for n in range(text.count("Léa Varenne"))]
    quotes = find_quotes(reading(text), mentions, [])
    for quote in quotes:
        assert 0 <= quote.start_char < quote.end_char <= len(text)
        assert not text[quote.start_char].isspace()
        assert not text[quote.end_char - 1].isspace()
        assert quote.content
    assert len({quote.quote_id for quote in quotes}) == len(quotes)


@pytest.mark.parametrize("mark", ["«", '"', "“", ". « ", '. "', "» «", "„"])
def test_thousands_of_stray_marks_cost_their_own_quotes_only(mark: str) -> None:
    text = mark * 3000 + "\nLéa Varenne affirme que « le pont ne tiendra pas »."
    quotes = find_quotes(reading(text), [mention(text, "Léa Varenne")], [])
    assert quotes[-1].content == "le pont ne tiendra pas"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« Un » et « deux »", ["Un", "deux"]),
        ('"Un" et "deux"', ["Un", "deux"]),
        ("« Un “deux” trois »", ["Un “deux” trois"]),
        ("« Un\n« deux\n« trois »", ["Un\n« deux\n« trois"]),
        ("« Un.\nDeux. »", ["Un.\nDeux."]),
        ("« Un. « Deux. »\nTrois", ["Un.", "Deux."]),
        ('"Un, dit-il. "Deux"', ["Un, dit-il.", "Deux"]),
    ],
)
def test_marks_pair_as_a_reader_pairs_them(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("jugeait", "juger"),
        ("annonçait", "annoncer"),
        ("révèle", "révéler"),
        ("renchérit", "renchérir"),
        ("dit", "dire"),
    ],
)
def test_forms_lead_back_to_their_verb(form: str, lemma: str) -> None:
    assert lemma in {reading.verb.lemma for reading in verb_forms("fr")[form]}


def test_boilerplate_says_nothing() -> None:
    text = "« Le pont ne tiendra pas longtemps », affirme Léa Varenne."
    plain = document(text)
    hidden = Document(
        **{f: getattr(plain, f) for f in plain.__slots__} | {"sections": (Section(0, len(text), "boilerplate"),)}
    )
    assert find_quotes(next(iter(read(BLANK, [hidden]))), [], []) == []


def test_a_description_means_the_one_who_holds_the_function(nlp: Language) -> None:
    text = (
        "Léa Varenne, directrice générale de la sécurité routière, a parlé. Marc Daumas, directeur du port, a suivi. "
        "« Les chiffres sont en baisse », souligne la directrice générale de la DGSR."
    )
    people = [mention(text, "Léa Varenne"), mention(text, "Marc Daumas")]
    titles = ["directrice générale de la sécurité routière", "directeur du port"]
    roles = [
        RoleClaim(
            f"rol-{i}", "doc", person.start_char, person.end_char, person.mention_id, None, title, False, "test", 1.0
        )
        for i, (person, title) in enumerate(zip(people, titles, strict=True))
    ]
    (quote,) = find_quotes(reading(text, nlp), people, roles)
    assert quote.speaker_mention_id == people[0].mention_id
    assert quote.speaker_text == "la directrice générale de la DGSR"
    (unnamed,) = find_quotes(reading(text, nlp), people, [])
    assert unnamed.speaker_mention_id is None
