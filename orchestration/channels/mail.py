"""A message by e-mail: plain text, UTF-8, through an SMTP server.

What belongs here: headers and the conversation with the server. What does not: the words (`message`).
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from orchestration.channel_settings import EmailSettings
from orchestration.channels.message import Message, UndeliveredError

SECONDS = 30


def send_email(settings: EmailSettings, message: Message, now: datetime) -> None:
    """Hand the message to the server for all recipients. Raises UndeliveredError when it does not take it for one."""
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=SECONDS) as server:
            if settings.starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password.get_secret_value())
            refused = server.send_message(_written(settings, message, now))
    except (smtplib.SMTPException, OSError) as error:
        # A server's answer may repeat addresses or words; its kind says enough.
        code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
        raise UndeliveredError(f"e-mail by {settings.host}:{settings.port} ({type(error).__name__}{code})") from error
    if refused:
        raise UndeliveredError(f"e-mail by {settings.host}:{settings.port} ({len(refused)} recipients refused)")


def _written(settings: EmailSettings, message: Message, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = message.subject(settings.language)
    mail["From"] = settings.sender
    mail["To"] = ", ".join(settings.recipients)
    mail["Date"] = format_datetime(now)
    # The same event has the same id: a program that gets it twice, after a broken connection, shows it once.
    mail["Message-ID"] = f"<{message.event_id}@{settings.sender.rpartition('@')[2]}>"
    # Answering machines leave such mail alone (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = settings.language
    mail.set_content(message.body(settings.language), charset="utf-8", cte="quoted-printable")
    return mail
