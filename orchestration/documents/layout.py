"""Blocks of text into one document: laid out, cut into sections, with what the text says of itself.

What belongs here: the steps that are the same for every format. What does not: finding the blocks (`readers`), telling
headings, boilerplate and turns apart (`sections`, `cleaning`, `turns`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from orchestration.documents import language, metadata, sections, turns
from orchestration.documents.cleaning import Span, stored_text
from orchestration.documents.drafts import Draft
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import Section, SectionKind, SectionLabel

_Value = TypeVar("_Value", str, date)

_BETWEEN_BLOCKS = "\n\n"
# What stands in these speaks of other pages, of readers or of the site, never of the document.
_SAYS_NOTHING = frozenset({"navigation", "consent", "share", "related", "comments", "image"})


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as a format marks it; with kind "body" the words tell whether it is a heading or boilerplate."""

    text: str
    kind: SectionKind = "body"
    label: SectionLabel | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states about a document outside its text (HTML metadata, mail headers, PDF info).

    `found_by` says how a single value was found, where that differs from value to value.
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    url: str | None = None
    found_by: Mapping[str, str] = field(default_factory=dict)


NOTHING = Stated()


def from_plain(raw: str, limits: Limits, stated: Stated = NOTHING, stated_by: str = "file") -> Draft:
    """One document out of running text whose paragraphs are told by its line breaks. Raises Rejected."""
    text = stored_text(raw)
    _require(text, limits)
    return _draft(text, sections.split(text, stated.title), stated, stated_by)


def from_blocks(blocks: Sequence[Block], limits: Limits, stated: Stated = NOTHING, stated_by: str = "file") -> Draft:
    """One document out of blocks in reading order, an empty line between them. Raises Rejected.

    Line breaks inside a block are kept (a table's rows). Blocks without a visible character are dropped.
    """
    kept = [(block, words) for block in blocks if (words := stored_text(block.text).strip())]
    text = _BETWEEN_BLOCKS.join(words for _, words in kept)
    _require(text, limits)
    placed: dict[Span, Block] = {}
    offset = 0
    for block, words in kept:
        placed[offset, offset + len(words)] = block
        offset += len(words) + len(_BETWEEN_BLOCKS)
    return _draft(text, _sections(text, placed), stated, stated_by)


def _require(text: str, limits: Limits) -> None:
    if not text:
        raise Rejected("empty", "nothing but white space")
    if len(text) > limits.max_text_chars:
        raise Rejected("too_long", f"{len(text)} characters, the limit is {limits.max_text_chars}")


def _sections(text: str, placed: Mapping[Span, Block]) -> tuple[Section, ...]:
    """What the format marks stands; what it leaves open is told by the words."""
    title = next((span for span, block in placed.items() if block.kind == "title"), None)
    headings = {span for span, block in placed.items() if block.kind == "heading"}
    boilerplate = {span: block.label for span, block in placed.items() if block.kind == "boilerplate"}
    pieces = sections.build(text, list(placed), headings, title, boilerplate)
    labels = [(span, block.label) for span, block in placed.items() if block.label and block.kind != "boilerplate"]
    told: list[Section] = []
    position = 0
    for piece in pieces:
        while position < len(labels) and labels[position][0][1] <= piece.start_char:
            position += 1
        inside = position < len(labels) and labels[position][0][0] <= piece.start_char
        told.append(_labelled(piece, labels[position][1], titled=title is not None) if inside else piece)
    return tuple(told)


def _labelled(piece: Section, label: SectionLabel | None, *, titled: bool) -> Section:
    """A paragraph that the format labels is neither heading nor title, whatever its words look like."""
    if piece.kind == "boilerplate" or (piece.kind == "title" and titled):
        return piece
    return Section(piece.start_char, piece.end_char, "body", label)


def _draft(text: str, pieces: tuple[Section, ...], stated: Stated, stated_by: str) -> Draft:
    content = _joined(text, [piece for piece in pieces if piece.kind != "boilerplate"])
    own_words = _joined(text, [piece for piece in pieces if piece.label not in _SAYS_NOTHING])
    first_line = next((text[s.start_char : s.end_char].lstrip("# ") for s in pieces if s.kind == "title"), None)
    published, how_published = metadata.published(own_words)
    found_by: dict[str, str] = {}

    def pick(name: str, *candidates: tuple[_Value | None, str | None]) -> _Value | None:
        for value, how in candidates:
            if value:
                found_by[name] = how or stated.found_by.get(name, stated_by)
                return value
        return None

    return Draft(
        text=text,
        sections=turns.labelled(text, pieces),
        language=pick("language", (language.detect(content), "words"), (stated.language, None)),
        title=pick("title", (stated.title, None), (first_line, "first_line")),
        author=pick("author", (stated.author, None), (metadata.author(own_words), "byline")),
        publisher=pick("publisher", (stated.publisher, None), (metadata.publisher(content), "last_line")),
        published_on=pick("published_on", (stated.published_on, None), (published, how_published)),
        url=pick("url", (stated.url, None)),
        found_by=found_by,
    )


def _joined(text: str, pieces: Sequence[Section]) -> str:
    return "\n".join(text[piece.start_char : piece.end_char] for piece in pieces)
