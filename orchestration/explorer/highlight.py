"""A text with marks: which spans cover which characters, as HTML, however they overlap.

What belongs here: cutting a text at every edge of a span, so that each piece has one set of marks, and writing the
pieces. What does not: which spans there are, and colours. Marks in HTML nest, spans need not: a quote may begin within
a role and end after it. So pieces stand side by side, each with the kinds and numbers of all that covers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text, half-open, in code points.

    `kind` names its colour and its toggle. The first piece carries `anchors` as addresses (`#e=…`). With `href` the
    words lead there; `label` is what a reader is told of it.
    """

    start_char: int
    end_char: int
    kind: str
    anchors: tuple[str, ...] = ()
    href: str | None = None
    label: str = ""


def marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """The characters from `start` to `end` as HTML; `marks` are those that touch them, in any order.

    A mark that begins before `start` goes on here without its address, which stands where it begins.
    """
    edges = sorted({start, end, *_edges(marks, start, end)})
    opening = _by_start(marks, start)
    current: list[Mark] = []
    written = []
    for left, right in pairwise(edges):
        current = [mark for mark in current if mark.end_char > left] + opening.get(left, [])
        written.append(_piece(escape(text[left:right], quote=False), left, current))
    # Every piece is escaped text within tags of our own.
    return Markup("".join(written))  # noqa: S704


def _edges(marks: Iterable[Mark], start: int, end: int) -> Iterator[int]:
    for mark in marks:
        for edge in (mark.start_char, mark.end_char):
            if start < edge < end:
                yield edge


def _by_start(marks: Iterable[Mark], start: int) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.end_char > max(mark.start_char, start):
            found.setdefault(max(mark.start_char, start), []).append(mark)
    return found


def _piece(words: str, left: int, marks: list[Mark]) -> str:
    """One piece of the text. Addresses are elements around it, so that a browser finds and shows what they lead to."""
    if not marks:
        return words
    anchors = [name for mark in marks if mark.start_char == left for name in mark.anchors]
    before = "".join(f'<span id="{escape(name)}">' for name in anchors)
    kinds = " ".join(dict.fromkeys(mark.kind for mark in marks))
    label = " · ".join(dict.fromkeys(mark.label for mark in marks if mark.label))
    # By its first address all pieces of a mark are found again.
    names = " ".join(mark.anchors[0] for mark in marks if mark.anchors)
    of = f' data-of="{escape(names)}"' if names else ""
    title = f' title="{escape(label)}"' if label else ""
    href = next((mark.href for mark in reversed(marks) if mark.href), None)
    inner = f'<a href="{escape(href)}">{words}</a>' if href else words
    return f'{before}<mark class="{kinds}"{of}{title}>{inner}</mark>{"</span>" * len(anchors)}'
