"""Quotation marks paired into quoted passages, whatever the typography: « », “ ”, straight, ‹ ›, glued or unclosed.

What belongs here: which mark opens, which closes, where a passage ends whose mark is missing. What does not: whether
a passage is speech, and whose. Marks pair within a block of text; only a passage left open may run on over blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.extraction.reading import Reading

FAMILIES = {"«": "guillemet", "»": "guillemet", "“": "curly", "”": "curly", "„": "curly", "‟": "curly", '"': "straight"}
FAMILIES |= {"‹": "single", "›": "single", "＂": "straight"}
OPENERS = frozenset("«“„‟‹")
CLOSERS = frozenset("»”›")
MARK = re.compile("[" + "".join(FAMILIES) + "]")
SENTENCE_END = re.compile(r"[.!?…]\s*$")
# An unclosed passage may continue over this many blocks, no further: broken marks must not swallow a document.
LONGEST_RUN_OF_BLOCKS = 6
INCHES = re.compile(r"\d\s?$")
DEEPEST = 20
MOST_UNCLOSED = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """Text between an opening mark at `outer_start` and its closing mark; `start:end` leaves marks and spaces out."""

    outer_start: int
    outer_end: int
    start: int
    end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    family: str
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Pending:
    mark: _Mark
    age: int


def quoted_passages(reading: Reading, blocks: Sequence[tuple[int, int]]) -> list[Passage]:
    """The outermost quoted passages of the blocks (start, end), sorted, without overlap, never empty."""
    text = reading.text
    found: list[Passage] = []
    pending: _Pending | None = None
    for start, end in blocks:
        marks = list(_marks(text, start, end))
        if pending is not None:
            reopened, closing = _continuation(text, pending.mark, marks, start)
            if closing is not None:
                found[-1] = _passage(text, pending.mark.at, closing.at, closing.at + 1, closed=True)
                marks = [mark for mark in marks if mark.at > closing.at]
            elif pending.age < LONGEST_RUN_OF_BLOCKS and (reopened or not marks):
                if reopened:
                    found[-1] = _passage(text, pending.mark.at, end, end, closed=False)
                pending = _Pending(pending.mark, pending.age + 1)
                continue
        passages, left_open = _pair(text, marks, end)
        found.extend(passages)
        pending = _Pending(left_open, 0) if left_open is not None else None
    return [passage for passage in found if passage.start < passage.end]


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in MARK.finditer(text, start, end):
        at, character = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        family = FAMILIES[character]
        if family == "straight":
            opens, closes = _direction(before, after)
            if INCHES.search(text[max(start, at - 2) : at]) and not after.isalnum() and before.isdigit():
                opens = False
        else:
            opens, closes = character in OPENERS, character in CLOSERS
            # German marks („…“) close with the sign that opens English ones.
            if character == "“" and _direction(before, after) == (False, True):
                opens, closes = False, True
            # Converters leave « where » is meant, at the end of a block or before a full stop.
            if opens and not text[at + 1 : end].strip(" \t\n.!?,;:"):
                opens, closes = False, True
        yield _Mark(at, family, opens, closes)


def _direction(before: str, after: str) -> tuple[bool, bool]:
    """Whether a straight mark between two characters may open and may close."""
    space_before = before.isspace() or before in "([{'’«“—–-"
    space_after = after.isspace() or after in ".,;:!?)]}…»”"
    if space_before and not space_after:
        return True, False
    if space_after and not space_before:
        return False, True
    return True, True


def _pair(text: str, marks: Sequence[_Mark], end: int) -> tuple[list[Passage], _Mark | None]:
    """Pair the marks of one block; also give back the mark that nothing closes, if its passage ends the block."""
    found: list[Passage] = []
    for _ in range(MOST_UNCLOSED):
        pairs, left_open = _stacked(marks)
        found.extend(_passage(text, opening.at, closing.at, closing.at + 1, closed=True) for opening, closing in pairs)
        if left_open is None:
            return found, None
        later = [mark for mark in marks if mark.at > left_open.at]
        following = next((mark for mark in later if mark.opens and _begins_sentence(text, mark.at)), None)
        if following is None:
            return [*found, _passage(text, left_open.at, end, end, closed=False)], left_open
        # The next passage begins a sentence: the mark that is missing stood before it.
        found.append(_passage(text, left_open.at, following.at, following.at, closed=False))
        marks = [mark for mark in later if mark.at >= following.at]
    return found, None


def _stacked(marks: Sequence[_Mark]) -> tuple[list[tuple[_Mark, _Mark]], _Mark | None]:
    """The outermost pairs, and the outermost mark left open. A mark closes the nearest open one of its family."""
    pairs: list[tuple[_Mark, _Mark]] = []
    stack: list[_Mark] = []
    for mark in marks:
        depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].family == mark.family), None)
        if depth is not None and mark.closes:
            opening = stack[depth]
            del stack[depth:]
            if not stack:
                pairs.append((opening, mark))
        elif mark.opens and len(stack) < DEEPEST:
            stack.append(mark)
    return pairs, stack[0] if stack else None


def _begins_sentence(text: str, at: int) -> bool:
    return bool(SENTENCE_END.search(text[max(0, at - 3) : at]))


def _continuation(text: str, opened: _Mark, marks: Sequence[_Mark], start: int) -> tuple[bool, _Mark | None]:
    """Whether a block repeats the mark left open at its head, and the mark in it that closes the passage."""
    same = [mark for mark in marks if mark.family == opened.family]
    # A long quotation repeats its opening mark at the head of each paragraph.
    reopened = bool(same) and same[0].opens and not text[start : same[0].at].strip()
    following = same[1:] if reopened else same
    closing = following[0] if following and following[0].closes else None
    return reopened and not following, closing


def _passage(text: str, mark: int, content_end: int, outer_end: int, *, closed: bool) -> Passage:
    start = mark + 1
    while start < content_end and text[start].isspace():
        start += 1
    end = content_end
    while end > start and text[end - 1].isspace():
        end -= 1
    return Passage(mark, outer_end, start, end, closed)
