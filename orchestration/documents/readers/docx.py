"""Word documents (.docx, .docm): paragraphs, headings, lists, tables, notes, text boxes, page headers and footers.

What belongs here: WordprocessingML (ECMA-376 part 1, §17). What does not: packages (`ooxml`), laying out (`flow`).
The text is the one that stands when all tracked changes are accepted: insertions in, deletions and comments out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from orchestration.documents.drafts import Contents
from orchestration.documents.layout import Block
from orchestration.documents.readers import flow, ooxml, properties
from orchestration.documents.readers.ooxml import Relation
from orchestration.documents.readers.zips import Package, open_package
from orchestration.documents.refusals import Limits
from orchestration.records import SectionKind, SectionLabel

_Look = tuple[SectionKind, SectionLabel | None]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _TBL, _TR, _TC, _SDT, _DEL = (_W + name for name in ("p", "t", "tbl", "tr", "tc", "sdt", "del"))
_STYLE, _STYLE_ID, _NAME, _BASED_ON, _VAL = (_W + name for name in ("style", "styleId", "name", "basedOn", "val"))
_STYLE_OF_PARAGRAPH = f"{_W}pPr/{_W}pStyle"
_LIST_OF_PARAGRAPH = f"{_W}pPr/{_W}numPr/{_W}numId"
_SPAN_OF_CELL = f"{_W}tcPr/{_W}gridSpan"
_DELETED_ROW = f"{_W}trPr/{_DEL}"
_PLACEHOLDER = f"{_W}sdtPr/{_W}showingPlcHdr"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# Deletions, where moved text came from, pronunciation; the fallback repeats a text box for old programs.
_LEFT_OUT = frozenset({_DEL, _W + "moveFrom", _W + "rt", _FALLBACK})
_LEFT_OUT_WITH = {_TR: _DELETED_ROW, _SDT: _PLACEHOLDER}
_SIGNS: Mapping[str, str] = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    # A plain hyphen: "Jean-Paul" is the same man where his name must not be broken.
    _W + "noBreakHyphen": "-",
}
_TAGS = (_P, _T, _TBL, _TR, _TC, _SDT, *_LEFT_OUT, *_SIGNS)
# Word names its own styles in English in every language; a missing style part leaves the ids, which may be French.
_LOOKS: tuple[tuple[re.Pattern[str], _Look], ...] = (
    (re.compile(r"(?:title|titre)$"), ("title", None)),
    (re.compile(r"(?:heading|titre|subtitle|sous-titre) ?\d?$"), ("heading", None)),
    (re.compile(r"toc (?:\d|heading)$"), ("boilerplate", "navigation")),
    (re.compile(r"list\b"), ("body", "list")),
    (re.compile(r"(?:caption|légende)$"), ("body", "caption")),
)
_PLAIN: _Look = ("body", None)
_LONGEST_DESCENT = 20
_AROUND_THE_TEXT: Mapping[str, SectionLabel] = {"header": "page_header", "footer": "page_footer"}


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a Word file. Raises Rejected as `zips`, `xml` and `flow.document` do."""
    package = open_package(data, limits)
    main = ooxml.main_part(package)
    relations = ooxml.relations(package, main)
    walk = _Walk(_looks(package, relations))
    walk.through(ooxml.part(package, main))
    for kind in ("footnotes", "endnotes"):
        for name in _targets(relations, kind):
            walk.through(ooxml.part(package, name))
    # Behind the text, not around it: a page header is no title, and a date in it not that of the article.
    for kind, label in _AROUND_THE_TEXT.items():
        walk.flow.marked = ("boilerplate", label)
        for name in _targets(relations, kind):
            walk.through(ooxml.part(package, name))
    blocks = list(_once(walk.flow.blocks()))
    draft = flow.document(blocks, limits, ooxml.stated(package), properties.FOUND_BY)
    return Contents(drafts=(draft,), warnings=ooxml.warnings(package))


def _targets(relations: Mapping[str, Relation], kind: str) -> list[str]:
    """The parts of that kind, each once, in the order of the file."""
    return list(dict.fromkeys(relation.target for relation in relations.values() if relation.kind == kind))


def _once(blocks: list[Block]) -> Iterator[Block]:
    """The same header stands in the parts for first, odd and even pages."""
    seen: set[str] = set()
    for block in blocks:
        if block.label in _AROUND_THE_TEXT.values():
            if block.text in seen:
                continue
            seen.add(block.text)
        yield block


def _looks(package: Package, relations: Mapping[str, Relation]) -> Mapping[str, _Look]:
    """What paragraphs of a style are, by the id of the style: its own name tells, or that of an ancestor."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for name in _targets(relations, "styles"):
        for style in ooxml.part(package, name).iter(_STYLE):
            style_id = style.get(_STYLE_ID, "")
            names[style_id] = _value(style, _NAME)
            parents[style_id] = _value(style, _BASED_ON)
    return {style_id: _look(_descent(style_id, names, parents)) for style_id in names}


def _descent(style_id: str, names: Mapping[str, str], parents: Mapping[str, str]) -> Iterator[str]:
    for _ in range(_LONGEST_DESCENT):
        if style_id not in names:
            return
        yield names[style_id]
        style_id = parents[style_id]


def _look(names: Iterator[str]) -> _Look:
    for name in names:
        for pattern, look in _LOOKS:
            if pattern.match(name.lower()):
                return look
    return _PLAIN


def _value(element: Any, path: str) -> str:
    found = element.find(path)
    return (found.get(_VAL) or "") if found is not None else ""


class _Walk:
    """Goes through parts in document order, without recursion, and collects what it meets."""

    def __init__(self, looks: Mapping[str, _Look]) -> None:
        self.flow = flow.Flow()
        self._looks = looks
        self._starts: Mapping[str, Callable[[Any], None]] = {
            _P: lambda paragraph: self.flow.open(*self._look_of(paragraph)),
            _T: lambda text: self.flow.write(text.text),
            _TBL: lambda _: self.flow.open_table(),
            _TR: lambda _: self.flow.open_row(),
            _TC: lambda cell: self.flow.open_cell(_value(cell, _SPAN_OF_CELL)),
            **dict.fromkeys(_SIGNS, lambda sign: self.flow.write(_SIGNS[sign.tag])),
        }
        self._ends: Mapping[str, Callable[[], None]] = {_P: self.flow.close, _TBL: self.flow.close_table}

    def through(self, root: Any) -> None:
        """Collect the paragraphs and tables of one part."""
        events = etree.iterwalk(root, events=("start", "end"), tag=_TAGS)
        for event, element in events:
            if event == "end":
                if element.tag in self._ends:
                    self._ends[element.tag]()
            elif _is_left_out(element):
                events.skip_subtree()
            elif element.tag in self._starts:
                self._starts[element.tag](element)

    def _look_of(self, paragraph: Any) -> _Look:
        style_id = _value(paragraph, _STYLE_OF_PARAGRAPH)
        look = self._looks.get(style_id) or _look(iter((style_id,)))
        in_list = look == _PLAIN and _value(paragraph, _LIST_OF_PARAGRAPH) not in ("", "0")
        return ("body", "list") if in_list else look


def _is_left_out(element: Any) -> bool:
    condition = _LEFT_OUT_WITH.get(element.tag)
    return element.tag in _LEFT_OUT or (condition is not None and element.find(condition) is not None)
