"""OpenDocument texts (.odt): paragraphs, headings, lists, tables, notes, text boxes, page headers and footers.

What belongs here: OpenDocument 1.3 text documents. What does not: packages (`zips`), laying out (`flow`).
Deleted text, annotations and scripts stay out, as in `docx`; what changes inserted stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from orchestration.documents.drafts import Contents
from orchestration.documents.layout import NOTHING, Stated
from orchestration.documents.readers import flow, properties, xml
from orchestration.documents.readers.zips import Package, open_package
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import SectionLabel

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE, _STYLE_NS, _DRAW, _SVG = (
    f"{{{_OASIS}{name}:1.0}}" for name in ("text", "table", "office", "style", "drawing", "svg-compatible")
)
_P, _H, _LIST, _SPACES = (_TEXT + name for name in ("p", "h", "list", "s"))
_TAB, _LINE_BREAK, _CONTENTS = (_TEXT + name for name in ("tab", "line-break", "table-of-content"))
_TABLE_TAG, _ROW, _CELL = (_TABLE + name for name in ("table", "table-row", "table-cell"))
_COVERED, _REPEATED = _TABLE + "covered-table-cell", _TABLE + "number-columns-repeated"
_BODY = f"{_OFFICE}body/{_OFFICE}text"
_STYLE, _NAME, _PARENT, _STYLE_OF_TEXT = (
    _STYLE_NS + "style",
    _STYLE_NS + "name",
    _STYLE_NS + "parent-style-name",
    _TEXT + "style-name",
)
_INITIAL_CREATOR = f"{{{_OASIS}meta:1.0}}initial-creator"
_LEFT_OUT = frozenset(
    {
        _TEXT + "tracked-changes",
        _TEXT + "note-citation",
        _TEXT + "ruby-text",
        _TEXT + "script",
        _OFFICE + "annotation",
        _OFFICE + "binary-data",
        _OFFICE + "forms",
        _DRAW + "object",
        _SVG + "title",
        _SVG + "desc",
    }
)
_AROUND_THE_TEXT: Mapping[str, SectionLabel] = {
    _STYLE_NS + "header": "page_header",
    _STYLE_NS + "footer": "page_footer",
}
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
# Whatever number a file claims: nobody means a paragraph with more blanks in a row.
_MOST_SPACES = 100


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of an OpenDocument text. Raises Rejected as `zips`, `xml` and `flow.document` do."""
    package = open_package(data, limits)
    _refuse_encrypted(package)
    content = xml.parse(package.read("content.xml"))
    body = content.find(_BODY)
    if body is None:
        raise Rejected("type_not_supported", "an OpenDocument file that is no text: save it as .odt")
    walk = _Walk(_titles(content))
    walk.through(body)
    if "styles.xml" in package:
        _page_headers(xml.parse(package.read("styles.xml")), walk)
    draft = flow.document(walk.flow.blocks(), limits, _stated(package), properties.FOUND_BY)
    return Contents(drafts=(draft,), warnings=_warnings(package))


def _refuse_encrypted(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise Rejected("encrypted", "protected by a password: save it without")


def _titles(content: Any) -> frozenset[str]:
    """The styles of the document's title: "Title" itself and those made out of it."""
    children = (style.get(_NAME) for style in content.iter(_STYLE) if style.get(_PARENT) == "Title")
    return frozenset({"Title", *filter(None, children)})


def _page_headers(styles: Any, walk: _Walk) -> None:
    for element in styles.iter(*_AROUND_THE_TEXT):
        walk.flow.marked = ("boilerplate", _AROUND_THE_TEXT[element.tag])
        walk.through(element)


def _stated(package: Package) -> Stated:
    """Title, first author and language; `dc:creator` is whoever saved the file last."""
    if "meta.xml" not in package:
        return NOTHING
    return properties.dublin_core(xml.parse(package.read("meta.xml")), creator_tag=_INITIAL_CREATOR)


def _warnings(package: Package) -> tuple[str, ...]:
    has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in package.names)
    return (*package.warnings, *(("active_content",) if has_macros else ()))


class _Walk:
    """Goes through elements in document order, without recursion, and collects what it meets."""

    def __init__(self, titles: frozenset[str]) -> None:
        self.flow = flow.Flow()
        self._titles = titles
        self._list_depth = 0
        self._starts: Mapping[str, Callable[[Any], None]] = {
            _P: self._open_paragraph,
            _H: lambda _: self.flow.open("heading"),
            _LIST: lambda _: self._enter_lists(1),
            _SPACES: lambda spaces: self.flow.write(" " * min(xml.number(spaces.get(_TEXT + "c")) or 1, _MOST_SPACES)),
            _TAB: lambda _: self.flow.write("\t"),
            _LINE_BREAK: lambda _: self.flow.write("\n"),
            _CONTENTS: lambda _: self._mark_as_navigation(True),
            _TABLE_TAG: lambda _: self.flow.open_table(),
            _ROW: lambda _: self.flow.open_row(),
            _CELL: lambda cell: self.flow.open_cell(cell.get(_REPEATED)),
            _COVERED: lambda cell: self.flow.open_cell(cell.get(_REPEATED)),
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            _P: self.flow.close,
            _H: self.flow.close,
            _LIST: lambda: self._enter_lists(-1),
            _CONTENTS: lambda: self._mark_as_navigation(False),
            _TABLE_TAG: self.flow.close_table,
        }

    def through(self, root: Any) -> None:
        """Collect the paragraphs and tables below an element. Runs of white space count as one, as the format says."""
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "end":
                self._ends.get(element.tag, _nothing)()
                self._write(element.tail)
            elif element.tag in _LEFT_OUT:
                events.skip_subtree()
            else:
                self._starts.get(element.tag, _nothing)(element)
                self._write(element.text)

    def _write(self, text: str | None) -> None:
        self.flow.write(_WHITE_SPACE.sub(" ", text or ""))

    def _open_paragraph(self, paragraph: Any) -> None:
        if paragraph.get(_STYLE_OF_TEXT) in self._titles:
            self.flow.open("title")
        else:
            self.flow.open("body", "list" if self._list_depth else None)

    def _enter_lists(self, step: int) -> None:
        self._list_depth += step

    def _mark_as_navigation(self, is_navigation: bool) -> None:
        self.flow.marked = ("boilerplate", "navigation") if is_navigation else None


def _nothing(*_: Any) -> None:
    """For elements that only hold others."""
