"""Lines of dialogue told by their dashes, as in "— Vous partez ? demande Léa." and "— Demain." below it.

What belongs here: which runs of dashed lines are talk rather than a list. What does not: interviews (`interviews`) and
lists under a heading (`speech_layout`). Who says a line that nothing attributes stays unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestration.extraction.attribution import insertions
from orchestration.extraction.designations import Names
from orchestration.extraction.quote_marks import FAMILIES, Passage
from orchestration.extraction.turns import Block, Turn, has_word, pieces_between

FEWEST_LINES = 2
LINE = re.compile(r"[—–-]\s+(?=[^\W\d_])")
SENTENCE_END = (".", "!", "?", "…")


def dialogue_lines(text: str, blocks: Sequence[Block], names: Names) -> Iterator[Turn]:
    """The lines of every run of dashed blocks of which at least half speak, ask or are reported."""
    for run in _runs(text, blocks):
        lines = [_line(text, block, names) for block in run]
        if len(run) >= FEWEST_LINES and 2 * sum(talks for _, talks in lines) >= len(run):
            yield from (turn for turn, _ in lines if turn is not None)


def _runs(text: str, blocks: Sequence[Block]) -> Iterator[list[Block]]:
    run: list[Block] = []
    for block in blocks:
        if LINE.match(text, *block) and text[block[1] - 1] in SENTENCE_END:
            run.append(block)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _line(text: str, block: Block, names: Names) -> tuple[Turn | None, bool]:
    """The speech of one line, its reporting clauses left out, and whether the line talks."""
    opening = LINE.match(text, *block)
    start = opening.end() if opening else block[0]
    if any(mark in FAMILIES for mark in text[start : block[1]]):
        return None, False
    inserted = insertions(text, Passage(block[0], block[1], start, block[1], closed=True), names)
    pieces = pieces_between(text, start, block[1], ((i.start, i.end) for i in inserted))
    designation = inserted[0].attribution.designation if inserted else None
    talks = bool(inserted) or text[block[1] - 1] == "?" or has_word(text, (start, block[1]), "speaker_self", names)
    return (Turn(pieces, "dialogue", designation) if pieces else None), talks
