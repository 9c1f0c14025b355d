"""A mail becomes its body with what the headers say; attachments are files; the words of other mails give no fact."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.documents.drafts import Contents, Draft
from orchestration.documents.readers.mail import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected
from tests.unit.documents.mail_files import inner_multipart, mail, multipart, part

TEXT = "La société Bertillon a remporté le marché de la toiture, annonce Luc Brémond, son directeur."
PAGE = f"<html><body><p>{TEXT}</p><script>alert(1)</script><img src=http://127.0.0.1:9/p.gif></body></html>"


def draft(data: bytes) -> Draft:
    (only,) = read(data, DEFAULT_LIMITS).drafts
    return only


def pieces(found: Draft) -> list[tuple[str, str | None, str]]:
    return [(s.kind, s.label, found.text[s.start_char : s.end_char]) for s in found.sections]


def content(found: Draft) -> list[str]:
    return [words for kind, _, words in pieces(found) if kind != "boilerplate"]


def reason(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(Rejected) as refusal:
        read(data, limits)
    return refusal.value.reason


def test_what_the_headers_say() -> None:
    found = draft(mail(TEXT.encode(), Subject="=?utf-8?q?March=C3=A9?= de la =?utf-8?b?dG9pdHVyZQ==?="))
    assert (found.text, found.title, found.author) == (TEXT, "Marché de la toiture", "Inès Corvaisier")
    assert found.published_on == date(2024, 3, 5)
    assert found.publisher is None
    assert {how for field, how in found.found_by.items() if field != "language"} == {"mail_headers"}


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?b?SW7DqHM=?= Corvaisier <x@example.org>", "Inès Corvaisier"),
        ('"Corvaisier, Inès" <x@example.org>', "Corvaisier, Inès"),
        ("x@example.org (Inès Corvaisier)", "Inès Corvaisier"),
        ("x@example.org", None),
        ('"x@example.org" <x@example.org>', None),
        ("=?utf-8?b?T%%%?= <x@example.org>", None),
        ("=?utf-8?q?=ED=A0=80?= <x@example.org>", None),
        ("(" * 20_000 + ")" * 20_000, None),
    ],
)
def test_an_author_is_a_name_or_nobody(sender: str, author: str | None) -> None:
    assert draft(mail(TEXT.encode(), From=sender)).author == author


@pytest.mark.parametrize(
    "written", ["Vendredi 32 juin 20240 99:99:99 +9999", "Tue, 31 Feb 2024 10:00:00 +0100", "9" * 5_000, ""]
)
def test_an_impossible_date_is_none(written: str) -> None:
    assert draft(mail(TEXT.encode(), Date=written)).published_on is None


@pytest.mark.parametrize(
    ("declared", "used", "warnings"),
    [
        ("utf-8", "utf-8", ()),
        ("iso-8859-1", "cp1252", ()),
        ("iso-8859-15", "iso8859-15", ()),
        ("utf-7", "utf-7", ()),
        ("klingon-8", "utf-8", ("encoding_guessed",)),
        ("us-ascii", "cp1252", ("encoding_guessed",)),
        ("iso-8859-15", "utf-8", ("encoding_guessed",)),
    ],
)
def test_accents_are_right_whatever_is_declared(declared: str, used: str, warnings: tuple[str, ...]) -> None:
    contents = read(mail(TEXT.encode(used), f"text/plain; charset={declared}"), DEFAULT_LIMITS)
    assert (contents.drafts[0].text, contents.encoding, contents.warnings) == (TEXT, used, warnings)


def test_the_plain_form_of_a_body_goes_before_the_page_unless_it_is_blank() -> None:
    page = part(PAGE.replace("Bertillon", "Autre").encode(), "text/html; charset=utf-8")
    assert draft(multipart(part(TEXT.encode()), page, kind="alternative")).text == TEXT
    assert "Autre" in draft(multipart(part(b" \r\n"), page, kind="alternative")).text


def test_a_page_is_read_without_its_scripts() -> None:
    assert draft(mail(PAGE.encode(), "text/html; charset=utf-8")).text == TEXT


def test_texts_around_an_attachment_are_one_body() -> None:
    data = multipart(
        part(PAGE.encode(), "text/html; charset=utf-8"),
        part(b"%PDF-1.4", 'application/pdf; name="devis.pdf"'),
        part(b"La suite est pour demain."),
    )
    found = draft(data)
    assert found.text == f"{TEXT}\n\nLa suite est pour demain."
    assert [words for _, _, words in pieces(found)] == [TEXT, "La suite est pour demain."]


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=utf-8''d%C3%A9p%C3%AAche.txt",
        "attachment; filename*0*=utf-8''d%C3%A9p; filename*1*=%C3%AAche.txt",
        'attachment; filename="=?utf-8?q?d=C3=A9p=C3=AAche.txt?="',
        'attachment; filename="dépêche.txt"',
        'attachment; filename="../../tmp/dépêche.txt"',
        'attachment; filename="C:\\bureau\\dépêche.txt"',
    ],
)
def test_attachments_are_members_under_their_names(disposition: str) -> None:
    data = multipart(part(TEXT.encode()), part(b"Une note.", "text/plain", f"Content-Disposition: {disposition}"))
    assert [(member.name, member.data) for member in read(data, DEFAULT_LIMITS).members] == [
        ("dépêche.txt", b"Une note.")
    ]


def test_logos_signatures_and_reports_are_no_members() -> None:
    data = multipart(
        part(TEXT.encode()),
        part(b"iVBORw0=", "image/png", "Content-Disposition: inline", "Content-Transfer-Encoding: base64"),
        part(b"iVBORw0=", "image/png; name=logo.png", "Content-Disposition: attachment", "Content-ID: <logo>"),
        part(b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature; name=signature.asc"),
        part(b"Reporting-MTA: dns; example.org\r\n\r\nAction: failed\r\n", "message/delivery-status"),
        part(b"\x00\x01", "application/octet-stream"),
    )
    assert [member.name for member in read(data, DEFAULT_LIMITS).members] == ["attachment-0001"]


@pytest.mark.parametrize("encoded", [False, True])
def test_a_forwarded_message_is_a_mail_of_its_own(encoded: bool) -> None:
    inner = mail("Le maire a signé le bail mardi.".encode(), Subject="Bail")
    headers = ["Content-Transfer-Encoding: base64"] if encoded else []
    body = base64.encodebytes(inner) if encoded else inner
    contents = read(multipart(part(TEXT.encode()), part(body, "message/rfc822", *headers)), DEFAULT_LIMITS)
    (member,) = contents.members
    found = draft(member.data)
    assert (member.name, found.title, found.text) == ("message-0001.eml", "Bail", "Le maire a signé le bail mardi.")
    assert contents.drafts[0].text == TEXT


def test_a_mail_with_nothing_but_an_attachment_has_no_document_of_its_own() -> None:
    contents = read(multipart(part(b"%PDF-1.4", "application/pdf; name=devis.pdf")), DEFAULT_LIMITS)
    assert (contents.drafts, len(contents.members)) == ((), 1)


def test_an_attachment_beside_the_page_of_an_alternative_is_not_lost() -> None:
    page = part(PAGE.encode(), "text/html; charset=utf-8")
    beside = inner_multipart(page, part(b"%PDF-1.4", "application/pdf; name=devis.pdf"), kind="mixed", boundary="deux")
    contents = read(multipart(part(TEXT.encode()), beside, kind="alternative"), DEFAULT_LIMITS)
    assert (contents.drafts[0].text, [member.name for member in contents.members]) == (TEXT, ["devis.pdf"])


ANSWERED = [
    "Le ven. 1 mars 2024 à 10:00, Anne Roy <anne@example.org> a écrit :\n> Qui a eu le lot ?\n>\n> Anne",
    "Le 1 mars 2024 à 10:00, Anne Roy\n<anne@example.org> a écrit :\n\nQui a eu le lot ?",
    "-----Message d'origine-----\nDe : Anne Roy\nEnvoyé : vendredi 1 mars 2024 10:00\nObjet : Lot\n\nQui a eu le lot ?",
    "De : Anne Roy\nEnvoyé : vendredi 1 mars 2024 10:00\nÀ : Luc Brémond\nObjet : Lot\n\nQui a eu le lot ?",
    "________________________________\nFrom: Anne Roy\nSent: Friday\nSubject: Lot\n\nQui a eu le lot ?",
]


@pytest.mark.parametrize("earlier", ANSWERED)
def test_the_message_that_is_answered_gives_no_fact(earlier: str) -> None:
    found = draft(mail(f"{TEXT}\n\n{earlier}\n".encode(), Subject="Re: Lot"))
    assert content(found) == [TEXT]
    assert {label for kind, label, _ in pieces(found) if kind == "boilerplate"} == {"related"}
    assert "Qui a eu le lot ?" in found.text


def test_answers_between_quoted_lines_are_content() -> None:
    body = f"> Qui a eu le lot ?\n\n{TEXT}\n\n> Et quand ?\n\nLe chantier ouvre en mai."
    assert content(draft(mail(body.encode()))) == [TEXT, "Le chantier ouvre en mai."]


def test_an_answer_below_the_quoted_lines_is_content() -> None:
    body = f"Le 1 mars 2024 à 10:00, Anne Roy <anne@example.org> a écrit :\n> Qui a eu le lot ?\n\n{TEXT}"
    assert content(draft(mail(body.encode()))) == [TEXT]


def test_a_signature_ends_where_the_answered_message_begins() -> None:
    found = draft(mail(f"{TEXT}\n\n-- \nLuc Brémond\n\n".encode() + b"> Qui a eu le lot ?\n" * 200))
    assert content(found) == [TEXT]
    assert [words for _, label, words in pieces(found) if label == "legal"] == ["--", "Luc Brémond"]


def test_the_message_that_is_passed_on_is_content() -> None:
    headers = "De : Anne Roy\nEnvoyé : vendredi 1 mars 2024 10:00\nÀ : Luc Brémond\nObjet : Lot"
    older = "De : Luc Brémond\nEnvoyé : jeudi 29 février 2024 10:00\nÀ : Anne Roy\nObjet : Lot\n\nQui a eu le lot ?"
    body = f"Pour information.\n\n{headers}\n\n{TEXT}\n\n{older}"
    assert content(draft(mail(body.encode(), Subject="TR: Lot"))) == ["Pour information.", TEXT]
    rule = "---------- Forwarded message ---------"
    body = f"Pour information.\n\n{rule}\n{headers}\n\n{TEXT}"
    assert content(draft(mail(body.encode(), Subject="Lot"))) == ["Pour information.", TEXT]


def test_signatures_and_notices_give_no_fact() -> None:
    signature = "-- \nLuc Brémond\nDirecteur, société Bertillon"
    notice = "Ce message est confidentiel et destiné à\nson seul destinataire. En cas d'erreur, détruisez-le."
    found = draft(mail(f"{TEXT}\n\nEnvoyé de mon iPhone\n\n{notice}\n\n{signature}\n".encode()))
    assert content(found) == [TEXT]
    assert {label for kind, label, _ in pieces(found) if kind == "boilerplate"} == {"legal"}


def test_an_article_that_quotes_is_no_answered_mail() -> None:
    body = f"Le 3 mai 2019, Victor Valmy a écrit : « Nous signerons. »\n\n{TEXT}\n\nCe message est clair."
    assert all(kind != "boilerplate" for kind, _, _ in pieces(draft(mail(body.encode()))))


def test_broken_base64_is_read_as_far_as_it_goes() -> None:
    body = base64.b64encode(TEXT.encode())[:-3] + b"!!!"
    contents = read(mail(body, Content_Transfer_Encoding="base64"), DEFAULT_LIMITS)
    assert contents.drafts[0].text[:-3] == TEXT[: len(contents.drafts[0].text) - 3]
    assert len(contents.drafts[0].text) >= len(TEXT) - 6
    assert "mime_broken" in contents.warnings


def test_parts_without_a_boundary_are_read_as_text() -> None:
    contents = read(mail(f"--x\r\n\r\n{TEXT}\r\n--x--".encode(), "multipart/mixed"), DEFAULT_LIMITS)
    assert TEXT in contents.drafts[0].text
    assert contents.warnings == ("mime_broken",)


def test_a_mailbox_is_a_folder_of_mails() -> None:
    mark = b"From x@example.org Tue Mar  5 10:00:00 2024\n"
    first, second = mail(f"{TEXT}\r\n>From the start\r\n".encode()), mail(b"Deux.", Subject="Deux")
    contents = read(mark + first + b"\n" + mark + second, DEFAULT_LIMITS)
    assert ([member.name for member in contents.members], contents.warnings) == (
        ["message-0001.eml", "message-0002.eml"],
        ("mailbox",),
    )
    assert draft(contents.members[0].data).text == f"{TEXT}\nFrom the start"
    assert draft(contents.members[1].data).title == "Deux"
    assert draft(mark + second).title == "Deux"
    assert reason(mark + first + b"\n" + mark + second, Limits(max_members=1)) == "too_many_members"


def test_sealed_mails_say_so() -> None:
    assert reason(multipart(part(b"x"), kind="encrypted")) == "encrypted"
    assert reason(mail(b"x", "application/pkcs7-mime; smime-type=enveloped-data")) == "encrypted"


def test_hostile_structures_are_refused() -> None:
    nested = part(TEXT.encode())
    for level in range(3_000):
        nested = inner_multipart(nested, kind="mixed", boundary=f"b{level}")
    assert reason(multipart(nested)) == "too_deep"
    forwarded = part(TEXT.encode())
    for _ in range(400):
        forwarded = part(forwarded, "message/rfc822")
    assert reason(multipart(forwarded)) == "too_deep"
    assert reason(multipart(*[part(b"a")] * 20), Limits(max_members=20)) == "too_many_members"
    assert reason(mail(TEXT.encode(), "text/plain" + ";" * 1_000_000)) == "too_complex"
    open_boundaries = b"".join(part(b"--b", 'multipart/mixed; boundary="b"') + b"\r\n" for _ in range(700))
    assert reason(multipart(open_boundaries, part(b"mot\r\n" * 100_000))) == "too_deep"
    assert reason(mail(b" \r\n")) == "no_text"


def test_a_flood_of_headers_and_recipients_is_read() -> None:
    recipients = ", ".join(f'"N{number}" <n{number}@example.org>' for number in range(50_000))
    floods = {f"X-{number}": "v" for number in range(20_000)}
    assert draft(mail(TEXT.encode(), To=recipients, **floods)).title == "Marché de la toiture"


@settings(deadline=None, max_examples=60)
@given(
    st.binary()
    | st.lists(st.sampled_from([b"--limite", b"\r\n", b"Content-Type: text/html", b"--", b"a\xe9 "])).map(b"".join)
)
def test_any_body_gives_lawful_contents_or_a_reason(body: bytes) -> None:
    for content_type in ("multipart/alternative; boundary=limite", "message/rfc822", "text/plain; charset=utf-16"):
        try:
            contents: Contents = read(mail(body, content_type), DEFAULT_LIMITS)
        except Rejected:
            continue
        for found in contents.drafts:
            end = 0
            for section in found.sections:
                assert not found.text[end : section.start_char].strip()
                end = section.end_char
            assert not found.text[end:].strip()
