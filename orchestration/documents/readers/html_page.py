"""What of a web page a reader sees: its visible blocks in reading order, and the part of the page each stands in.

What belongs here: walking the parsed page. What does not: deciding what is main text (`html_main`) or metadata.
Hidden text (`hidden`, `aria-hidden`, `display: none`, `<template>`, `<noscript>`) is dropped for good: nobody who
opened the page has seen it, and it is where spam and planted text hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from orchestration.documents.lists import rows
from orchestration.records import SectionLabel

_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_TAGS = frozenset(
    {"style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video"}
)
_UNSEEN_TAGS = frozenset({"script", "head", "title", "textarea", "datalist", "math"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset"
        " figcaption figure footer form header hgroup hr html legend li main menu nav ol option p pre search section"
        " select summary table tbody td tfoot th thead tr ul",
    )
)
_INSIDE_LAYOUT = frozenset({"table", "p", "div", "ul", "ol", "blockquote", "section", "article", *_HEADINGS})
# Containers of the whole page: their classes tell of the theme ("comments-open"), not of a part.
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
_MARK_LABELS: dict[str, SectionLabel] = {"li": "list", "tr": "table", "figcaption": "caption", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One visible block: its words on one line, its innermost element, what the page's marks say of it.

    `region` is the part of the page by its marks (navigation, comments…); `article` counts the outermost `<article>`
    it stands in, from 0.
    """

    text: str
    tag: str
    region: SectionLabel | None
    article: int | None

    @property
    def is_heading(self) -> bool:
        """Whether the page marks it as a heading."""
        return self.tag in _HEADINGS

    @property
    def mark(self) -> SectionLabel | None:
        """What the element says of the paragraph: item of a list, row of a table, caption."""
        return _MARK_LABELS.get(self.tag)


def drop_hidden(tree: Any) -> None:
    """Take everything out of the page that a browser does not show; what follows it stays."""
    for element in [element for element in tree.iter() if _is_hidden(element)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN_TAGS:
        return True
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return element.tag not in _WHOLE_PAGE
    return bool(_HIDDEN_STYLE.search(element.get("style", "")))


def visible_blocks(tree: Any) -> list[PageBlock]:
    """The blocks of a page from which hidden elements were dropped, in reading order."""
    return list(_Walk().blocks(tree))


class _Walk:
    """One pass over a page. Not recursive: pages may be a thousand levels deep."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._open: list[tuple[str, SectionLabel | None, int | None]] = [("html", None, None)]
        self._articles = 0

    def blocks(self, root: Any) -> Iterator[PageBlock]:
        stack: list[tuple[str, Any]] = [("open", root)]
        while stack:
            action, node = stack.pop()
            if action == "text":
                self._pending.append(node)
            elif action == "close":
                yield from self._flush()
                self._open.pop()
            elif node.tag not in _UNSEEN_TAGS:
                if node.tag in _BLOCKS or _is_break(node):
                    yield from self._flush()
                stack.extend(reversed(self._enter(node)))

    def _enter(self, node: Any) -> list[tuple[str, Any]]:
        """What to do for an element, in order; its own text and the text behind its children included."""
        if node.tag == "br":
            return [("text", " ")]
        if node.tag == "tr" and _is_row(node):
            self._push(node)
            return [("text", _row(node)), ("close", node)]
        todo: list[tuple[str, Any]] = [("text", node.text or "")]
        for child in node:
            todo += [("open", child), ("text", child.tail or "")]
        if node.tag in _BLOCKS:
            self._push(node)
            todo.append(("close", node))
        return todo

    def _push(self, node: Any) -> None:
        _, region, article = self._open[-1]
        if node.tag == "article" and article is None:
            article = self._articles
            self._articles += 1
        # The header of an article holds its headline and byline, the one of a page its menu.
        own = None if node.tag == "header" and article is not None else region_of(node)
        self._open.append((node.tag, own or region, article))

    def _flush(self) -> Iterator[PageBlock]:
        words = " ".join("".join(self._pending).split())
        self._pending.clear()
        if words:
            tag, region, article = self._open[-1]
            yield PageBlock(words, self._marking_tag(tag), region, article)

    def _marking_tag(self, tag: str) -> str:
        """A paragraph inside an item or a heading is an item or a heading."""
        outer = self._open[-2][0] if len(self._open) > 1 else tag
        return outer if tag in ("p", "div") and (outer in _HEADINGS or outer in _MARK_LABELS) else tag


def _is_break(node: Any) -> bool:
    """The second of two line breaks: old pages part their paragraphs so."""
    before = node.getprevious() if node.tag == "br" else None
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _is_row(row: Any) -> bool:
    """Whether a row holds cells of words; tables also lay out whole pages."""
    return not any(inner.tag in _INSIDE_LAYOUT for inner in row.iterdescendants())


def _row(row: Any) -> str:
    """The cells of a table's row on one line: what they say, they say together."""
    cells = (" ".join("".join(cell.itertext()).split()) for cell in row)
    return " | ".join(cell for cell in cells if cell)


@cache
def _regions(where: str) -> tuple[tuple[re.Pattern[str], SectionLabel], ...]:
    return tuple(
        (re.compile(row[2], re.IGNORECASE), cast(SectionLabel, row[0]))
        for row in rows("page_regions")
        if row[1] == where
    )


def region_of(element: Any) -> SectionLabel | None:
    """Which part of a page the marks of an element announce; None for one that announces nothing."""
    names = f"{element.get('class', '')} {element.get('id', '')}"[:500]
    if element.tag in _WHOLE_PAGE:
        return _by_names("article", names) if element.tag == "article" else None
    by_name = _by_names("name", names)
    # "sidebar-right" may say of the column with the article that the sidebar is to its right.
    if by_name and next(element.iter("main", "h1"), None) is not None:
        by_name = None
    return by_name or _matching("role", element.get("role", "")) or _matching("tag", element.tag)


@lru_cache(maxsize=1_000)
def _matching(where: str, word: str) -> SectionLabel | None:
    return next((label for pattern, label in _regions(where) if pattern.fullmatch(word)), None)


@lru_cache(maxsize=10_000)
def _by_names(where: str, names: str) -> SectionLabel | None:
    return next(
        (label for pattern, label in _regions(where) for word in names.split() if pattern.fullmatch(word)), None
    )
