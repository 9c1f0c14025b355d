"""Statements with their author beside them: posts with an address ("Léa Varenne @leavarenne · 12 mars"), signed words.

What belongs here: a header or a signature that names the author of a block. What does not: labels on the same line
(`labelled_turns`). The signature of an article is none: without an address a signature must show itself twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestration.extraction.designations import Designation, Names
from orchestration.extraction.quote_marks import FAMILIES
from orchestration.extraction.turns import Block, Turn
from orchestration.records import Mention

LONGEST_SIGNATURE = 120
FEWEST_SIGNED = 2
ADDRESS = re.compile(r"\s*\(?@\w{2,30}\)?[^.!?\n]{0,40}")
SIGNED_INLINE = re.compile(r"\s[—–]\s(?=[^—–\n]{2,60}\(@\w{2,30}\)[^—–\n]{0,40}$)", re.MULTILINE)
SIGNATURE = re.compile(r"[—–]\s?(?=\w)")


def posts(text: str, blocks: Sequence[Block], names: Names) -> Iterator[Turn]:
    """The blocks whose author stands above, below or behind them."""
    signed = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        inline = SIGNED_INLINE.search(text, *block)
        author = _author(inline.end(), block, names) if inline else None
        if inline and author:
            yield _turn(block[0], inline.start(), author)
        if before is None or any(mark in FAMILIES for mark in (text[block[0]], text[before[0]])):
            continue
        header = _author(before[0], before, names)
        if header and ADDRESS.fullmatch(text, header.end_char, before[1]):
            yield _turn(block[0], block[1], header)
        elif (author := _signature(text, block, names)) and not SIGNATURE.match(text, *before):
            signed.append(_turn(before[0], before[1], author))
    if len(signed) >= FEWEST_SIGNED:
        yield from signed


def _author(start: int, block: Block, names: Names) -> Mention | None:
    mention = names.at(start) if block[1] - start <= LONGEST_SIGNATURE else None
    return mention if mention is not None and mention.kind == "actor" and mention.start_char == start else None


def _signature(text: str, block: Block, names: Names) -> Mention | None:
    dash = SIGNATURE.match(text, *block)
    return _author(dash.end(), block, names) if dash and text[block[1] - 1] not in ".!?:" else None


def _turn(start: int, end: int, author: Mention) -> Turn:
    return Turn(((start, end),), "post", Designation(author.start_char, author.end_char, "name", author), author)
