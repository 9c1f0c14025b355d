"""Old and encrypted Office files: why an OLE container cannot be read.

What belongs here: telling a password from an old format. What does not: mails of Outlook, which are OLE too (`msg`).
"""

from __future__ import annotations

import io
import struct

import olefile

from orchestration.documents.drafts import Contents
from orchestration.documents.refusals import Limits, Rejected

_OLD_FORMATS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_NEW_FORMATS = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx"}
_HEADER_BYTES = 512
_SECTOR_SHIFTS = (9, 12)
_SPARE_SECTORS = 16


def read(data: bytes, limits: Limits) -> Contents:
    """No OLE container but a mail is read. Raises Rejected, always."""
    del limits
    raise ole_refusal(data)


def ole_refusal(data: bytes) -> Rejected:
    """The reason to refuse an OLE container: `encrypted`, `type_not_supported`, or `parse_error` when it is damaged."""
    if not _is_plausible(data):
        return Rejected("parse_error", "damaged OLE container (its header contradicts its size)")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {entry[0] for entry in container.listdir(streams=True, storages=False)}
    except Exception as error:  # whatever a foreign parser does with damaged bytes, the file is damaged
        return Rejected("parse_error", f"damaged OLE container ({type(error).__name__})")
    if "EncryptedPackage" in names:
        return Rejected("encrypted", "protected by a password: save it without")
    old = next((extension for name, extension in _OLD_FORMATS.items() if name in names), None)
    if old is None:
        return Rejected("type_not_supported", "an OLE container that is no document")
    return Rejected("type_not_supported", f"old Office format {old}: save as {_NEW_FORMATS[old]}")


def _is_plausible(data: bytes) -> bool:
    """Whether the tables that the header announces fit into the file: olefile reads as many as it is told to."""
    if len(data) < _HEADER_BYTES:
        return False
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in _SECTOR_SHIFTS:
        return False
    tables, mini_tables, lists_of_tables = (struct.unpack_from("<I", data, place)[0] for place in (44, 64, 72))
    needed = len(data) // (1 << shift) // (1 << shift - 2)
    return bool(max(tables, mini_tables, lists_of_tables) <= 4 * needed + _SPARE_SECTORS)
