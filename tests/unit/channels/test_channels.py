"""Each channel against a real receiver: what arrives, and how a refusal is said."""

from __future__ import annotations

import json
import ssl
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from orchestration.channel_settings import ChannelSettings, EmailSettings, FileSettings, WebhookSettings
from orchestration.channels import Message, UndeliveredError, append_line, post, send_email
from orchestration.channels.webhook import signature
from tests.unit.channels.sinks import MailSink, WebSink, dead_port, mail_sink, web_sink

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ADDRESSES = {"sender": "greffier@fanal.example", "recipients": ("veille@fanal.example", "chef@fanal.example")}


def email(port: int, **changes: Any) -> EmailSettings:
    return EmailSettings(**({"host": "127.0.0.1", "port": port, **ADDRESSES} | changes))


def test_an_email_arrives_as_plain_text_in_french(mails: MailSink, message: Message) -> None:
    send_email(email(mails.port), message, NOW)
    (mail,) = mails.mails
    assert mails.recipients == ["<veille@fanal.example>", "<chef@fanal.example>"]
    assert (mail["From"], mail["To"]) == ("greffier@fanal.example", "veille@fanal.example, chef@fanal.example")
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<alerts-0123456789abcdef@fanal.example>", "auto-generated")
    assert mail["Date"].datetime == NOW
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    body = mail.get_content()
    assert "Citation à propos de Tressan SA, par Maëlle Kervoan" in body
    assert "« Tressan SA tiendra . les délais 🏛 »" in body
    assert "Conseil, conseil.txt, caractères 40 à 70; confiance 0.90" in body


def test_an_email_in_english(mails: MailSink, message: Message) -> None:
    send_email(email(mails.port, language="en"), message, NOW)
    assert "Quote about Tressan SA, by Maëlle Kervoan" in mails.mails[0].get_content()


def test_no_name_can_add_a_header_or_a_recipient(mails: MailSink, message: Message) -> None:
    send_email(email(mails.port), message, NOW)
    (mail,) = mails.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "[Greffier] littoral Bcc: tous@ailleurs.example : 1 nouveauté(s)"
    assert len(mails.recipients) == 2


def test_no_word_of_a_document_moves_a_cursor_or_turns_the_direction(message: Message) -> None:
    alert = {**message.alerts[0], "surface_text": "quai\x1b[2J\u202eiauq\x07", "watched_name": "Tressan\u2066 SA"}
    body = Message(message.event_id, "alerts", message.facts, [alert]).body("fr")
    assert all(character.isprintable() or character == "\n" for character in body)
    assert "« quai [2J iauq »" in body


def test_every_kind_of_news_has_words_in_both_languages(message: Message) -> None:
    kinds = ["first_contract", "new_contract", "new_role", "role_ended", "quote_by", "quote_about", "first_co_mention"]
    for language in ("fr", "en"):
        alerts = [{**message.alerts[0], "kind": kind} for kind in kinds]
        body = Message(message.event_id, "alerts", message.facts, alerts).body(language)
        assert body.count("Tressan SA tiendra") == len(kinds)
        assert "{" not in body
        failed = Message("failure-1", "failure", {"message": "Nothing published: drift.", "run_id": None})
        assert "Nothing published: drift." in failed.body(language)
        stale = Message("stale-1", "stale", {"since": "2026-11-20T02:15+00:00", "hours": 49, "limit": "26"})
        assert "49" in stale.subject(language)
        assert "{" not in stale.body(language) + stale.subject(language)


def test_a_notice_is_named_as_the_source(message: Message) -> None:
    told = {"document_id": None, "file_sha256": "abc", "notice_index": 2, "field_path": "titulaires", "title": None}
    body = Message("alerts-1", "alerts", message.facts, [{**message.alerts[0], **told}]).body("fr")
    assert "avis abc, n° 2, champ titulaires" in body


@pytest.mark.parametrize("answer", ["451 later", "550 no"])
def test_a_mail_server_that_refuses_is_said_without_the_message(mails: MailSink, message: Message, answer: str) -> None:
    mails.answer = answer
    with pytest.raises(UndeliveredError) as raised:
        send_email(email(mails.port), message, NOW)
    assert f"127.0.0.1:{mails.port}" in str(raised.value)
    assert answer[:3] in str(raised.value)
    assert "Tressan" not in str(raised.value)


