"""Bytes to an XML tree, hardened: no document type, no entity, no network, bounded depth and size.

What belongs here: the one parser of XML for office files, books and notices. What does not: what any element means.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from orchestration.documents.refusals import Rejected

# An element costs about 300 bytes of memory: this many fit into the memory that a reader has.
_MOST_TAGS = 2_500_000
_NUMBER = re.compile(r"[0-9]{1,9}")
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE", re.DOTALL)


def parse(data: bytes) -> Any:
    """The root element of an XML file. Raises Rejected.

    `forbidden_entity`: it declares a document type; office files have none, and entities hide there. `too_deep`: more
    than the 256 levels that libxml2 builds safely. `too_complex`: too many tags, or more than 10 MB of text in one
    element. `parse_error`: no well-formed XML.
    """
    if _DOCTYPE.match(data.replace(b"\x00", b"")):
        raise Rejected("forbidden_entity", "an XML part declares a document type")
    if (tags := data.count(b"<")) > _MOST_TAGS:
        raise Rejected("too_complex", f"{tags} tags in one XML part, the limit is {_MOST_TAGS}")
    root = _build(data)
    # In an unusual encoding the declaration escapes the pattern above, but not the parser.
    if root.getroottree().docinfo.internalDTD is not None:
        raise Rejected("forbidden_entity", "an XML part declares a document type")
    return root


def number(value: str | None) -> int | None:
    """The whole number in an attribute; None for anything else, a number of more than nine digits included."""
    return int(value) if value and _NUMBER.fullmatch(value) else None


def _build(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise Rejected("parse_error", "a part is no well-formed XML") from error
        if "depth" in str(error):
            raise Rejected("too_deep", "more than 256 XML elements inside each other") from error
        raise Rejected("too_complex", "more than 10 MB of text in one XML element") from error
