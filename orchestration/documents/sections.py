"""A text into its sections: paragraphs, headings, the title, boilerplate.

What belongs here: where a paragraph begins and ends, and what kind it is. What does not: which words are boilerplate
(`cleaning`), nor changing a character of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from orchestration.documents.cleaning import Span, boilerplate_blocks, boilerplate_spans
from orchestration.documents.metadata import is_label
from orchestration.records import Section, SectionKind, SectionLabel

NO_MARKS: Mapping[Span, SectionLabel | None] = MappingProxyType({})

_NARROWEST_WRAP, _WIDEST_WRAP = 50, 100
_WRAPPED_SHARE = 0.6
_LEAST_WRAPPED_LINES = 3
_FITTING_SHARE = 0.95
_SENTENCE_END = tuple('.!?:;…»”"')
_LONGEST_TITLE = 220
_LONGEST_HEADING = 110
_BODY_AFTER_HEADING = 1.5
_TITLE_WITHIN = 3
_LIST_ITEM = re.compile(r"(?:[-–—•*·►»>]|\d{1,3}[.)°/]|[a-z][.)]|le \d{1,2}(?:er)?)\s")
# A contact line, or several sentences.
_NO_HEADING = re.compile(r"[@|]|[.!?…] +[«“\"]?[A-ZÀ-ÖØ-Þ]")
_MARKDOWN_HEADING = re.compile(r"#{1,6} \S")


def split(text: str, title: str | None = None) -> tuple[Section, ...]:
    """The sections of a plain text: one line is one paragraph, unless lines are wrapped or go on in mid-sentence.

    `title` is the line known to be the title; without it, or where no line reads so, the shape of the lines tells.
    """
    blocks = list(_paragraphs(text))
    known = next((block for block in blocks if title and text[block[0] : block[1]] == title), None)
    return build(text, blocks, title=known)


def build(
    text: str,
    blocks: Sequence[Span],
    headings: Collection[Span] = (),
    title: Span | None = None,
    boilerplate: Mapping[Span, SectionLabel | None] = NO_MARKS,
) -> tuple[Section, ...]:
    """Sections out of paragraphs whose places are known.

    `headings`, `title` and `boilerplate` are those that the format marks; what it leaves open is told by the words.
    """
    open_blocks = [block for block in blocks if block not in boilerplate]
    by_words = boilerplate_blocks(text, open_blocks)
    marked = {**boilerplate, **{open_blocks[index]: label for index, label in by_words.items()}}
    inline = boilerplate_spans(text)
    pieces: list[Section] = []
    cursor = 0
    for block in blocks:
        if block in marked:
            pieces.append(Section(*block, kind="boilerplate", label=marked[block]))
            continue
        while cursor < len(inline) and inline[cursor][1] <= block[0]:
            cursor += 1
        kind: SectionKind = "title" if block == title else "heading" if block in headings else "body"
        pieces.extend(_cut(text, block, kind, inline, cursor))
    return tuple(_with_headings(text, pieces, titled=title is not None))


def _cut(text: str, block: Span, kind: SectionKind, inline: Sequence[Span], cursor: int) -> Iterator[Section]:
    """Cut a paragraph at the boilerplate inside it; nothing visible falls between the pieces."""
    start, end = block
    while cursor < len(inline) and inline[cursor][0] < end:
        cut_start, cut_end = max(inline[cursor][0], start), min(inline[cursor][1], end)
        yield from _trimmed(text, start, cut_start, kind)
        yield from _trimmed(text, cut_start, cut_end, "boilerplate")
        start, cursor = cut_end, cursor + 1
    yield from _trimmed(text, start, end, kind)


def _trimmed(text: str, start: int, end: int, kind: SectionKind) -> Iterator[Section]:
    piece = text[start:end]
    if visible := piece.strip():
        first = start + len(piece) - len(piece.lstrip())
        yield Section(first, first + len(visible), kind)


def _paragraphs(text: str) -> Iterator[Span]:
    """Group lines into paragraphs. White space around them stays outside."""
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    start: int | None = None
    for position, (first, last) in enumerate(lines):
        start = first if start is None else start
        following = lines[position + 1] if position + 1 < len(lines) else None
        if following is None or not _goes_on(text, (first, last), following, width):
            yield start, last
            start = None


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if visible := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(visible)
        start += len(line) + 1


def _goes_on(text: str, line: Span, following: Span, width: int | None) -> bool:
    """Whether the paragraph of `line` continues on the `following` line."""
    if text.count("\n", line[1], following[0]) != 1 or _LIST_ITEM.match(text, following[0]):
        return False
    if width is not None and _was_full(text, line, following, width):
        return True
    # A page grabber breaks a line at every link: what opens with a small letter or a comma goes on.
    opening = text[following[0]]
    return (opening.islower() or opening in ",;:)") and not text.endswith(_SENTENCE_END, 0, line[1])


def _was_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the following line would not have fitted: the line was wrapped, not ended."""
    word = re.compile(r"\S+").match(text, following[0], following[1])
    return line[1] - line[0] + 1 + (len(word.group()) if word else 0) > width


