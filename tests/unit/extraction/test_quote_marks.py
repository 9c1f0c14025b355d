"""Every typography pairs: typed marks, marks turned round, mixed pairs, single marks; apostrophes pair with nothing."""

from __future__ import annotations

import pytest
import spacy

from orchestration.extraction.quote_marks import quoted_passages
from orchestration.extraction.reading import read
from orchestration.records import Document, Section, stable_id

BLANK = spacy.blank("fr")


def passages(text: str) -> list[str]:
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append((at, at + len(line)))
        at += len(line) + 1
    sections = tuple(Section(start, end, "body") for start, end in blocks if end > start)
    document = Document(stable_id("doc", text), "0", 0, "0", "text/plain", text, sections, "fr")
    (reading,) = read(BLANK, [document])
    return [text[p.start : p.end] for p in quoted_passages(reading, [b for b in blocks if b[1] > b[0]])]


@pytest.mark.parametrize(
    "marked",
    [
        "<<{}>>",
        "<< {} >>",
        ",,{}“",
        "''{}''",
        "‘‘{}’’",
        "’’{}’’",
        "``{}''",
        "‘{}’",
        "'{}'",
        "»{}«",
        "”{}”",
        '“{}"',
        '« {}"',
    ],
)
def test_a_pair_is_read_whatever_its_marks(marked: str) -> None:
    said = "La digue n'a pas tenu, l’eau est là"
    assert passages(f"Elle dit : {marked.format(said)}, puis elle part.") == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Aujourd'hui, l'eau qu'il n'a plus",
        "L’été, l’hiver : c’est l’eau",
        "Les années '90 et l' été",
        "Rock 'n' roll",
        "Un tube de 5'' et un de 6''",
    ],
)
def test_apostrophes_are_no_marks(text: str) -> None:
    assert passages(text) == []


def test_a_closing_mark_at_the_head_of_a_paragraph_goes_on() -> None:
    assert passages("« Un.\n» Deux.\n» Trois. »\nFin") == ["Un.\n» Deux.\n» Trois."]


def test_one_closing_mark_serves_two() -> None:
    assert passages("« Il dit : « Jamais ! », puis il part.") == ["Il dit : « Jamais !"]
