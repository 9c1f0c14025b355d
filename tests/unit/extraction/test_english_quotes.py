"""Quotes in English on the marked examples: the marked names serve as mentions, so that no English model is needed."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.extraction.quotes import find_quotes
from orchestration.extraction.reading import Reading, read
from orchestration.records import Document, Mention, QuoteClaim, Section, stable_id

EXAMPLES = Path(__file__).parents[2] / "examples"
_spec = importlib.util.spec_from_file_location("english_examples_markup", EXAMPLES / "markup.py")
assert _spec is not None
assert _spec.loader is not None
markup = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = markup
_spec.loader.exec_module(markup)
ENGLISH = [example for example in markup.read_examples(EXAMPLES) if example.language == "en"]
NLP = spacy.blank("en")


def reading_of(text: str) -> Reading:
    sections = tuple(Section(line.start(), line.end(), "body") for line in re.finditer(r"\S[^\n]*", text))
    document = Document("doc-1", "f", 0, "c", "text/plain", text, sections, language="en")
    return next(iter(read(NLP, [document])))


def mentions_of(example: Any) -> list[Mention]:
    """The marked names wherever they stand."""
    found: dict[int, Mention] = {}
    marks = [mark for mark in example.marks if mark.kind in ("actor", "organisation")]
    for mark in sorted(marks, key=lambda mark: mark.start - mark.end):
        surface = example.text[mark.start : mark.end]
        for match in re.finditer(rf"\b{re.escape(surface)}\b", example.text):
            inside = any(m.start_char <= match.start() < m.end_char for m in found.values())
            if not inside:
                found[match.start()] = Mention(
                    mention_id=stable_id("men", match.start()),
                    document_id="doc-1",
                    start_char=match.start(),
                    end_char=match.end(),
                    surface_text=surface,
                    kind=mark.kind,
                    name=mark.values.get("name", surface),
                    rule="test",
                    confidence=1.0,
                    organisation_kind=mark.values.get("kind"),
                )
    return [found[start] for start in sorted(found)]


def told(quote: QuoteClaim, names: dict[str, str]) -> dict[str, str]:
    """A claim in the words of the markup; a value that is not there reads "-"."""
    values = {
        "speaker": names.get(quote.speaker_mention_id or ""),
        "speaker_text": quote.speaker_text,
        "kind": quote.kind,
        "cue": quote.cue,
        "content": quote.content,
        "rule": quote.rule,
    }
    return {key: "-" if value is None else value for key, value in values.items()}


@pytest.mark.parametrize("example", ENGLISH, ids=[example.name for example in ENGLISH])
def test_the_marked_quotes_are_what_is_found(example: Any) -> None:
    mentions = mentions_of(example)
    names = {mention.mention_id: mention.name for mention in mentions}
    found = {(q.start_char, q.end_char): told(q, names) for q in find_quotes(reading_of(example.text), mentions, [])}
    marked = {(mark.start, mark.end): mark.values for mark in example.marks if mark.kind == "quote"}
    shown = {example.text[start:end]: values for (start, end), values in found.items()}
    assert {example.text[start:end] for start, end in marked} == set(shown), shown
    for place, values in marked.items():
        assert {key: found[place][key] for key in values} == values


def test_there_are_enough_examples_to_trust_the_rules() -> None:
    assert len(ENGLISH) >= 60


@given(st.text(alphabet="“”\"'‘’ \n.,:;!?-–()«»said Reedthe company aXYZ\u200b\ud800", max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_however_broken_gives_offsets_that_do_not_fit(text: str) -> None:
    reading = reading_of(text)
    names = [
        Mention(stable_id("men", m.start()), "doc-1", m.start(), m.end(), "Reed", "actor", "Tom Reed", "test", 1.0)
        for m in re.finditer("Reed", text)
    ]
    for quote in find_quotes(reading, names, []):
        assert 0 <= quote.start_char < quote.end_char <= len(text)
        assert quote.content.split()[0] in text[quote.start_char : quote.end_char]
