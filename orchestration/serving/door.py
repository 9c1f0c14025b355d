"""Who may come in when there is a token: whoever sends it as a bearer token, or has once typed it in a browser.

What belongs here: recognising visitors, and the one page that asks for the token. What does not: reading the token.
The browser keeps a hash in a cookie, not the token, and never sends it with a request that another site makes.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

COOKIE = "greffier_visitor"
LOGIN = "/greffier/login"
# A token is short; more than this is not read.
MOST_BYTES = 4096
PAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Greffier</title>
<style>body {{ font: 1rem sans-serif; margin: 4rem }}</style>
<form method="post" action="{LOGIN}">
<label>Token <input type="password" name="token" autocomplete="current-password" autofocus required></label>
<button>Enter</button>
</form>
"""
# The page runs nothing and is sent nowhere else. `same-origin`: without a referrer the form's origin would be `null`.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
}


class Door:
    """Lets in whoever knows the token."""

    def __init__(self, token: str, cookie: str = COOKIE) -> None:
        """`token` is the secret that visitors show, `cookie` the name under which a browser keeps its hash."""
        self._cookie = cookie
        self._token = token.encode()
        self._ticket = hashlib.sha256(b"greffier visitor\x00" + self._token).hexdigest()

    def is_open_to(self, scope: Scope) -> bool:
        """Whether the request or websocket carries the token or the cookie of somebody who typed it."""
        asked = HTTPConnection(scope)
        scheme, _, shown = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._is_token(shown.strip())
        return hmac.compare_digest(asked.cookies.get(self._cookie, "").encode(), self._ticket.encode())

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer somebody who is not known: a page that asks for the token, or 401."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        await (await self._response(request))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        if request.method == "POST" and request.url.path == LOGIN:
            return await self._login(request)
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(PAGE, 401, PAGE_HEADERS)
        answer = "Greffier asks for a token: send `Authorization: Bearer …`.\n"
        return PlainTextResponse(answer, 401, {"WWW-Authenticate": "Bearer"})

    async def _login(self, request: Request) -> Response:
        typed = parse_qs((await _body(request)).decode("utf-8", "replace")).get("token", [""])[0]
        if not self._is_token(typed):
            return HTMLResponse(PAGE, 401, PAGE_HEADERS)
        # After the post the browser asks for the page anew, so that reloading sends the token no second time.
        response = RedirectResponse("/", 303)
        is_secure = request.headers.get("origin", "").startswith("https://")
        response.set_cookie(self._cookie, self._ticket, httponly=True, samesite="strict", secure=is_secure)
        return response

    def _is_token(self, shown: str) -> bool:
        return hmac.compare_digest(shown.encode(), self._token)


async def _body(request: Request) -> bytes:
    """What was posted; nothing when it is too long to be a token or the visitor has left."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return b""
    except ClientDisconnect:
        return b""
    return body
