"""Markdown: its marks become structure, its words the text.

What belongs here: CommonMark with tables to blocks, and the fields above the text ("front matter"). What does not:
deciding that a text is Markdown (`text_types`). Struck-out words are left out, as a deletion in a word processor is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestration.documents import article_columns, layout
from orchestration.documents.cleaning import stored_text
from orchestration.documents.drafts import Contents
from orchestration.documents.encodings import decode
from orchestration.documents.layout import Block, Stated
from orchestration.documents.readers.text import control_warning
from orchestration.documents.refusals import Limits, Rejected
from orchestration.documents.text_types import FRONT_MATTER

# Deeper than this the parser drops words without telling.
_DEEPEST = 100
_LONGEST_FRONT_MATTER = 10_000
_INVISIBLE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
# Left where an image or a struck-out word stood; a no-break space is kept.
_SPACES = re.compile(r"[ \t]{2,}")
_BULLET = "- "
_CELLS = frozenset({"th_open", "td_open"})


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a Markdown file. Raises Rejected: `empty`, `too_deep`, `too_long`, as `decode` does."""
    decoded = decode(data)
    body, stated = _without_front_matter(stored_text(decoded.text))
    blocks = list(_titled(_blocks(_parse(body)), stated.title))
    return Contents(
        drafts=(layout.from_blocks(blocks, limits, stated, "front_matter"),),
        encoding=decoded.encoding,
        warnings=(*decoded.notes, *control_warning(decoded.text)),
    )


def _without_front_matter(text: str) -> tuple[str, Stated]:
    """The text below the front matter, and what that states. What is no list of fields is text."""
    found = FRONT_MATTER.match(text.lstrip())
    if not found or len(found[1]) > _LONGEST_FRONT_MATTER:
        return text, layout.NOTHING
    try:
        # The base loader makes strings, lists and dictionaries only: no object, no date that does not exist.
        fields = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        return text, layout.NOTHING
    if not isinstance(fields, Mapping):
        return text, layout.NOTHING
    usual = article_columns.columns(name for name in fields if isinstance(name, str))
    return text.lstrip()[found.end() :], article_columns.stated({field: fields[name] for field, name in usual.items()})


def _parse(body: str) -> Sequence[Token]:
    # Indented lines are paragraphs here: French typography indents them, and code would be no content.
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"]).disable("code")
    tokens = parser.parse(body)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise Rejected("too_deep", f"lists or quotes {_DEEPEST} levels deep")
    return tokens


def _titled(blocks: Iterable[Block], title: str | None) -> Iterator[Block]:
    """The first heading of the first level is the title; without one, the title of the front matter comes first."""
    kept = list(blocks)
    first = next((block for block in kept if block.kind == "title"), None)
    if first is None and title:
        yield Block(title, "title")
    for block in kept:
        yield replace(block, kind="heading") if block.kind == "title" and block is not first else block


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    items = table = 0
    marker = ""
    for position, token in enumerate(tokens):
        match token.type:
            case "list_item_open":
                items += 1
                marker = f"{token.info}{token.markup} " if token.info else _BULLET
            case "list_item_close":
                items -= 1
            case "table_open":
                table = position
            case "table_close":
                yield Block(_table(tokens[table:position]), label="table")
            case "fence":
                yield Block(token.content, "boilerplate", "other")
            case "html_block":
                yield Block(html.unescape(_TAG.sub(" ", _INVISIBLE.sub(" ", token.content))))
            case "inline" if tokens[position - 1].type not in _CELLS:
                yield from _paragraph(token, tokens[position - 1], marker if items else None)
                marker = ""


def _paragraph(inline: Token, around: Token, marker: str | None) -> Iterator[Block]:
    """A heading, a paragraph or (with a marker, if only an empty one) part of a list; then its images' descriptions."""
    words = _words(inline)
    if around.type == "heading_open":
        yield Block(" ".join(words.split()), "title" if around.tag == "h1" else "heading")
    elif marker is not None:
        yield Block(marker + words if words.strip() else "", label="list")
    else:
        yield Block(words)
    for child in inline.children or ():
        if child.type == "image":
            yield Block(child.content, "boilerplate", "image")


def _table(tokens: Sequence[Token]) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(" ".join(_words(token).split()))
    return "\n".join(" | ".join(filter(None, row)) for row in rows)


def _words(inline: Token) -> str:
    """The words of a paragraph without marks, images and struck-out passages."""
    parts: list[str] = []
    struck = 0
    for token in inline.children or ():
        struck += (token.type == "s_open") - (token.type == "s_close")
        if struck:
            continue
        parts.append(_word(token))
    return _SPACES.sub(" ", "".join(parts))


def _word(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.match(token.content)):
        return "\n"
    return token.content if token.type in ("text", "code_inline") else ""
