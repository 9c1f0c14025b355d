"""Notices as trees of named values, whether published as XML or as JSON made from the same XML.

What belongs here: JSON to a tree, finding by local names. What does not: XML files (`readers.xml`), what names mean.
Namespaces are not asked: BOAMP republishes the European schema under other ones, and its JSON has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

from orchestration.documents.notice_values import text
from orchestration.documents.refusals import Rejected

Tree = Any  # an lxml element; lxml has no types here

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_XML = re.compile("[\ufffe\uffff]")
_MARK = "#text"
# What the schemas put beside a number or a name, and what only parts a text.
_UNITS = ("currencyID", "unitCode", "CURRENCY", "TYPE", "DEVISE", "devise", "CODE")
_PARAGRAPHS = frozenset({"P", "p", "FT", "BR", "br"})


def parse_json(source: str) -> Any:
    """The value of a JSON text, its decimal numbers exact. Raises Rejected `parse_error`."""
    try:
        return json.loads(source, parse_float=Decimal, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Rejected("parse_error", f"no well-formed JSON, line {error.lineno}") from error
    except ValueError as error:
        raise Rejected("parse_error", "a number of thousands of digits") from error


@contextmanager
def no_endless_nesting() -> Iterator[None]:
    """Raise Rejected `too_deep` where values nested without end would exhaust the stack."""
    try:
        yield
    except RecursionError as error:
        raise Rejected("too_deep", "JSON nested beyond reason") from error


def from_json(name: str, value: object) -> Tree:
    """The tree that JSON in the manner of `xmltodict` was made from: "@" marks attributes, lists repeat an element.

    Prefixes are left out; keys that cannot be names of elements are passed over.
    """
    node = etree.Element(name)
    if not isinstance(value, dict):
        node.text = _written(value)
        return node
    for key, stated in value.items():
        local = key.rpartition(":")[2].lstrip("@")
        if key == _MARK:
            node.text = _written(stated)
        elif not _NAME.fullmatch(local):
            continue
        elif key.startswith("@"):
            node.set(local, _written(stated) or "")
        else:
            node.extend(from_json(local, item) for item in (stated if isinstance(stated, list) else [stated]))
    return node


def _written(value: object) -> str | None:
    words = text(value)
    return words and _NO_XML.sub("\ufffd", words)


@cache
def _steps(path: str) -> str:
    return "/".join(step if step == "." else f"{{*}}{step}" for step in path.split("/"))


def every(node: Tree | None, path: str) -> list[Tree]:
    """The elements at a path of local names, "LotResult/TenderLot", in document order."""
    return [] if node is None else list(node.iterfind(_steps(path)))


def first(node: Tree | None, *paths: str) -> Tree | None:
    """The first element at the first of the paths that leads to one."""
    return None if node is None else next((found for path in paths for found in every(node, path)), None)


def deep(node: Tree | None, *names: str) -> list[Tree]:
    """All elements of these local names, at any depth, in document order."""
    return [] if node is None else list(node.iter(*(f"{{*}}{name}" for name in names)))


def words(node: Tree | None) -> str | None:
    """All that an element says, its paragraphs one after the other."""
    return None if node is None else text(" ".join(node.itertext()))


def said(node: Tree | None, *paths: str) -> str | None:
    """What the first of the paths says that says anything."""
    return next((stated for path in paths for found in every(node, path) if (stated := words(found))), None)


def rendered(node: Tree) -> str | None:
    """What an element says with its currency, unit or code; without words its attributes, else "true": it is there."""
    beside = [node.get(name) for name in _UNITS if node.get(name)]
    if stated := words(node):
        return " ".join([stated, *beside])
    return text(" ".join(node.attrib.values())) or "true"


def in_french(nodes: Iterable[Tree]) -> list[Tree]:
    """Of elements that say one thing in several languages those in French, else those in the first language."""
    found = list(nodes)
    languages = [node.get("languageID") for node in found]
    chosen = "FRA" if "FRA" in languages else next(iter(languages), None)
    return [node for node, language in zip(found, languages, strict=True) if language in (None, chosen)]


def leaves(node: Tree | None, without: Collection[str] = (), path: str = "") -> Iterator[tuple[str, str]]:
    """Path and words of every element below that has none in it, without those of these names and all in them.

    Paragraphs belong to the element around them. What the buyer asked not to publish is passed over.
    """
    for child in [] if node is None else node.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if name in without or child.get("PUBLICATION") == "NO":
            continue
        place = f"{path}/{name}" if path else name
        if any(inner not in _PARAGRAPHS for inner in names(child.iterchildren(etree.Element))):
            yield from leaves(child, without, place)
        elif stated := rendered(child):
            yield place, stated


def attribute(node: Tree | None, name: str) -> str | None:
    """An attribute's value."""
    return None if node is None else text(node.get(name))


def names(nodes: Iterable[Tree]) -> list[str]:
    """The local names of elements."""
    return [etree.QName(node).localname for node in nodes]
