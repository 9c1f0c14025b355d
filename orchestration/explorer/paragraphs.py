"""A text in the paragraphs in which it was written, so that a browser draws only those that are on the screen.

What belongs here: where paragraphs begin and end. What does not: sections of documents, which intake knows.
"""

from __future__ import annotations

from dataclasses import dataclass

# Longer ones are cut at a blank: a browser lays out a paragraph as a whole.
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A half-open span of the text, without the line end after it."""

    start_char: int
    end_char: int


def paragraphs(text: str) -> list[Paragraph]:
    """The lines of a text; empty ones are left out, which says nothing: an offset never lies in one."""
    found = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            found += _cut(text, at, at + len(line))
        at += len(line) + 1
    return found


def _cut(text: str, start: int, end: int) -> list[Paragraph]:
    pieces = []
    while end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = blank + 1 if blank > 0 else start + LONGEST
        pieces.append(Paragraph(start, cut))
        start = cut
    return [*pieces, Paragraph(start, end)]
