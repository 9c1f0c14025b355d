"""HTML pages: the main text by trafilatura, behind guards on depth and size, without touching the network.

What belongs here: page to text, paragraphs and metadata. What does not: judging paragraphs (`cleaning`). The text that
trafilatura gives is the one stored; it has no offsets into the page's source.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from orchestration.documents import language, metadata, sections
from orchestration.documents.cleaning import Span, stored_text
from orchestration.documents.drafts import Draft
from orchestration.documents.refusals import Limits, Rejected

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)([^<>]*)")
# Elements that never hold others, and those that the parser closes by itself when the next one opens.
_FLAT = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|th|tr|dt|dd|option|optgroup"
    r"|thead|tbody|tfoot|colgroup|script|style)",
    re.IGNORECASE,
)
_OPAQUE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_XML_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCK_TAGS = frozenset({"p", "head", "item", "quote", "code", "ab"})
_LOOKS_LIKE_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)+$")
_LOOKS_LIKE_NAMES = re.compile(r"[^\W\d_][^\W\d_]*(?:[ .,'’&-]+[^\W\d_]+)*\.?")
# No clock: a page reads the same today and in ten years. Only what the page declares counts as its date.
_DATE_SEARCH = {
    "extensive_search": False,
    "original_date": True,
    "outputformat": "%Y-%m-%d",
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


def read(raw: str, limits: Limits) -> list[Draft]:
    """The one document of a page. Raises Rejected: `too_deep`, `too_complex`, `too_long`, `no_text`, `parse_error`."""
    source = _XML_PROLOGUE.sub("", raw.replace("\x00", "\ufffd"), count=1)
    check_shape(source, limits)
    found, page_language = _extract(source)
    blocks = list(_blocks(found.body)) if found is not None else []
    text, spans, heading_spans, title_span = _assemble(found.title if found is not None else None, blocks)
    if not blocks or not re.search(r"\w", text):
        raise Rejected("no_text", "the page holds no main text")
    if len(text) > limits.max_text_chars:
        raise Rejected("too_long", f"{len(text)} characters, the limit is {limits.max_text_chars}")
    pieces = sections.build(text, spans, heading_spans, title_span)
    if all(piece.kind in ("title", "boilerplate") for piece in pieces):
        raise Rejected("no_text", "the page holds nothing but a title and boilerplate")
    draft = Draft(
        text=text,
        sections=pieces,
        language=language.detect(text) or page_language,
        title=_clean(found.title),
        author=_author(found.author) or metadata.author(text),
        publisher=_publisher(found.sitename),
        published_on=_date(found.date) or metadata.published_on(text),
    )
    return [draft]


def check_shape(source: str, limits: Limits) -> None:
    """Count tags, their size and their depth before anything is built. Linear in the length of the page."""
    depth = tags = 0
    for closing, name, rest in _TAG.findall(_OPAQUE.sub(" ", source)):
        tags += 1
        if len(rest) > limits.max_tag_chars and rest.count("=") > limits.max_tag_chars // 100:
            raise Rejected("too_complex", "a tag with thousands of attributes")
        if _FLAT.fullmatch(name) or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > limits.max_html_depth:
            raise Rejected("too_deep", f"more than {limits.max_html_depth} elements inside each other")
    if tags > limits.max_html_tags:
        raise Rejected("too_complex", f"{tags} tags, the limit is {limits.max_html_tags}")


def _extract(source: str) -> tuple[Any, str | None]:
    # Imported here: it takes half a second, and a folder of plain texts needs none of it.
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import bare_extraction

    # Their messages may quote the page.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Without huge_tree libxml2 drops whatever lies deeper than 256 levels, silently.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(source, parser=parser)
    except (LxmlError, ValueError) as error:
        raise Rejected("no_text", type(error).__name__) from error
    page_language = (tree.get("lang") or "")[:2].lower()
    try:
        found = bare_extraction(
            tree, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_DATE_SEARCH
        )
    except Exception as error:  # whatever a foreign parser does with a page costs this page and no other
        raise Rejected("parse_error", type(error).__name__) from error
    return found, page_language if re.fullmatch("[a-z]{2}", page_language) else None


def _blocks(body: Any) -> Iterator[tuple[str, bool]]:
    """The paragraphs of an extracted body in reading order, each with whether it is a heading."""
    pending: list[str] = []
    for kind, value in _walk(body):
        if kind == "text":
            pending.append(value)
            continue
        if words := _clean("".join(pending)):
            yield words, kind == "heading"
        pending = []
    if words := _clean("".join(pending)):
        yield words, False


def _walk(element: Any) -> Iterator[tuple[str, str]]:
    """Text in reading order, with a break before and after every block. Not recursive: pages may be deep."""
    stack: list[tuple[str, Any]] = [("open", element)]
    while stack:
        action, node = stack.pop()
        if action != "open":
            yield action, node
            continue
        tag = str(node.tag)
        if tag == "row":
            yield from (("break", ""), ("text", _row(node)), ("break", ""))
            continue
        is_block = tag in _BLOCK_TAGS
        closing = [("heading" if tag == "head" else "break", "")] if is_block else []
        children: list[tuple[str, Any]] = [("text", " ")] if tag == "lb" else [("text", node.text or "")]
        for child in node:
            children += [("open", child), ("text", child.tail or "")]
        if is_block:
            yield "break", ""
        stack.extend(reversed([*children, *closing]))


def _row(row: Any) -> str:
    """The cells of a table's row on one line: what they say, they say together."""
    cells = (" ".join("".join(cell.itertext()).split()) for cell in row)
    return " | ".join(cell for cell in cells if cell)


def _assemble(title: str | None, blocks: list[tuple[str, bool]]) -> tuple[str, list[Span], set[Span], Span | None]:
    """Lay the paragraphs out, an empty line between them; the title comes first, once."""
    heading = _clean(title)
    if heading and blocks and not any(words == heading for words, _ in blocks[:3]):
        blocks = [(heading, True), *blocks]
    spans: list[Span] = []
    parts: list[str] = []
    offset = 0
    for words, _ in blocks:
        spans.append((offset, offset + len(words)))
        parts.append(words)
        offset += len(words) + 2
    headings = {span for span, (_, is_heading) in zip(spans, blocks, strict=True) if is_heading}
    title_span = next((span for span, (words, _) in zip(spans, blocks, strict=True) if words == heading), None)
    return "\n\n".join(parts), spans, headings, title_span


def _clean(words: str | None) -> str | None:
    return stored_text(" ".join((words or "").split())) or None


def _author(names: str | None) -> str | None:
    """The declared authors, separated by commas; whatever is no plain name (an address, a formula) is none."""
    words = (_clean(names) or "").replace("; ", ", ")
    return words if _LOOKS_LIKE_NAMES.fullmatch(words) else None


def _publisher(name: str | None) -> str | None:
    """The site's name, where it is a name: an address or a handle of a network is none."""
    words = (_clean(name) or "").lstrip("@")
    return None if not words or _LOOKS_LIKE_ADDRESS.match(words) else words


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
