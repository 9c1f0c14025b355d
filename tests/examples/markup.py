"""Inline markup to text and expectations: `[[surface|kind key=value]]`, nested at will, so that no offset is typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

KINDS = frozenset({"actor", "organisation", "thing", "quote", "role", "contract", "relation", "fact"})
NOTHING = re.compile(r"\(no (\w+)\)\s*$")
DATED = re.compile(r"\(of (\d{4}-\d{2}-\d{2})\)")


@dataclass(frozen=True)
class Mark:
    """A span of the plain text that must be found, with what must be said of it."""

    start: int
    end: int
    kind: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """One passage. `kind` is what its file is about: of that kind, nothing but the marks may be found.

    `published_on` is the day of the document, where the heading tells it.
    """

    name: str
    language: str
    kind: str
    text: str
    marks: tuple[Mark, ...]
    published_on: date | None = None


def parse(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Plain text and marks of a passage. Raises ValueError when brackets do not pair or a kind is unknown."""
    text, marks, starts, at = "", [], [], 0
    while at < len(marked):
        if marked.startswith("[[", at):
            starts.append(len(text))
            at += 2
        elif starts and marked[at] == "|":
            end = marked.index("]]", at)
            kind, *pairs = shlex.split(marked[at + 1 : end])
            if kind not in KINDS:
                raise ValueError(f"unknown kind {kind!r} in {marked!r}")
            marks.append(Mark(starts.pop(), len(text), kind, dict(pair.split("=", 1) for pair in pairs)))
            at = end + 2
        else:
            text += marked[at]
            at += 1
    if starts:
        raise ValueError(f"a mark is never closed in {marked!r}")
    return text, tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))


def read_examples(folder: Path) -> Iterator[Example]:
    """Every example of `folder/<language>/<kind>-<phenomenon>.md`, in a stable order."""
    for path in sorted(folder.glob("*/*.md")):
        file_kind = path.stem.split("-")[0].removesuffix("s")
        for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            heading, _, body = part.partition("\n")
            text, marks = parse(body.strip())
            nothing = NOTHING.search(heading)
            kind = nothing.group(1) if nothing else file_kind
            if nothing and any(mark.kind == kind for mark in marks):
                raise ValueError(f"{path.name}: {heading} marks what must not be found")
            dated = DATED.search(heading)
            published_on = date.fromisoformat(dated.group(1)) if dated else None
            yield Example(f"{path.stem}: {heading.strip()}", path.parent.name, kind, text, marks, published_on)
