"""Which of a page's visible blocks are its main text, as trafilatura sees it.

What belongs here: aligning what trafilatura gives, which has no places in the page, with the blocks of the page, and
naming the rest. What does not: reading the page or changing a word of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from orchestration.documents.cleaning import line_label
from orchestration.documents.readers.html_page import PageBlock
from orchestration.records import SectionLabel

_WORD = re.compile(r"\w+")
_MAIN_BLOCK_TAGS = frozenset({"p", "head", "item", "quote", "code", "ab", "row"})
# Not "\n", which is mere white space in the source of a page.
_LINE_BREAK = "\x0b"
_RUN = 4
_LEAST_COVERED = 0.6
_LOOK_AHEAD = 3
# Parts that are never main text, unless the page keeps a good deal of its main text in them.
_NEVER_MAIN: frozenset[SectionLabel | None] = frozenset({"consent", "share", "related", "comments"})
_GOOD_DEAL = 1 / 3


def main_blocks(body: Any) -> list[str]:
    """The paragraphs of a body that trafilatura extracted, in reading order, with its line breaks."""
    found: list[str] = []
    pending: list[str] = []
    for text in _walk(body):
        if text is not None:
            pending.append(text)
            continue
        lines = [" ".join(line.split()) for line in "".join(pending).split(_LINE_BREAK)]
        if words := "\n".join(line for line in lines if line):
            found.append(words)
        pending = []
    return found


def _walk(element: Any) -> Iterator[str | None]:
    """Text in reading order, with None before and after every block. Not recursive: pages may be deep."""
    stack: list[Any] = [None, element]
    while stack:
        node = stack.pop()
        if node is None or isinstance(node, str):
            yield node
            continue
        opening = {"lb": _LINE_BREAK, "cell": " "}.get(node.tag, "")
        inner: list[Any] = [opening, node.text or ""]
        for child in node:
            inner += [child, child.tail or ""]
        stack.extend(reversed([None, *inner, None] if node.tag in _MAIN_BLOCK_TAGS else inner))


def are_main(blocks: Sequence[PageBlock], main: Sequence[str]) -> list[bool]:
    """For every block of the page whether it is main text.

    A long block is, when most of its runs of four words stand in the main text; a short one, when it is a paragraph of
    it, in its turn: "Santé" in a menu is a word of many articles.
    """
    # Where a page breaks lines, its blocks are whole paragraphs of the main text or lines of them.
    paragraphs = [_words(part) for paragraph in main for part in dict.fromkeys((paragraph, *paragraph.split("\n")))]
    runs = {run for paragraph in paragraphs for run in _runs(paragraph)}
    whole = Counter(paragraphs)
    position = 0
    found: list[bool] = []
    for block in blocks:
        words = _words(block.text)
        is_next = whole[words] > 0 and words in paragraphs[position : position + _LOOK_AHEAD + 1]
        is_main = bool(words) and (is_next or (len(words) >= 2 * _RUN and _covered(words, runs)))
        if is_main:
            whole[words] -= 1
            position = _after(paragraphs, words, position)
        found.append(is_main)
    return _without_surroundings(blocks, found)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[shift:] for shift in range(_RUN)), strict=False)


def _covered(words: Sequence[str], runs: set[tuple[str, ...]]) -> bool:
    own = list(_runs(words))
    return sum(run in runs for run in own) >= _LEAST_COVERED * len(own)


def _after(paragraphs: Sequence[tuple[str, ...]], words: tuple[str, ...], position: int) -> int:
    """The place in the main text behind a block; where it stands in no paragraph as a whole, the place stays."""
    for index in range(position, min(position + _LOOK_AHEAD * 10, len(paragraphs))):
        if paragraphs[index] == words:
            return index + 1
    return position


def _without_surroundings(blocks: Sequence[PageBlock], found: Sequence[bool]) -> list[bool]:
    """What stands in comments, link lists or a cookie wall is not main, unless much of the main text does."""
    lengths: Counter[SectionLabel | None] = Counter()
    for block, is_main in zip(blocks, found, strict=True):
        lengths[block.region] += len(block.text) * is_main
    refused = {label for label in _NEVER_MAIN if lengths[label] < _GOOD_DEAL * lengths.total()}
    return [is_main and block.region not in refused for block, is_main in zip(blocks, found, strict=True)]


def covered_share(blocks: Sequence[PageBlock], are_kept: Sequence[bool], main: Sequence[str]) -> float:
    """How much of trafilatura's main text the chosen blocks hold, from 0 to 1 and a little more."""
    kept = sum(len(_words(block.text)) for block, is_kept in zip(blocks, are_kept, strict=True) if is_kept)
    return kept / max(1, sum(len(_words(paragraph)) for paragraph in main))


def boilerplate_label(block: PageBlock) -> SectionLabel:
    """What a block outside the main text is: by a part of the page that leaves no doubt, its words, its part."""
    by_part = block.region if block.region in _NEVER_MAIN else None
    return by_part or line_label(block.text) or block.region or "other"
