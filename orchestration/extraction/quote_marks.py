"""Quotation marks paired into quoted passages, whatever the typography: « », “ ”, straight, ‹ ›, <<…>>, ''…'', ‘…’.

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
# Marks typed with two signs: their family, whether they open and may close ("''" does both).
TYPED = {"<<": ("guillemet", True, False), ">>": ("guillemet", False, True)}
TYPED |= {",,": ("curly", True, False), "‚‚": ("curly", True, False), "``": ("curly", True, False)}
TYPED |= {"''": ("curly", True, True), "’’": ("curly", True, True), "‘‘": ("curly", True, True)}
MARK = re.compile("|".join([*TYPED, "[" + "".join(FAMILIES) + "]"]))
# A pair of single marks: no elision ends it, so that apostrophes are not taken for marks.
SINGLE_PAIR = re.compile(r"(?<![\w'’‘])['‘](?=\w)[^'‘\n](?:[^\n]{1,600}?)(?<=[\w.!?…])['’](?![\w'’])")
ELISION = re.compile(r"(?:\b(?:[cdjlmnst]|(?:lors|puis|jus|quoi)?qu))$", re.IGNORECASE)
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
    end: int
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
    raw = reading.document.text
    for start, end in blocks:
        marks = sorted([*_marks(raw, start, end), *_single_marks(raw, start, end)], key=lambda mark: mark.at)
        if pending is not None:
            reopened, closing = _continuation(text, pending.mark, marks, start)
            if closing is not None:
                found[-1] = _passage(text, pending.mark, closing)
                marks = [mark for mark in marks if mark.at > closing.at]
            elif pending.age < LONGEST_RUN_OF_BLOCKS and (reopened or not marks):
                if reopened:
                    found[-1] = _open_passage(text, pending.mark, end)
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
        after = text[match.end()] if match.end() < end else " "
        if character in TYPED:
            family, opens, closes = TYPED[character]
            opens_here, closes_here = _direction(before, after)
            opens, closes = opens and (opens_here or not closes), closes and (closes_here or not opens)
        else:
            family = FAMILIES[character]
            opens, closes = _straight(text, start, at) if family == "straight" else _curved(text, start, at, end)
        yield _Mark(at, match.end(), family, opens, closes)


def _straight(text: str, start: int, at: int) -> tuple[bool, bool]:
    """Whether a straight mark may open and may close; inches open nothing."""
    before, after = text[at - 1] if at > start else " ", text[at + 1 : at + 2] or " "
    after = " " if after == "\n" else after
    opens, closes = _direction(before, after)
    if before.isdigit() and not after.isalnum() and INCHES.search(text[max(start, at - 2) : at]):
        opens = False
    return opens, closes


def _curved(text: str, start: int, at: int, end: int) -> tuple[bool, bool]:
    """Whether a mark that has a direction of its own may open and may close: many texts turn them round."""
    character = text[at]
    opens, closes = character in OPENERS, character in CLOSERS
    before = text[at - 1] if at > start else " "
    direction = _direction(before, text[at + 1] if at + 1 < end else " ")
    # German marks („…“) close with the sign that opens English ones.
    if character == "“" and direction == (False, True):
        return False, True
    # Converters leave « where » is meant, at the end of a block or before a full stop.
    if opens and not text[at + 1 : end].strip(" \t\n.!?,;:"):
        return False, True
    # »…« and ”…”: what looks outwards may open where nothing is open, and the other way round.
    return opens or direction == (True, False), closes or (character == "«" and direction == (False, True))


def _single_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    """Single marks, only where one opens a word, another ends one, and no elision ends the pair."""
    at = start
    while (match := SINGLE_PAIR.search(text, at, end)) is not None:
        at = match.end()
        if not ELISION.search(text[max(start, match.end() - 8) : match.end() - 1]):
            yield _Mark(match.start(), match.start() + 1, "apostrophe", True, False)
            yield _Mark(match.end() - 1, match.end(), "apostrophe", False, True)


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
        found.extend(_passage(text, opening, closing) for opening, closing in pairs)
        if left_open is None:
            return found, None
        later = [mark for mark in marks if mark.at > left_open.at]
        following = next((mark for mark in later if mark.opens and _begins_sentence(text, mark.at)), None)
        closing = _stand_in(left_open, later)
        if closing is not None and (following is None or closing.at < following.at):
            found.append(_passage(text, left_open, closing))
            marks = [mark for mark in later if mark.at > closing.at]
        elif following is not None:
            # The next passage begins a sentence: the mark that is missing stood before it.
            found.append(_open_passage(text, left_open, following.at))
            marks = [mark for mark in later if mark.at >= following.at]
        else:
            return [*found, _open_passage(text, left_open, end)], left_open
    return found, None


def _stand_in(opening: _Mark, later: Sequence[_Mark]) -> _Mark | None:
    """What closes a passage without a mark of its own: that of an inner passage, or one of another family alone."""
    inner = [mark for mark in later if mark.family == opening.family]
    if inner and not inner[0].closes and inner[-1].closes:
        return inner[-1]  # « Il m'a dit : « Jamais. »
    if inner:
        return None
    return later[0] if later and later[0].closes and not later[0].opens else None


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
    # A long quotation repeats a mark at the head of each paragraph, the opening or, in old typography, the closing one.
    reopened = bool(same) and not text[start : same[0].at].strip() and (same[0].opens or _goes_on(text, same[0]))
    following = same[1:] if reopened else same
    closing = following[0] if following and following[0].closes else None
    return reopened and not following, closing


def _goes_on(text: str, mark: _Mark) -> bool:
    return text[mark.end : mark.end + 2].strip()[:1].isupper()


def _passage(text: str, opening: _Mark, closing: _Mark) -> Passage:
    return Passage(opening.at, closing.end, *_trimmed(text, opening.end, closing.at), closed=True)


def _open_passage(text: str, opening: _Mark, end: int) -> Passage:
    return Passage(opening.at, end, *_trimmed(text, opening.end, end), closed=False)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
