"""Small writers of office files: just enough of each format for the readers to be tried on, whole or damaged."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping

from orchestration.documents.drafts import Contents
from orchestration.records import Section

Part = tuple[str, str | bytes]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OASIS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "svg": "svg-compatible",
        "meta": "meta",
        "manifest": "manifest",
    }.items()
)
_DUBLIN_CORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
WORD_NAMESPACES = (
    f'xmlns:w="{_WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="urn:shapes" xmlns:v="urn:old-shapes"'
)


def package(parts: Iterable[Part], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these members; twins among their names are meant."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A part of relations: id to (kind, target)."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def core_properties(title: str, creator: str, language: str = "fr-FR") -> Part:
    """The part with a file's title and author."""
    words = f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>{language}</dc:language>"
    return "docProps/core.xml", f'<cp:coreProperties xmlns:cp="urn:cp" {_DUBLIN_CORE}>{words}</cp:coreProperties>'


def word_part(root: str, content: str) -> str:
    """A part of a Word file: document, footnotes, hdr, styles…"""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {WORD_NAMESPACES}>{content}</w:{root}>'


def docx(body: str, side_parts: Mapping[str, str] | None = None, extra: Iterable[Part] = ()) -> bytes:
    """A Word file; `side_parts` are parts by the kind of their relation ("footnotes"), all named after it."""
    side_parts = side_parts or {}
    return package(
        [
            ("_rels/.rels", relations({"r1": ("officeDocument", "word/document.xml")})),
            ("word/document.xml", word_part("document", f"<w:body>{body}</w:body>")),
            (
                "word/_rels/document.xml.rels",
                relations({f"r{kind}": (kind.rstrip("2"), f"{kind}.xml") for kind in side_parts}),
            ),
            *((f"word/{kind}.xml", part) for kind, part in side_parts.items()),
            *extra,
        ]
    )


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, extra: Iterable[Part] = (), styles: str = "") -> bytes:
    """An OpenDocument text."""
    content = (
        f"<office:document-content {_OASIS}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content), *extra])


def opendocument_part(content: str) -> str:
    """Another part of an OpenDocument file: styles, properties, manifest."""
    return f"<office:document {_OASIS} {_DUBLIN_CORE}>{content}</office:document>"


def xlsx(
    sheets: Mapping[str, str],
    strings: Iterable[str] = (),
    styles: str = "",
    extra: Iterable[Part] = (),
    date1904: bool = False,
) -> bytes:
    """A workbook: the rows of each sheet as XML, by its name."""
    settings = f'<workbookPr date1904="{int(date1904)}"/>'
    names = list(sheets)
    entries = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="s{i}"/>' for i, name in enumerate(names))
    targets = {f"s{i}": ("worksheet", f"worksheets/{i}.xml") for i in range(len(names))}
    shared = "".join(f"<si><t>{string}</t></si>" for string in strings)
    return package(
        [
            ("_rels/.rels", relations({"r1": ("officeDocument", "xl/workbook.xml")})),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">{settings}<sheets>{entries}</sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                relations({**targets, "t": ("sharedStrings", "strings.xml"), "y": ("styles", "/xl/styles.xml")}),
            ),
            ("xl/strings.xml", f'<sst xmlns="{_SHEETS}">{shared}</sst>'),
            ("xl/styles.xml", f'<styleSheet xmlns="{_SHEETS}">{styles}</styleSheet>'),
            *(
                (f"xl/worksheets/{i}.xml", f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>')
                for i, rows in enumerate(sheets.values())
            ),
            *extra,
        ]
    )


def epub(chapters: Mapping[str, str], metadata: str = "", extra: Iterable[Part] = ()) -> bytes:
    """A book: the pages of its chapters by file name, in reading order; the package lists them the other way round."""
    items = [f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters]
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    contents = (
        f'<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" {_DUBLIN_CORE}>'
        f"<metadata>{metadata}</metadata><manifest>{''.join(reversed(items))}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    )
    return package(
        [
            ("META-INF/container.xml", container),
            ("OEBPS/content.opf", contents),
            *((f"OEBPS/{name}", page) for name, page in chapters.items()),
            *extra,
        ]
    )


def shown(contents: Contents) -> list[tuple[str, str | None, str]]:
    """The sections of the one document: kind, label, words. Every section stands where it says."""
    (draft,) = contents.drafts
    return [(s.kind, s.label, _words(draft.text, s)) for s in draft.sections]


def _words(text: str, section: Section) -> str:
    return text[section.start_char : section.end_char]
