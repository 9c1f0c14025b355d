"""What in the body of a mail is not its writer's: earlier messages, signatures, notices.

What belongs here: finding them by the patterns of `lists/mail.tsv` and marking them as boilerplate. What does not:
reading a mail (`readers`), changing its text. A message that is passed on is content; one that is answered is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from orchestration.documents.cleaning import Span, merged
from orchestration.documents.drafts import Draft
from orchestration.documents.lists import rows
from orchestration.records import Section, SectionLabel

_QUOTED = re.compile(r"^[ \t]*>[^\n]*(?:\n(?:[ \t]*\n){0,3}[ \t]*>[^\n]*)*", re.MULTILINE)
_MARKED = re.compile(r"\s{0,8}>")
_GAP = re.compile(r"\s{0,4}")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
# RFC 3676 asks for four lines; what is much longer after "-- " is no signature.
_LONGEST_SIGNATURE = 1_500
_LONGEST_NOTICE = 4_000


def with_marks(draft: Draft, subject: str | None) -> Draft:
    """The draft of a mail's body, with what is not its writer's as boilerplate: "related" and "legal".

    `subject` tells a mail that passes another one on ("TR: …") from an answer.
    """
    is_forward = any(_matches("forward_subject", subject or ""))
    earlier = merged(sorted(_earlier(draft.text, is_forward=is_forward)))
    sections = _marked(draft.text, draft.sections, earlier, "related")
    return replace(draft, sections=_marked(draft.text, sections, merged(sorted(_added(draft.text, earlier))), "legal"))


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[1], re.MULTILINE | re.IGNORECASE) for row in rows("mail") if row[0] == kind)


def _matches(kind: str, text: str) -> Iterator[re.Match[str]]:
    for pattern in _patterns(kind):
        yield from pattern.finditer(text)


def _earlier(text: str, *, is_forward: bool) -> Iterator[Span]:
    """Messages that the writer answers, and the header lines of one that is passed on."""
    yield from (quoted.span() for quoted in _QUOTED.finditer(text))
    for intro in _matches("intro", text):
        is_marked_line_by_line = _MARKED.match(text, intro.end())
        yield intro.start(), intro.end() if is_marked_line_by_line else len(text)
    tops = sorted((*top.span(), kind) for kind in ("forwarded", "headers", "original") for top in _matches(kind, text))
    position = 0
    for start, end, kind in tops:
        if start < position:
            continue
        position = _headers_end(text, end)
        if kind != "forwarded" and not is_forward:
            yield start, len(text)
            return
        yield start, position
        # What the message that is passed on answers is below it.
        is_forward = False


def _headers_end(text: str, position: int) -> int:
    """Where the header lines that follow `position` end; `position` itself when there are none."""
    (header,) = _patterns("header")
    while (gap := _GAP.match(text, position)) and (found := header.match(text, gap.end())):
        position = found.end()
    return position


def _added(text: str, earlier: Sequence[Span]) -> Iterator[Span]:
    """Signatures and notices below what the writer has to say."""
    starts = [start for start, _ in earlier] + [len(text)]
    for mark in _SIGNATURE.finditer(text):
        end = starts[bisect_left(starts, mark.end())]
        if end - mark.end() <= _LONGEST_SIGNATURE:
            yield mark.start(), end
    yield from (line.span() for line in _matches("line", text))
    for paragraph in _PARAGRAPH.finditer(text):
        if len(paragraph.group()) <= _LONGEST_NOTICE and any(_matches("notice", " ".join(paragraph.group().split()))):
            yield paragraph.span()


def _marked(text: str, sections: Sequence[Section], spans: Sequence[Span], label: SectionLabel) -> tuple[Section, ...]:
    """Sections cut at the borders of `spans`; what lies inside is boilerplate with `label`. Both are sorted."""
    cut: list[Section] = []
    position = 0
    for section in sections:
        while position < len(spans) and spans[position][1] <= section.start_char:
            position += 1
        cut.extend(_cut(text, section, spans, position, label))
    return tuple(cut)


def _cut(text: str, section: Section, spans: Sequence[Span], position: int, label: SectionLabel) -> Iterator[Section]:
    if section.kind == "boilerplate":
        yield section
        return
    start = section.start_char
    while position < len(spans) and spans[position][0] < section.end_char:
        first, last = max(spans[position][0], start), min(spans[position][1], section.end_char)
        yield from _visible(text, replace(section, start_char=start, end_char=first))
        yield from _visible(text, Section(first, last, "boilerplate", label))
        start, position = last, position + 1
    yield from _visible(text, replace(section, start_char=start))


def _visible(text: str, piece: Section) -> Iterator[Section]:
    """The piece without the white space around it, if anything is left."""
    words = text[piece.start_char : piece.end_char]
    if visible := words.strip():
        start = piece.start_char + len(words) - len(words.lstrip())
        yield replace(piece, start_char=start, end_char=start + len(visible))
