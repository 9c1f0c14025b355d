"""Mails and mailboxes: the body is a document, attachments are members.

What belongs here: the parts of a message, which of them is its body. What does not: headers and character sets
(`mail_headers`), earlier messages and signatures inside a body (`correspondence`). The walk is the standard library's
oldest policy: the newer one recurses on hostile headers. Recipients are not looked at.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from email.errors import InvalidBase64LengthDefect
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from itertools import groupby

from orchestration.documents import layout
from orchestration.documents.correspondence import with_marks
from orchestration.documents.drafts import Contents, Draft, Member
from orchestration.documents.readers.html import read_page
from orchestration.documents.readers.mail_headers import decode_declared, file_name, stated, with_stated
from orchestration.documents.readers.names import last_part, shown
from orchestration.documents.readers.text import control_warning
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import Section

_POSTMARK = re.compile(rb"^From \S+ +[A-Z][a-z]{2},? [^\n]{6,40}\d{4}[^\n]{0,12}\n(?=[!-9;-~]{1,76}:)", re.MULTILINE)
_ESCAPED_POSTMARK = re.compile(rb"^>(>*From )", re.MULTILINE)
_STRUCTURE_HEADER = re.compile(rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE | re.IGNORECASE)
_MULTIPART_HEADER = re.compile(rb"^content-type:\s*multipart/", re.MULTILINE | re.IGNORECASE)
# The standard library reads a header's parameters in quadratic time, and holds each line against every open boundary.
_MOST_PARAMETER_STEPS = 1_000_000_000
_MOST_BOUNDARY_STEPS = 50_000_000
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
# Parts for programs: a signature or a report of delivery says nothing about the world.
_FOR_PROGRAMS = frozenset(
    {
        "application/pgp-encrypted",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "message/external-body",
        "message/partial",
        "text/rfc822-headers",
    }
)
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_NOTHING_LOST = compat32.clone(mangle_from_=False, max_line_length=None)


@dataclass(slots=True)
class _Parts:
    """What has been found in a message so far. `bodies` pairs a media type with characters."""

    bodies: list[tuple[str, str]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    refusals: list[Rejected] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    encoding: str | None = None


def read(data: bytes, limits: Limits) -> Contents:
    """A mail's body and attachments, or the messages of a mailbox as members.

    Raises Rejected: `too_deep`, `too_complex`, `too_many_members`, `encrypted`, `no_text`, and what the body raises
    when there is nothing but a body.
    """
    messages = _messages(data)
    if len(messages) > limits.max_members:
        raise Rejected("too_many_members", f"{len(messages)} messages, the limit is {limits.max_members}")
    if len(messages) > 1:
        members = tuple(Member(f"message-{number:04}.eml", mail) for number, mail in enumerate(messages, start=1))
        return Contents(members=members, warnings=("mailbox",))
    return _read_message(_parsed(messages[0]), limits)


def _messages(data: bytes) -> Sequence[bytes]:
    """The messages of a mailbox without their postmarks; a mail by itself is one message."""
    marks = list(_POSTMARK.finditer(data))
    if not marks or data[: marks[0].start()].strip():
        return [data]
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    pieces = (data[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
    return [_ESCAPED_POSTMARK.sub(rb"\1", piece) for piece in pieces]


def _require_modest(data: bytes) -> None:
    """Refuse what would take minutes to take apart; ordinary mails stay a thousandfold below."""
    if sum(len(header.group()) ** 2 for header in _STRUCTURE_HEADER.finditer(data)) > _MOST_PARAMETER_STEPS:
        raise Rejected("too_complex", "Content-Type headers of enormous length")
    if sum(1 for _ in _MULTIPART_HEADER.finditer(data)) * data.count(b"\n") > _MOST_BOUNDARY_STEPS:
        raise Rejected("too_deep", "a long mail with hundreds of multiparts, as if inside each other")


def _parsed(data: bytes) -> Message:
    _require_modest(data)
    try:
        message = BytesParser(policy=compat32).parsebytes(data)
    except RecursionError as error:
        raise Rejected("too_deep", "parts inside parts without end") from error
    kind = message.get_content_type()
    if kind == "multipart/encrypted" or (kind in _SEALED and message.get_param("smime-type") != "signed-data"):
        raise Rejected("encrypted", "an encrypted mail: save its decrypted text")
    return message


def _read_message(message: Message, limits: Limits) -> Contents:
    parts = _Parts()
    for part, is_repeated in _leaves(message, limits):
        _sort_in(part, parts, is_repeated=is_repeated)
        if part.defects:
            parts.warnings.append("mime_broken")
    says = stated(message.raw_items())
    draft = _body(parts, limits)
    drafts = (with_stated(with_marks(draft, says.title), says),) if draft is not None else ()
    return Contents(
        drafts, tuple(parts.members), encoding=parts.encoding, warnings=tuple(dict.fromkeys(parts.warnings))
    )


def _leaves(message: Message, limits: Limits) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, in reading order, each with whether a body chosen already says the same."""
    stack = [(message, False)]
    count = 0
    while stack:
        part, is_repeated = stack.pop()
        count += 1
        if count > limits.max_members:
            raise Rejected("too_many_members", f"more than {limits.max_members} parts")
        if part.get_content_maintype() != "multipart" or not part.is_multipart():
            yield part, is_repeated
            continue
        children = _children(part)
        chosen = _plain_body(children) if part.get_content_subtype() == "alternative" else None
        stack += [(child, is_repeated or chosen not in (None, child)) for child in reversed(children)]


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _plain_body(alternatives: Iterable[Message]) -> Message | None:
    """The plain one of several forms of the same body, unless it is blank."""
    return next(
        (form for form in alternatives if form.get_content_type() == "text/plain" and _payload(form).strip()), None
    )