def _wrap_width(text: str, lines: Sequence[Span]) -> int | None:
    """The column at which the text was wrapped by hand or by a mail program; None when it was not."""
    lengths = sorted(end - start for start, end in lines)
    fitting = [length for length in lengths if length <= _WIDEST_WRAP]
    if len(fitting) < max(_FITTING_SHARE * len(lengths), _LEAST_WRAPPED_LINES) or fitting[-1] < _NARROWEST_WRAP:
        return None
    width = fitting[-1]
    pairs = [pair for pair in pairwise(lines) if text.count("\n", pair[0][1], pair[1][0]) == 1]
    full = [line for line, following in pairs if _was_full(text, line, following, width)]
    broken = [line for line in full if not text.endswith(_SENTENCE_END, 0, line[1])]
    enough = len(full) >= max(_LEAST_WRAPPED_LINES, _WRAPPED_SHARE * len(pairs))
    return width if enough and 2 * len(broken) >= len(full) else None


def _with_headings(text: str, pieces: Sequence[Section], *, titled: bool) -> Iterator[Section]:
    """Tell the title and the headings of a plain text by their shape and by what follows them."""
    content = [piece for piece in pieces if piece.kind != "boilerplate"]
    prose = [piece for piece in content if not _is_label(text, piece)]
    following = dict(pairwise(prose))
    title = None if titled else _title(text, content)
    for piece in pieces:
        if piece is title:
            yield Section(piece.start_char, piece.end_char, "title")
        elif piece.kind == "body" and _is_heading(text, piece, following.get(piece)):
            yield Section(piece.start_char, piece.end_char, "heading")
        else:
            yield piece


def _title(text: str, content: Sequence[Section]) -> Section | None:
    """The first line that is no byline nor date, if it looks like a title and something longer follows."""
    for position, piece in enumerate(content[:_TITLE_WITHIN]):
        words = text[piece.start_char : piece.end_char]
        if _is_label(text, piece):
            continue
        rest = sum(other.end_char - other.start_char for other in content[position + 1 :])
        is_short = len(words) <= _LONGEST_TITLE and "\n" not in words
        return piece if is_short and not words.endswith((".", ",", ";", ":")) and rest > len(words) else None
    return None


def _is_label(text: str, piece: Section) -> bool:
    is_short = piece.end_char - piece.start_char <= _LONGEST_HEADING
    return is_short and is_label(text[piece.start_char : piece.end_char])


def _is_heading(text: str, piece: Section, following: Section | None) -> bool:
    words = text[piece.start_char : piece.end_char]
    if _MARKDOWN_HEADING.match(words) and "\n" not in words:
        return True
    if following is None or len(words) > _LONGEST_HEADING or "\n" in words or not _stands_alone(text, piece):
        return False
    is_longer = following.end_char - following.start_char >= _BODY_AFTER_HEADING * len(words)
    return is_longer and _has_heading_shape(words)


def _has_heading_shape(words: str) -> bool:
    """No sentence, no question of an interview, no list item, no byline, no contact line."""
    if _NO_HEADING.search(words):
        return False
    opening = words.lstrip("«“\"' \u00a0\u202f")[:1]
    return (
        not words.endswith(tuple(".,;:?!…"))
        and (opening.isupper() or opening.isdigit())
        and not _LIST_ITEM.match(words)
    )


def _stands_alone(text: str, piece: Section) -> bool:
    """It begins its line, and an empty line follows."""
    first, last = piece.start_char, piece.end_char
    while first and text[first - 1] != "\n" and text[first - 1].isspace():
        first -= 1
    while last < len(text) and text[last].isspace():
        last += 1
    return (not first or text[first - 1] == "\n") and text.count("\n", piece.end_char, last) >= 2
