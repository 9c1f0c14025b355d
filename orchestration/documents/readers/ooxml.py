"""What Word and Excel packages share: their parts and the relations between them, properties, macros.

What belongs here: the Open Packaging Conventions (ECMA-376 part 2). What does not: what a part says (`docx`, `xlsx`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.documents.layout import NOTHING, Stated
from orchestration.documents.readers import properties, xml
from orchestration.documents.readers.zips import Package
from orchestration.documents.refusals import Rejected

RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE_PROPERTIES = "docProps/core.xml"
# "Strict" files differ from all others in the names of their namespaces only.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(main|relationships)\b")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: the last word of the relation's type ("footnotes") and the part's name."""

    kind: str
    target: str


def part(package: Package, name: str) -> Any:
    """The root element of a part. Raises Rejected."""
    return xml.parse(_STRICT.sub(_TRANSITIONAL, package.read(name)))


def relations(package: Package, name: str) -> Mapping[str, Relation]:
    """The parts inside the package to which the part `name` points, by relation id; "" is the package itself."""
    folder, base = posixpath.split(name)
    source = posixpath.join(folder, "_rels", f"{base}.rels")
    if source not in package:
        return {}
    found = {}
    for element in part(package, source).iter(_RELATIONSHIP):
        target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
        if element.get("TargetMode") != "External" and target in package:
            found[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], target)
    return found


def main_part(package: Package) -> str:
    """The name of the part that holds the document. Raises Rejected `parse_error`."""
    for relation in relations(package, "").values():
        if relation.kind == "officeDocument":
            return relation.target
    raise Rejected("parse_error", "the package holds no document")


def stated(package: Package) -> Stated:
    """Title, author and language as the file's properties state them."""
    return properties.dublin_core(part(package, _CORE_PROPERTIES)) if _CORE_PROPERTIES in package else NOTHING


def warnings(package: Package) -> tuple[str, ...]:
    """What a person should know of the package: twins among its members, macros (which nothing here runs)."""
    has_macros = any(name.endswith("vbaProject.bin") for name in package.names)
    return (*package.warnings, *(("active_content",) if has_macros else ()))
