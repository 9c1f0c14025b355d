"""PDF files: the text that pdfium finds, laid out by its place on the page; pypdf where pdfium finds none.

What belongs here: opening, refusing, warning, and who reads which page. What does not: runs (`pdf_runs`), reading
order (`pdf_columns`), paragraphs (`pdf_layout`), text recognition (`ocr`). Nothing of a file is ever run: scripts and
launch actions only give a warning. Attached files are counted, not opened.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from orchestration.documents import layout
from orchestration.documents.drafts import Contents
from orchestration.documents.readers import ocr
from orchestration.documents.readers.pdf_garbled import is_garbled
from orchestration.documents.readers.pdf_info import stated
from orchestration.documents.readers.pdf_layout import blocks
from orchestration.documents.readers.pdf_runs import Page, page_of
from orchestration.documents.refusals import Limits, Rejected

_ACTIVE = re.compile(rb"/S\s*/(?:JavaScript|Launch)\b")
_MAY_COPY = 0x10
_LOCKED = "needs a password: ask for a copy without one"
_GARBLED = "its fonts do not say which letters they show: ask for another copy"
_END_WITHIN = 1024
# A file whose first pages give pypdf nothing either is a scan; reading on would take minutes.
_PAGES_TO_TRY = 20


@dataclass(slots=True)
class _Reading:
    """The pages of a file as far as they are read, and what is to be told about them."""

    pages: list[Page] = field(default_factory=list)
    characters: int = 0
    garbled: int = 0
    unreadable: int = 0
    confidences: list[float] = field(default_factory=list)

    def add(self, page: PdfPage, limits: Limits, *, can_recognise: bool) -> None:
        """Read one page: its text, or what text recognition makes of it where it has none. Raises Rejected."""
        found = page_of(page, limits.max_text_chars - self.characters)
        self.characters += found.characters
        if self.characters > limits.max_text_chars:
            raise Rejected("too_long", f"more than {limits.max_text_chars} characters")
        is_page_garbled = is_garbled(found.text, found.characters, found.unmapped)
        if is_page_garbled:
            found = Page(is_drawn_on=True)
        if can_recognise and found.is_drawn_on and not found.directions:
            scan = ocr.recognised(page, limits.parse_seconds)
            self.confidences.extend(scan.confidences)
            found = scan.page
        self.garbled += is_page_garbled and not found.directions
        self.pages.append(found)

    def warnings(self) -> Iterator[str]:
        """What people should know of the pages, in short words."""
        without_text = sum(not page.directions and page.is_drawn_on for page in self.pages) - self.garbled
        counts = {
            "pages_without_text": without_text,
            "garbled_pages": self.garbled,
            "unreadable_pages": self.unreadable,
        }
        yield from (f"{name}={count}" for name, count in counts.items() if count > 0)
        if any(page.is_hidden for page in self.pages):
            yield "invisible_text"
        if self.confidences:
            yield "ocr"
            yield f"ocr_confidence={sum(self.confidences) / len(self.confidences):.0f}"


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a PDF.

    Raises Rejected: `encrypted`, `too_many_pages`, `too_long`, `no_text`, `garbled_text`, `parse_error`.
    """
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Rejected("encrypted", _LOCKED) from error
        return _recovered(data, limits, Rejected("parse_error", "no PDF reader can open it: damaged or cut off"))
    with closing(document):
        _require_pages(len(document), limits)
        reading = _read_pages(document, limits)
        found = blocks(reading.pages)
        if all(block.kind == "boilerplate" for block in found):
            return _without_text(data, limits, reading)
        info = stated(document.get_metadata_dict(), "\n".join(block.text for block in found))
        draft = layout.from_blocks(found, limits, info, stated_by="pdf_info")
        return Contents(drafts=(draft,), warnings=(*_warnings(data, document), *reading.warnings()))


def _require_pages(count: int, limits: Limits) -> None:
    if count > limits.max_pages:
        raise Rejected("too_many_pages", f"{count} pages, the limit is {limits.max_pages}")
    if not count:
        raise Rejected("parse_error", "it has no page: damaged or cut off")


def _read_pages(document: PdfDocument, limits: Limits) -> _Reading:
    reading = _Reading()
    can_recognise = limits.ocr and ocr.missing() is None
    for index in range(len(document)):
        try:
            page = document[index]
        except PdfiumError:
            reading.unreadable += 1
            continue
        with closing(page):
            reading.add(page, limits, can_recognise=can_recognise)
    return reading


def _warnings(data: bytes, document: PdfDocument) -> Iterator[str]:
    is_protected = pdfium.FPDF_GetSecurityHandlerRevision(document.raw) >= 0
    if is_protected and not pdfium.FPDF_GetDocPermissions(document.raw) & _MAY_COPY:
        yield "copy_restricted"
    if _ACTIVE.search(data) or pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        yield "active_content"
    if b"%%EOF" not in data.rstrip(b"\x00\r\n ")[-_END_WITHIN:]:
        yield "recovered"
    if count := document.count_attachments():
        yield f"attachments_not_read={count}"


def _without_text(data: bytes, limits: Limits, reading: _Reading) -> Contents:
    if reading.garbled:
        raise Rejected("garbled_text", _GARBLED)
    if not any(page.is_drawn_on for page in reading.pages):
        detail = "its pages are empty or damaged"
    else:
        detail = "pages hold images only: a scan; " + _how_to_recognise(limits)
    return _recovered(data, limits, Rejected("no_text", detail))


def _how_to_recognise(limits: Limits) -> str:
    if not limits.ocr:
        return "to have it read, set GREFFIER_OCR=true and install tesseract with its French data"
    return ocr.missing() or "text recognition found no words"


def _recovered(data: bytes, limits: Limits, refusal: Rejected) -> Contents:
    """What pypdf makes of a file of which pdfium makes nothing. Raises `refusal` when that is nothing either."""
    from pypdf import PdfReader

    # Its messages may quote the file.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Rejected("encrypted", _LOCKED)
        _require_pages(len(reader.pages), limits)
        texts = (page.extract_text() for page in reader.pages)
        head = list(islice(texts, _PAGES_TO_TRY))
        pages: Sequence[str] = [*head, *texts] if any(text.strip() for text in head) else ()
    except Rejected:
        raise
    except Exception as error:  # whatever pypdf does with a damaged file, the file is refused for that damage
        raise refusal from error
    text = "\n\n".join(pages)
    if not re.search(r"\w", text):
        raise refusal
    if is_garbled(text):
        raise Rejected("garbled_text", _GARBLED)
    return Contents(drafts=(layout.from_plain(text, limits),), warnings=("recovered",))