def test_without_encryption_offered_no_password_leaves(mails: MailSink, message: Message) -> None:
    settings = email(mails.port, starttls=True, user="greffier", password="s3cret")
    with pytest.raises(UndeliveredError, match="SMTPNotSupportedError"):
        send_email(settings, message, NOW)
    assert (mails.logins, mails.raw) == ([], [])


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of our own for 127.0.0.1, with its key in one file."""
    path = tmp_path / "own.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


def test_with_encryption_the_login_and_the_mail_go_through(
    certificate: Path, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_sink(context) as sink:
        settings = email(sink.port, starttls=True, user="greffier", password="s3cret")
        with pytest.raises(UndeliveredError, match="SSLCertVerificationError"):
            send_email(settings, message, NOW)
        assert sink.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("cert.pem")))
        send_email(settings, message, NOW)
        assert len(sink.logins) == len(sink.mails) == 1


def test_a_webhook_gets_signed_json(hooks: WebSink, message: Message) -> None:
    post(WebhookSettings(url=hooks.url, secret="s3cret"), message)
    ((path, headers, body),) = hooks.requests
    assert path == "/hook?key=k3y"
    assert headers["x-greffier-signature"] == f"sha256={signature('s3cret', body)}"
    assert headers["x-greffier-event"] == message.event_id
    told = json.loads(body)
    assert (told["event_id"], told["kind"]) == (message.event_id, "alerts")
    assert told["alerts"][0]["surface_text"] == message.alerts[0]["surface_text"]


def test_without_a_secret_nothing_pretends_to_be_a_signature(hooks: WebSink, message: Message) -> None:
    post(WebhookSettings(url=hooks.url), message)
    assert "x-greffier-signature" not in hooks.requests[0][1]


@pytest.mark.parametrize("status", [302, 307, 400, 500])
def test_a_webhook_that_refuses_or_sends_elsewhere_is_said_without_its_key(
    hooks: WebSink, message: Message, status: int
) -> None:
    with web_sink() as elsewhere:
        hooks.status, hooks.headers = status, {"Location": elsewhere.url}
        with pytest.raises(UndeliveredError) as raised:
            post(WebhookSettings(url=hooks.url), message)
        assert elsewhere.requests == []
    assert str(raised.value) == f"webhook at 127.0.0.1 ({status})"


def test_nobody_there_is_said(message: Message) -> None:
    port = dead_port()
    with pytest.raises(UndeliveredError, match=r"webhook at 127.0.0.1 \(ConnectionRefusedError\)"):
        post(WebhookSettings(url=f"http://127.0.0.1:{port}/k3y"), message)
    with pytest.raises(UndeliveredError, match="ConnectionRefusedError"):
        send_email(email(port), message, NOW)


def test_a_file_gets_a_line_each_and_only_its_owner_reads_it(tmp_path: Path, message: Message) -> None:
    path = tmp_path / "new" / "alerts.jsonl"
    for _ in range(2):
        append_line(FileSettings(path=path), message)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event_id"] for line in lines] == [message.event_id] * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, message: Message) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UndeliveredError, match=r"NotADirectoryError|FileExistsError"):
        append_line(FileSettings(path=tmp_path / "file" / "alerts.jsonl"), message)


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, message: Message) -> None:
    path = tmp_path / "alerts.jsonl"
    append_line(FileSettings(path=path), message)
    whole = path.stat().st_size
    script = (
        "import resource, signal, sys, json; from pathlib import Path\n"
        "from orchestration.channel_settings import FileSettings\n"
        "from orchestration.channels import Message, append_line\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({whole + 10}, {whole + 10}))\n"
        f"append_line(FileSettings(path=Path({str(path)!r})), Message('e', 'failure', {{'message': 'x' * 99}}))\n"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )
    assert "UndeliveredError: file" in done.stderr
    assert path.stat().st_size == whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": {"host": "h", "sender": "a@b.example\nBcc: c@d.example", "recipients": ["e@f.example"]}},
        {"email": {"host": "h", "sender": "a@b.example", "recipients": []}},
        {"email": {"host": "h", "sender": "a@b.example", "recipients": ["nobody"]}},
        {"email": {"host": "h", "sender": "a@b.example", "recipients": ["e@f.example"], "user": "u"}},
        {"webhook": {"url": "file:///etc/passwd"}},
        {"fax": {}},
    ],
)
def test_settings_that_would_do_harm_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ChannelSettings(**wrong)
