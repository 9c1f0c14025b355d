"""Electronic books (.epub): one document for the book, its chapters in the order in which they are read.

What belongs here: the package of a book (EPUB 2 and 3), and its chapters as plain XHTML. What does not: pages of the
web, whose article has to be found first (`html`); a chapter is all text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from orchestration.documents.drafts import Contents
from orchestration.documents.encodings import decode
from orchestration.documents.layout import Stated
from orchestration.documents.readers import flow, properties, xml
from orchestration.documents.readers.html import check_shape
from orchestration.documents.readers.zips import Package, open_package
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import SectionKind, SectionLabel

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_ROOT_FILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_ENCRYPTED_PART = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_OPF = "{http://www.idpf.org/2007/opf}"
_ITEM, _ITEM_REFERENCE, _ROLE, _EVENT = (_OPF + name for name in ("item", "itemref", "role", "event"))
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html"})
_FOUND_BY = "book_metadata"

_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_WHITE_SPACE, _BLANKS = re.compile(r"[ \t\r\n]+"), re.compile(r" {2,}")
_LEFT_OUT = frozenset({"head", "script", "style", "svg", "math", "iframe", "template", "rt"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABELS: Mapping[str, SectionLabel] = {"li": "list", "figcaption": "caption", "caption": "caption"}
_CELLS = frozenset({"td", "th"})
_SECTIONS = frozenset({"body", "main", "div", "section", "article", "aside", "header", "footer", "figure", "address"})
_PARAGRAPHS = frozenset({"p", "pre", "blockquote", "ul", "ol", "dl", "dt", "dd"})
_BLOCKS = _SECTIONS | _PARAGRAPHS | _HEADINGS | _CELLS | _LABELS.keys()


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a book. Raises Rejected: `encrypted`, and as `zips`, `xml` and `flow.document` do."""
    package = open_package(data, limits)
    book = _book(package)
    _refuse_encrypted(package, book.chapters)
    walk = _Walk()
    for name in book.chapters:
        walk.through(_chapter(package.read(name), limits))
    blocks = [replace(block, text=_BLANKS.sub(" ", block.text)) for block in walk.flow.blocks()]
    draft = flow.document(blocks, limits, book.stated, _FOUND_BY)
    return Contents(drafts=(draft,), warnings=package.warnings)


@dataclass(frozen=True, slots=True)
class _Book:
    chapters: tuple[str, ...]
    stated: Stated


def _book(package: Package) -> _Book:
    """The chapters in reading order and what the book states of itself. Raises Rejected."""
    root_file = next(xml.parse(package.read(_CONTAINER)).iter(_ROOT_FILE), None)
    if root_file is None:
        raise Rejected("parse_error", "the book does not say where its contents are")
    place = root_file.get("full-path", "")
    root = xml.parse(package.read(place))
    items = {
        item.get("id"): _resolved(place, item.get("href", ""))
        for item in root.iter(_ITEM)
        if item.get("media-type") in _CHAPTERS
    }
    order = (items.get(reference.get("idref")) for reference in root.iter(_ITEM_REFERENCE))
    return _Book(tuple(dict.fromkeys(name for name in order if name)), _stated(root))


def _resolved(place: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(place), unquote(reference)))[1:]


def _stated(root: Any) -> Stated:
    creators = (name for name in root.iter(properties.DUBLIN_CORE + "creator") if name.get(_ROLE, "aut") == "aut")
    dates = (
        day for day in root.iter(properties.DUBLIN_CORE + "date") if day.get(_EVENT, "publication") == "publication"
    )
    publishers = properties.texts(root, properties.DUBLIN_CORE + "publisher")
    return replace(
        properties.dublin_core(root),
        author=properties.author([name.text for name in creators if name.text]),
        publisher=publishers[0] if publishers else None,
        published_on=properties.day([day.text for day in dates if day.text]),
    )


def _refuse_encrypted(package: Package, chapters: tuple[str, ...]) -> None:
    """Publishers scramble fonts in open books; a book with scrambled chapters is protected."""
    if _ENCRYPTION not in package:
        return
    scrambled = {unquote(part.get("URI", "")) for part in xml.parse(package.read(_ENCRYPTION)).iter(_ENCRYPTED_PART)}
    if scrambled & set(chapters):
        raise Rejected("encrypted", "protected against copying (DRM): get a copy without")


def _chapter(data: bytes, limits: Limits) -> Any:
    source = _PROLOGUE.sub("", decode(data).text.replace("\x00", "\ufffd"), count=1)
    check_shape(source, limits)
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source or "<p></p>", parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Rejected("parse_error", f"a chapter is no page ({type(error).__name__})") from error


class _Walk:
    """Goes through chapters in document order, without recursion, and collects what it meets."""

    def __init__(self) -> None:
        self.flow = flow.Flow()

    def through(self, root: Any) -> None:
        """Collect the paragraphs and tables of one chapter."""
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "end":
                self._end(element.tag)
                self._write(element.tail)
            elif element.tag in _LEFT_OUT or element.get("epub:type") == "noteref":
                events.skip_subtree()
            else:
                self._start(element)
                self._write(element.text)

    def _write(self, text: str | None) -> None:
        self.flow.write(_WHITE_SPACE.sub(" ", text or ""))

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag == "table":
            self.flow.open_table()
        elif tag == "tr":
            self.flow.open_row()
        elif tag == "br":
            self.flow.write("\n")
        elif tag == "nav":
            self.flow.marked = ("boilerplate", "navigation")
        if tag in _CELLS:
            self.flow.open_cell(element.get("colspan"))
        if tag in _BLOCKS:
            self.flow.open(*_look(element))

    def _end(self, tag: str) -> None:
        if tag == "table":
            self.flow.close_table()
        elif tag == "nav":
            self.flow.marked = None
        if tag in _BLOCKS:
            self.flow.close()
            self.flow.resume()


def _look(element: Any) -> tuple[SectionKind, SectionLabel | None]:
    if element.tag in _HEADINGS:
        return "heading", None
    parent = element.getparent()
    return "body", _LABELS.get(element.tag) or (_LABELS.get(parent.tag) if parent is not None else None)