def _sort_in(part: Message, parts: _Parts, *, is_repeated: bool) -> None:
    """Put a part where it belongs: the body, the members, or nowhere."""
    kind, number = part.get_content_type(), len(parts.members) + 1
    if kind in _MESSAGES:
        parts.members.append(Member(f"message-{number:04}.eml", _nested(part)))
    elif kind in _FOR_PROGRAMS or _is_decoration(part):
        return
    elif not _is_body(part):
        parts.members.append(Member(shown(last_part(file_name(part)), f"attachment-{number:04}"), _payload(part)))
    elif not is_repeated:
        _add_body(part, parts)


def _is_decoration(part: Message) -> bool:
    """A logo or a picture inside the body; a picture that was attached for its own sake is none."""
    is_attached = part.get_content_disposition() == "attachment" and "content-id" not in part
    return part.get_content_maintype() == "image" and not is_attached


def _is_body(part: Message) -> bool:
    # A multipart that is none has lost its boundary: what stands there is read as text.
    is_text = part.get_content_type() in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"
    return is_text and part.get_content_disposition() != "attachment" and file_name(part) is None


def _add_body(part: Message, parts: _Parts) -> None:
    try:
        decoded = decode_declared(_payload(part), part.get_content_charset())
    except Rejected as refusal:
        parts.refusals.append(refusal)
        return
    kind = "text/html" if part.get_content_type() == "text/html" else "text/plain"
    parts.bodies.append((kind, decoded.text))
    parts.encoding = parts.encoding or decoded.encoding
    parts.warnings += [*decoded.notes, *control_warning(decoded.text)]


def _payload(part: Message) -> bytes:
    """The bytes of a part, whatever can be saved of broken base64 included."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        return _unbase64(data)
    return data


def _unbase64(data: bytes) -> bytes:
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    # A single digit left over stands for less than a byte.
    whole = digits[:-1] if len(digits) % 4 == 1 else digits
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _nested(part: Message) -> bytes:
    """A forwarded message as bytes of its own."""
    inner = next(iter(_children(part)), None)
    if inner is None:
        return _payload(part)
    try:
        data = inner.as_bytes(policy=_NOTHING_LOST)
    except RecursionError as error:
        raise Rejected("too_deep", "messages inside messages without end") from error
    # Some mail programs encode a forwarded message, which the standard forbids.
    is_encoded = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    return _unbase64(data) if is_encoded else data


def _body(parts: _Parts, limits: Limits) -> Draft | None:
    """The one text of a mail out of its bodies; None when its attachments are all that can be read."""
    drafts: list[Draft] = []
    for kind, group in groupby(parts.bodies, key=lambda body: body[0]):
        for raw in _joined(kind, [text for _, text in group]):
            try:
                drafts.append(read_page(raw, limits) if kind == "text/html" else layout.from_plain(raw, limits))
            except Rejected as refusal:
                parts.refusals.append(refusal)
    if not drafts and not parts.members:
        told = [refusal for refusal in parts.refusals if refusal.reason != "empty"]
        raise told[0] if told else Rejected("no_text", "the mail holds neither text nor attachment")
    parts.warnings += [f"body_{refusal.reason}" for refusal in parts.refusals if refusal.reason != "empty"]
    return strung_together(drafts, limits) if drafts else None


def _joined(kind: str, texts: Sequence[str]) -> Sequence[str]:
    """Plain parts that follow each other read as one text; pages do not."""
    return texts if kind == "text/html" else ["\n\n".join(texts)]


def strung_together(drafts: Sequence[Draft], limits: Limits) -> Draft:
    """Several drafts as one, an empty line between them. Raises Rejected `too_long`."""
    text = "\n\n".join(draft.text for draft in drafts)
    if len(text) > limits.max_text_chars:
        raise Rejected("too_long", f"{len(text)} characters, the limit is {limits.max_text_chars}")
    sections: list[Section] = []
    offset = 0
    for draft in drafts:
        sections += [
            replace(piece, start_char=piece.start_char + offset, end_char=piece.end_char + offset)
            for piece in draft.sections
        ]
        offset += len(draft.text) + 2
    return replace(drafts[0], text=text, sections=tuple(sections))
