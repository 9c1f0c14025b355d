"""Every example runs through the real pipeline; of the kind that its file is about, exactly what is marked is found."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from orchestration.extraction import extract
from orchestration.records import Document, Extraction, Section, stable_id

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("examples_markup", HERE / "markup.py")
markup = importlib.util.module_from_spec(_spec)
sys.modules["examples_markup"] = markup
_spec.loader.exec_module(markup)

# Who buys or owns is tried on the marked names, whatever `mentions` makes of invented firms:
# unit/extraction/test_contracts.py, test_relations.py.
# English is tried on the marked names too, for want of a model: unit/extraction/test_english_quotes.py.
EXAMPLES = [
    example
    for example in markup.read_examples(HERE)
    if example.kind not in ("contract", "relation", "fact") and example.language == "fr"
]
Mark, Example = markup.Mark, markup.Example


@dataclass(frozen=True)
class Found:
    """A claim as the markup would write it."""

    start: int
    end: int
    values: dict[str, str]


def document_of(text: str, language: str, published_on: date | None = None) -> Document:
    """A document with one section a line, as a plain text file gives it."""
    sections, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            sections.append(Section(start, start + len(line.strip()), "body"))
        at += len(line) + 1
    return Document(
        stable_id("doc", text), "0", 0, "0", "text/plain", text, tuple(sections), language, published_on=published_on
    )


def _plain(**values: object) -> dict[str, str]:
    return {key: "-" if value is None else str(value) for key, value in values.items()}


def _names(extraction: Extraction) -> Callable[[str | None], str | None]:
    names = {mention.mention_id: mention.name for mention in extraction.mentions}
    return lambda mention_id: names.get(mention_id or "")


def found_of(kind: str, extraction: Extraction) -> list[Found]:
    """The claims of one kind in the words of the markup; a value that is not there reads "-"."""
    name = _names(extraction)
    if kind in ("actor", "organisation"):
        return [
            Found(m.start_char, m.end_char, _plain(name=m.name, acronym=m.acronym, kind=m.organisation_kind))
            for m in extraction.mentions
            if m.kind == kind
        ]
    if kind == "thing":
        things = extraction.named_things
        return [Found(t.start_char, t.end_char, _plain(name=t.name, kind=t.kind, rule=t.rule)) for t in things]
    if kind == "quote":
        return [
            Found(
                q.start_char,
                q.end_char,
                _plain(
                    speaker=name(q.speaker_mention_id),
                    kind=q.kind,
                    cue=q.cue,
                    speaker_text=q.speaker_text,
                    content=q.content,
                    rule=q.rule,
                    cue_lemma=q.cue_lemma,
                    cue_class=q.cue_class,
                    negated="yes" if q.is_cue_negated else "no",
                    said_on=q.said_on,
                    precision=q.said_on_precision,
                    addressee=q.addressee_text,
                ),
            )
            for q in extraction.quotes
        ]
    if kind == "role":
        return [
            Found(
                r.start_char,
                r.end_char,
                _plain(
                    actor=name(r.actor_mention_id),
                    organisation=name(r.organisation_mention_id),
                    title=r.title,
                    normal_title=r.normal_title,
                    status="former" if r.is_former else "current",
                    former="yes" if r.is_former else "no",
                    started_on=r.started_on,
                    ended_on=r.ended_on,
                    since=r.started_on,
                    until=r.ended_on,
                ),
            )
            for r in extraction.roles
        ]
    return [
        Found(
            c.start_char,
            c.end_char,
            _plain(
                buyer=", ".join(sorted(filter(None, map(name, c.buyer_mention_ids)))) or None,
                supplier=", ".join(sorted(filter(None, map(name, c.supplier_mention_ids)))) or None,
                status=c.status,
                subject=c.subject,
                amount=None if c.amount is None else f"{c.amount:.15g}",
                currency=c.currency,
                amount_text=c.amount_text,
                signed_on=c.signed_on,
                precision=c.signed_on_precision,
                programme=c.programme,
            ),
        )
        for c in extraction.contracts
    ]


def fits(mark: Mark, found: Found) -> bool:
    """Names and quotations must sit on the very characters; a role or a contract must be stated within its mark."""
    if mark.kind in ("role", "contract"):
        placed = mark.start < found.end and found.start < mark.end
    else:
        placed = (mark.start, mark.end) == (found.start, found.end)
    return placed and all(found.values.get(key) == value for key, value in mark.values.items())


def differences(example: Example, extraction: Extraction) -> list[str]:
    """What is marked and not found, and, of the example's own kind, what is found and not marked."""
    problems = []
    for kind in sorted({mark.kind for mark in example.marks} | {example.kind}):
        left = found_of(kind, extraction)
        for mark in (mark for mark in example.marks if mark.kind == kind):
            match = next((found for found in left if fits(mark, found)), None)
            if match is None:
                problems.append(f"missing {kind} {example.text[mark.start : mark.end]!r} {mark.values}")
            else:
                left.remove(match)
        if kind == example.kind:
            problems += [f"unexpected {kind} {example.text[f.start : f.end]!r} {f.values}" for f in left]
        elif problems:
            problems += [f"(found {kind} {example.text[f.start : f.end]!r})" for f in left]
    return problems


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_the_marks_are_what_is_found(example: Example, nlp: Language) -> None:
    (extraction,) = extract([document_of(example.text, example.language, example.published_on)], nlp)
    assert extraction.status == "extracted"
    assert differences(example, extraction) == []


def test_markup_gives_offsets_of_the_plain_text() -> None:
    text, marks = markup.parse('[[« [[Non|quote speaker="Léa Varenne"]] », dit [[Léa|actor]].|role title=maire]]')
    assert text == "« Non », dit Léa."
    assert [(text[m.start : m.end], m.kind) for m in marks] == [(text, "role"), ("Non", "quote"), ("Léa", "actor")]
    assert marks[1].values == {"speaker": "Léa Varenne"}


@pytest.mark.parametrize("broken", ["[[Léa", "[[Léa|actor", "[[Léa|person]]"])
def test_broken_markup_is_an_error(broken: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        markup.parse(broken)
