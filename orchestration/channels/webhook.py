"""A message as a JSON POST, signed so that its receiver can tell who sent it.

What belongs here: that request. What does not: the JSON (`message`).
"""

from __future__ import annotations

import hashlib
import hmac
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from orchestration.channel_settings import WebhookSettings
from orchestration.channels.message import Message, UndeliveredError

SECONDS = 30
SIGNATURE, EVENT = "X-Greffier-Signature", "X-Greffier-Event"


def post(settings: WebhookSettings, message: Message) -> None:
    """Post the message; any answer but 2xx is a refusal. Raises UndeliveredError.

    With a secret, the header `X-Greffier-Signature` is `sha256=` and the HMAC-SHA-256 of the body in hexadecimal.
    """
    body = message.as_json()
    headers = {"Content-Type": "application/json; charset=utf-8", EVENT: message.event_id, "User-Agent": "greffier"}
    if secret := settings.secret.get_secret_value():
        headers[SIGNATURE] = f"sha256={signature(secret, body)}"
    request = Request(settings.url, data=body, headers=headers, method="POST")  # noqa: S310 - the settings allow http(s)
    try:
        with build_opener(_NoRedirects).open(request, timeout=SECONDS):
            pass
    except (URLError, HTTPException, OSError) as error:
        # The address may hold a key, so that only its host is named.
        code = getattr(error, "code", None) or type(getattr(error, "reason", error)).__name__
        raise UndeliveredError(f"webhook at {urlsplit(settings.url).hostname} ({code})") from error


def signature(secret: str, body: bytes) -> str:
    """HMAC-SHA-256 of the body under the secret, in hexadecimal."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class _NoRedirects(HTTPRedirectHandler):
    """What is told goes where the settings say, and nowhere else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Follow nothing."""
