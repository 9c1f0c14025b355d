"""An Outlook message reads as the mail that it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from compressed_rtf import compress

from orchestration.documents.readers import mail, msg
from orchestration.documents.refusals import DEFAULT_LIMITS, Rejected
from tests.unit.documents.mail_files import attachment, compound_file, embedded, outlook_message

BODY = "Bonjour,\r\n\r\nLa société Bertillon a remporté le marché de la toiture, annonce Luc Brémond.\r\n"
TEXT = "Bonjour,\n\nLa société Bertillon a remporté le marché de la toiture, annonce Luc Brémond."
RTF = rb"{\rtf1\ansi\ansicpg1252 Le march\'e9 de la toiture revient \'e0 la soci\'e9t\'e9 Bertillon.\par}"
PAGE = "<html><body><p>Le marché de la toiture revient à la société Bertillon.</p></body></html>"


def test_body_and_what_the_message_says_of_itself() -> None:
    headers = "Date: Tue, 05 Mar 2024 23:30:00 -0500\r\nFrom: x@example.org\r\n"
    message = outlook_message(subject="Toiture", sender="Inès Corvaisier", body=BODY, transport_headers=headers)
    contents = msg.read(compound_file(message), DEFAULT_LIMITS)
    (draft,) = contents.drafts
    assert (draft.text, draft.title, draft.author) == (TEXT, "Toiture", "Inès Corvaisier")
    assert draft.published_on == date(2024, 3, 5)
    assert contents.members == ()


def test_without_transport_headers_the_time_of_sending_gives_the_day() -> None:
    sent = datetime(2024, 3, 5, 12, tzinfo=UTC)
    (draft,) = msg.read(compound_file(outlook_message(body=BODY, sent=sent)), DEFAULT_LIMITS).drafts
    assert draft.published_on == date(2024, 3, 5)


@pytest.mark.parametrize(
    "message",
    [
        outlook_message(html=PAGE.encode("cp1252"), codepage=1252),
        outlook_message(html=PAGE.encode(), codepage=4_242),
        outlook_message(rtf=compress(RTF)),
        outlook_message(body_8bit="Le marché de la toiture revient à la société Bertillon.".encode("cp1252")),
    ],
    ids=["page", "page in an unknown code page", "packed RTF", "8-bit text"],
)
def test_every_form_of_a_body_is_read(message: dict) -> None:
    (draft,) = msg.read(compound_file(message), DEFAULT_LIMITS).drafts
    assert draft.text == "Le marché de la toiture revient à la société Bertillon."


def test_attached_files_are_members_and_logos_are_not() -> None:
    large = bytes(range(256)) * 40
    message = outlook_message(
        body=BODY,
        attachments=[
            attachment("devis\nétudié.pdf", large, "application/pdf"),
            attachment("logo.png", b"\x89PNG", "image/png", content_id="logo"),
            attachment("note.txt", b"Une note.", "message/rfc822"),
        ],
    )
    members = msg.read(compound_file(message), DEFAULT_LIMITS).members
    assert [(member.name, member.data) for member in members] == [
        ("devis\ufffdétudié.pdf", large),
        ("note.txt", b"Une note."),
    ]


def test_a_message_inside_a_message_is_a_mail_of_its_own() -> None:
    inner = outlook_message(subject="Réponse", body=BODY, is_embedded=True, sent=datetime(2023, 1, 2, tzinfo=UTC))
    contents = msg.read(compound_file(outlook_message(attachments=[embedded(inner)])), DEFAULT_LIMITS)
    assert (contents.drafts, [member.name for member in contents.members]) == ((), ["message-0001.eml"])
    (draft,) = mail.read(contents.members[0].data, DEFAULT_LIMITS).drafts
    assert (draft.text, draft.title, draft.published_on) == (TEXT, "Réponse", date(2023, 1, 2))


def test_a_damaged_body_does_not_cost_the_attachments() -> None:
    message = outlook_message(rtf=b"no packed RTF at all", attachments=[attachment("note.txt", b"Une note.")])
    contents = msg.read(compound_file(message), DEFAULT_LIMITS)
    assert (contents.drafts, contents.warnings, len(contents.members)) == ((), ("body_parse_error",), 1)


def test_an_empty_message_says_so() -> None:
    with pytest.raises(Rejected) as refusal:
        msg.read(compound_file(outlook_message(subject="Rien")), DEFAULT_LIMITS)
    assert refusal.value.reason == "no_text"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_cut_file_is_refused(kept: float) -> None:
    data = compound_file(outlook_message(body=BODY * 200))
    with pytest.raises(Rejected) as refusal:
        msg.read(data[: int(kept * len(data))], DEFAULT_LIMITS)
    assert refusal.value.reason == "parse_error"


def test_sectors_that_go_in_circles_are_refused() -> None:
    data = bytearray(compound_file(outlook_message(body=BODY)))
    data[512:1024] = (0).to_bytes(4, "little") * 128
    with pytest.raises(Rejected) as refusal:
        msg.read(bytes(data), DEFAULT_LIMITS)
    assert refusal.value.reason == "parse_error"
