"""HTML pages: all that a reader sees is stored, and trafilatura says what of it is the article.

What belongs here: the way from a page to its documents, behind guards on depth and size, without touching the network.
What does not: walking the page (`html_page`), choosing its main text (`html_main`), its declarations (`html_metadata`).
Menus, cookie walls, comments and the like stay in the text, in their place, as boilerplate with a label.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from orchestration.documents import metadata
from orchestration.documents.cleaning import line_label
from orchestration.documents.drafts import Contents, Draft
from orchestration.documents.encodings import decode
from orchestration.documents.layout import Block, Stated, from_blocks
from orchestration.documents.readers.html_main import are_main, boilerplate_label, covered_share, main_blocks
from orchestration.documents.readers.html_metadata import Declared, stated
from orchestration.documents.readers.html_page import PageBlock, drop_hidden, visible_blocks
from orchestration.documents.readers.text import control_warning
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
# Below this share of its main text found among the visible blocks, the page keeps its text elsewhere (in a script).
_LEAST_COVERED = 0.6
_LEAST_ARTICLES, _LEAST_ARTICLE_CHARS, _PROSE_CHARS = 2, 600, 100
# No clock: a page reads the same today and in ten years. Only what the page declares counts as its date.
_DATE_SEARCH = {
    "extensive_search": False,
    "original_date": True,
    "outputformat": "%Y-%m-%d",
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


def read(data: bytes, limits: Limits) -> Contents:
    """The documents of a page: one, or one for each of several whole articles on it.

    Raises Rejected: `too_deep`, `too_complex`, `too_long`, `no_text`, `parse_error`.
    """
    decoded = decode(data)
    page = _Page(decoded.text, limits)
    return Contents(
        drafts=page.articles(limits) or (page.whole(limits),),
        encoding=decoded.encoding,
        warnings=(*decoded.notes, *control_warning(decoded.text)),
    )


def read_page(raw: str, limits: Limits) -> Draft:
    """The document of a page that is decoded already (a mail's HTML body, a chapter of a book). Raises Rejected."""
    return _Page(raw, limits).whole(limits)


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


class _Page:
    """A parsed page: what is visible on it, and what trafilatura makes of it."""

    def __init__(self, raw: str, limits: Limits) -> None:
        source = _XML_PROLOGUE.sub("", raw.replace("\x00", "\ufffd"), count=1)
        check_shape(source, limits)
        tree = _parsed(source)
        self.declared = Declared(tree)
        drop_hidden(tree)
        self.blocks = visible_blocks(tree)
        self.found = _extracted(tree)

    def whole(self, limits: Limits) -> Draft:
        """The page as one document. Raises Rejected."""
        main = main_blocks(self.found.body) if self.found is not None else []
        if not any(re.search(r"\w", paragraph) for paragraph in main):
            raise Rejected("no_text", "the page holds no main text")
        said = stated(self.declared, self.found)
        return _draft(_laid_out(self.blocks, main, said.title), limits, said)

    def articles(self, limits: Limits) -> tuple[Draft, ...]:
        """The documents of a page of several whole articles; none for any other page. Raises Rejected."""
        groups = {
            number: list(blocks)
            for number, blocks in groupby(self.blocks, lambda block: block.article)
            if number is not None
        }
        whole = [number for number, blocks in groups.items() if _is_whole_article(blocks)]
        if len(whole) < _LEAST_ARTICLES:
            return ()
        starts = [0, *(self.blocks.index(groups[number][0]) for number in whole[1:]), len(self.blocks)]
        drafts = []
        for number, start, end in zip(whole, starts, starts[1:], strict=False):
            title = next(block for block in groups[number] if block.is_heading)
            said = Stated(title=title.text, language=self.declared.language, found_by={"language": "html_lang"})
            blocks = [_as_block(block, _speaks(block, number), title) for block in self.blocks[start:end]]
            drafts.append(_draft(blocks, limits, said))
        return tuple(drafts)


def _parsed(source: str) -> Any:
    # Imported here: it takes half a second, and a folder of plain texts needs none of it.
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    # Without huge_tree libxml2 drops whatever lies deeper than 256 levels, silently.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(source, parser=parser)
    except (LxmlError, ValueError) as error:
        raise Rejected("no_text", type(error).__name__) from error


def _extracted(tree: Any) -> Any:
    from trafilatura import bare_extraction

    # Their messages may quote the page.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return bare_extraction(
            tree, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=_DATE_SEARCH
        )
    except Exception as error:  # whatever a foreign parser does with a page costs this page and no other
        raise Rejected("parse_error", type(error).__name__) from error


def _draft(blocks: Sequence[Block], limits: Limits, said: Stated) -> Draft:
    draft = from_blocks(blocks, limits, said, "html_heading")
    if all(section.kind in ("title", "boilerplate") for section in draft.sections):
        raise Rejected("no_text", "the page holds nothing but a title and boilerplate")
    return draft


def _laid_out(blocks: Sequence[PageBlock], main: Sequence[str], title: str | None) -> list[Block]:
    """The visible blocks in reading order, the title among them even where the page shows none."""
    kept = are_main(blocks, main)
    headline = _headline(blocks, kept, title)
    laid_out = [
        _as_block(block, is_main or block is headline or (block.tag == "h1" and block.region is None), headline)
        for block, is_main in zip(blocks, kept, strict=True)
    ]
    if covered_share(blocks, kept, main) < _LEAST_COVERED:
        surroundings = [block for block in laid_out if block.kind == "boilerplate"]
        laid_out = [*(Block(paragraph) for paragraph in main), *surroundings]
    if title and not any(block.kind == "title" for block in laid_out):
        first = next((place for place, block in enumerate(laid_out) if block.kind != "boilerplate"), 0)
        laid_out.insert(first, Block(title, "title"))
    return laid_out


def _headline(blocks: Sequence[PageBlock], kept: Sequence[bool], title: str | None) -> PageBlock | None:
    """The block that shows the title: a heading or main text, not the link to the page itself in its menu."""
    shown = [(block, is_main) for block, is_main in zip(blocks, kept, strict=True) if title and block.text == title]
    return next((block for block, is_main in shown if is_main or block.is_heading), None)


def _as_block(block: PageBlock, is_main: bool, headline: PageBlock | None) -> Block:
    if not is_main:
        return Block(block.text, "boilerplate", boilerplate_label(block))
    if block is headline:
        return Block(block.text, "title")
    return Block(block.text, "heading") if block.is_heading else Block(block.text, "body", block.mark)


def _speaks(block: PageBlock, article: int) -> bool:
    return block.article == article and block.region is None and not line_label(block.text)


def _is_whole_article(blocks: Sequence[PageBlock]) -> bool:
    """Whether an `<article>` is one to read: headline, date or byline, prose; a teaser or a comment is none."""
    own = [block for block in blocks if block.region is None]
    prose = sum(len(block.text) for block in own if not block.is_heading and len(block.text) >= _PROSE_CHARS)
    words = "\n".join(block.text for block in own)
    is_signed = metadata.published(words)[0] is not None or metadata.author(words) is not None
    return any(block.is_heading for block in own) and prose >= _LEAST_ARTICLE_CHARS and is_signed
