"""Outlook messages (.msg): rewritten as the mails that they are, and read by `mail`.

What belongs here: which property of the OLE file holds what. What does not: bodies, attachments and headers (`mail`).
By python-oxmsg, which is MIT-licensed; extract-msg would be GPL.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime

from compressed_rtf import decompress
from olefile import DEFECT_INCORRECT, OleFileIO
from oxmsg.domain import constants as tags
from oxmsg.domain.model import MSG_HDR_OFFSET, UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from orchestration.documents.drafts import Contents
from orchestration.documents.readers import mail, rtf
from orchestration.documents.readers.mail_headers import decode_declared
from orchestration.documents.readers.names import shown
from orchestration.documents.refusals import Limits, Rejected

# The property stream of a message inside a message has a shorter head than that of a file ([MS-OXMSG] 2.4.1).
_EMBEDDED_HDR_OFFSET = 24
_EMBEDDED = f"__substg1.0_{tags.PID_ATTACH_DATA_BINARY:04X}{tags.PTYP_OBJECT:04X}"
_LEAF_TYPE = re.compile(r"(?!multipart/|message/)[\w+-]{1,40}/[\w.+-]{1,100}", re.ASCII)


def read(data: bytes, limits: Limits) -> Contents:
    """A message's body and attachments; a message inside it is a member. Raises Rejected as `mail.read` does."""
    warnings: list[str] = []
    # Less would read a file that is cut off as far as it goes, without a word.
    try:
        with OleFileIO(io.BytesIO(data), raise_defects=DEFECT_INCORRECT) as ole:
            _require_straight_chains(ole)
            message = _message(Storage.from_ole(ole), MSG_HDR_OFFSET, limits, warnings)
        contents = mail.read(message.as_bytes(), limits)
    except (Rejected, MemoryError):
        raise
    except RecursionError as error:
        raise Rejected("too_deep", "messages inside messages without end") from error
    except Exception as error:  # whatever a foreign parser does with a file costs this file and no other
        raise Rejected("parse_error", f"damaged or cut Outlook message ({type(error).__name__})") from error
    return replace(contents, encoding=None, warnings=(*warnings, *contents.warnings))


def _require_straight_chains(ole: OleFileIO) -> None:
    """No sector follows two others: olefile would go round in circles, or give one stream the bytes of another."""
    ole.loadminifat()
    for table in (ole.fat, ole.minifat):
        followers = [sector for sector in table if sector < len(table)]
        if len(set(followers)) < len(followers):
            raise Rejected("parse_error", "damaged Outlook message (its sectors go in circles)")


def _message(storage: Storage, header_offset: int, limits: Limits, warnings: list[str]) -> Message:
    properties = Properties(storage, properties_header_offset=header_offset)
    charset = _charset(properties)
    message = MIMEMultipart("mixed")
    message["Subject"] = _encoded(_string(storage, tags.PID_SUBJECT, charset))
    author = _string(storage, tags.PID_SENT_REPRESENTING_NAME, charset) or _string(
        storage, tags.PID_SENDER_NAME, charset
    )
    message["From"] = f"{_encoded(author)} <>"
    message["Date"] = _date(storage, properties, charset)
    body = _body(storage, charset, limits, warnings)
    if body is not None:
        message.attach(body)
    for attached in storage.iter_attachment_storages():
        message.attach(_attachment(attached, charset, limits, warnings))
    return message


def _charset(properties: Properties) -> str | None:
    try:
        return properties.body_encoding
    except (UnrecognizedCodePageError, UnsupportedEncodingError):
        return None


def _string(storage: Storage, tag: int, charset: str | None) -> str:
    """A text property, written in UTF-16 or in the code page of the message; empty when there is none."""
    if wide := _stream(storage, tag, tags.PTYP_STRING):
        return wide.decode("utf-16-le", errors="replace").rstrip("\x00")
    narrow = _stream(storage, tag, tags.PTYP_STRING8)
    try:
        return decode_declared(narrow.rstrip(b"\x00"), charset).text if narrow else ""
    except Rejected:
        return ""


def _stream(storage: Storage, tag: int, kind: int) -> bytes:
    try:
        return storage.property_stream_bytes(tag, kind)
    except KeyError:
        return b""


def _encoded(words: str) -> str:
    return Header(" ".join(words.split()), "utf-8").encode()


def _date(storage: Storage, properties: Properties, charset: str | None) -> str:
    """When it was sent: as the transport wrote it, in the sender's zone, or else in UTC."""
    transport = _string(storage, tags.PID_TRANSPORT_MESSAGE_HEADERS, charset)
    if stated := HeaderParser().parsestr(transport).get("date"):
        return " ".join(str(stated).split())
    try:
        sent = properties.date_prop_value(tags.PID_CLIENT_SUBMIT_TIME)
    except (OverflowError, UnrecognizedCodePageError, UnsupportedEncodingError):
        return ""
    return format_datetime(sent) if sent else ""


def _body(storage: Storage, charset: str | None, limits: Limits, warnings: list[str]) -> Message | None:
    """The body in the first of its forms that says something: plain, a page, or Outlook's own packed RTF."""
    forms: tuple[tuple[str, Callable[[], str]], ...] = (
        ("plain", lambda: _string(storage, tags.PID_BODY, charset)),
        ("html", lambda: _page(storage, charset)),
        ("plain", lambda: _packed_rtf(storage, limits)),
    )
    for subtype, form in forms:
        try:
            text = form()
        except Exception:  # another form of the body, or the attachments, may be whole
            warnings.append("body_parse_error")
            continue
        if text.strip():
            return MIMEText(text, subtype, "utf-8")
    return None


def _page(storage: Storage, charset: str | None) -> str:
    page = _stream(storage, tags.PID_HTML, tags.PTYP_BINARY)
    return decode_declared(page, charset).text if page else _string(storage, tags.PID_BODY_HTML, charset)


def _packed_rtf(storage: Storage, limits: Limits) -> str:
    packed = _stream(storage, tags.PID_RTF_COMPRESSED, tags.PTYP_BINARY)
    return "\n\n".join(draft.text for draft in rtf.read(decompress(packed), limits).drafts) if packed else ""


def _attachment(storage: Storage, charset: str | None, limits: Limits, warnings: list[str]) -> Message:
    inner = next((inside for inside in storage.storages if inside.name == _EMBEDDED), None)
    if inner is not None:
        return MIMEMessage(_message(inner, _EMBEDDED_HDR_OFFSET, limits, warnings))
    part = MIMEApplication(_stream(storage, tags.PID_ATTACH_DATA_BINARY, tags.PTYP_BINARY))
    kind = _string(storage, tags.PID_ATTACH_MIME_TAG, charset).strip()
    if _LEAF_TYPE.fullmatch(kind):
        part.replace_header("Content-Type", kind)
    name = _string(storage, tags.PID_ATTACH_LONG_FILENAME, charset) or _string(
        storage, tags.PID_ATTACH_FILENAME, charset
    )
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", shown(name, "attachment")))
    if _string(storage, tags.PID_ATTACH_CONTENT_ID, charset):
        part["Content-ID"] = "<inline>"
    return part
