"""The guard: an ASGI application around Dagster's own that lets through what `rules` and, with a token, `door` allow.

What belongs here: the order of the questions, and the answer to what is refused. What does not: the rules.
"""

from __future__ import annotations

from collections.abc import Set

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.serving.door import COOKIE, Door
from orchestration.serving.rules import OF_ANYBODY, OF_DAGSTER, Asked, Rule, refusal


class Guard:
    """Asks of each request whether our own page sent it, somebody who knows the token, for what Dagster may do."""

    def __init__(self, app: ASGIApp, hosts: Set[str], token: str | None = None, cookie: str = COOKIE) -> None:
        """`hosts` are the values of the Host header that are answered; without a token everybody is let in.

        Browsers keep cookies by host, not by port: two services on one machine need a `cookie` each.
        """
        self._app = app
        self._hosts = hosts
        self._door = Door(token, cookie) if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, websocket or start-up event."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        send = _never_framed(send)
        if await self._refused(OF_ANYBODY, scope, receive, send):
            return
        if self._door and not self._door.is_open_to(scope):
            await self._door.answer(scope, receive, send)
        elif not await self._refused(OF_DAGSTER, scope, receive, send):
            await self._app(scope, receive, send)

    async def _refused(self, rules: tuple[Rule, ...], scope: Scope, receive: Receive, send: Send) -> bool:
        reason = refusal(Asked.of(scope, self._hosts), rules)
        if reason is not None:
            await refuse(f"Refused: {reason}.", 403, scope, receive, send)
        return reason is not None


async def refuse(message: str, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with one line and its status; a websocket is closed before it opens, which a browser sees as 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(f"{message}\n", status)(scope, receive, send)


def _never_framed(send: Send) -> Send:
    """Another site must not lay our page, invisible, under the reader's mouse; old browsers say not who frames."""

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["X-Frame-Options"] = "DENY"
        await send(message)

    return forward
