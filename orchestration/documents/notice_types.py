"""Which kind of procurement notice a file is, told by its content.

What belongs here: the marks of each published format (root element, key names, columns). What does not: reading
notices (`readers.ted`, `readers.boamp`, `readers.decp`) or telling whether one is valid.
"""

from __future__ import annotations

import re
from contextlib import suppress

from lxml import etree

EFORMS = "application/vnd.ted.eforms+xml"
TED_EXPORT = "application/vnd.ted.export+xml"
BOAMP_XML = "application/vnd.boamp+xml"
BOAMP_JSON = "application/vnd.boamp+json"
DECP_JSON = "application/vnd.decp+json"
DECP_CSV = "application/vnd.decp+csv"

_EFORMS_ROOTS = frozenset({"ContractNotice", "ContractAwardNotice", "PriorInformationNotice"})
# BOAMP publishes the same UBL under a namespace of its own.
_UBL = re.compile(r"urn:(?:oasis|boamp):names:specification:ubl:schema:xsd:")
_TED = "http://publications.europa.eu/"
_HEAD = 65_536
_PIECE = 1_024
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_DECP_PACKAGE = re.compile(rb'"marches"\s*:\s*(?:\[|\{\s*"(?:marche|contrat-concession)"\s*:)')
_DECP_CONTRACT = re.compile(rb'"(?:acheteur|autoriteConcedante|titulaires|concessionnaires|codeCPV)"\s*:')
_DECP_RECORD = re.compile(rb'"acheteur[._]id"\s*:', re.IGNORECASE)
_DECP_RECORD_SUPPLIER = re.compile(rb'"titulaire[._]id(?:_1)?"\s*:', re.IGNORECASE)
_BOAMP_RECORD = (re.compile(rb'"idweb"\s*:'), re.compile(rb'"(?:dateparution|nomacheteur)"\s*:'))
_SUPPLIER_COLUMNS = frozenset({"titulaire_id", "titulaire_id_1"})


def notice_type(data: bytes) -> str | None:
    """The media type of a notice; None for anything else. A damaged notice still is one: its reader says so."""
    start = data[:_HEAD].removeprefix(_MARKS[0]).lstrip()[:1]
    if start == b"<" or data.startswith(_MARKS[1:]):
        return _xml_type(data)
    if start in (b"{", b"["):
        return _json_type(data)
    return DECP_CSV if _is_decp_header(data) else None


def _xml_type(data: bytes) -> str | None:
    root = _root(data)
    if root is None:
        return None
    namespace, name = root
    if name in _EFORMS_ROOTS and _UBL.match(namespace):
        return EFORMS
    if name == "TED_EXPORT" and (not namespace or namespace.startswith(_TED)):
        return TED_EXPORT
    return BOAMP_XML if name == "ANNONCE" and b"<IDWEB" in data[:_HEAD] else None


def _root(data: bytes) -> tuple[str, str] | None:
    """Namespace and name of the root element. Fed piece by piece: no more of the file is parsed than its beginning."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    for offset in range(0, min(len(data), _HEAD), _PIECE):
        # What follows the root element may be broken: it has been told by then.
        with suppress(etree.XMLSyntaxError):
            parser.feed(data[offset : offset + _PIECE])
        for _, element in parser.read_events():
            namespace, _, name = str(element.tag).rpartition("}")
            return namespace.removeprefix("{"), name
    return None


def _json_type(data: bytes) -> str | None:
    if _DECP_PACKAGE.search(data[:_HEAD]) and _DECP_CONTRACT.search(data):
        return DECP_JSON
    if all(mark.search(data) for mark in _BOAMP_RECORD):
        return BOAMP_JSON
    return DECP_JSON if _DECP_RECORD.search(data) and _DECP_RECORD_SUPPLIER.search(data) else None


def _is_decp_header(data: bytes) -> bool:
    line = data[:_HEAD].partition(b"\n")[0].decode("utf-8-sig", errors="replace")
    columns = {column_name(column) for column in line.split(delimiter_of(line))}
    return "acheteur_id" in columns and not columns.isdisjoint(_SUPPLIER_COLUMNS)


def delimiter_of(header: str) -> str:
    """What stands between the columns of a CSV header."""
    return max(";,\t|", key=header.count)


def column_name(column: str) -> str:
    """A flattened column's name without the differences between publishers: `acheteur.id`, `Acheteur_id`."""
    return column.strip().strip('"').strip().lower().replace(".", "_")
