"""The explorer as a service: its pages behind the guard, on a socket that is already open, in this very process.

What belongs here: joining the two, serving them, a line a request. What does not: pages (`explorer`), rules.
"""

from __future__ import annotations

import signal
import socket
import sys
import time
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.explorer import Shelf, create_app
from orchestration.serving.address import allowed_hosts
from orchestration.serving.guard import Guard
from orchestration.settings import Settings

COOKIE = "greffier_reader"
FAREWELL_SECONDS = 2


def explore(settings: Settings, shelf: Shelf, listening: socket.socket, token: str | None) -> None:
    """Serve the releases of `shelf` until a signal comes."""
    host, port = listening.getsockname()[:2]
    guarded = Guard(create_app(shelf), allowed_hosts(host, port, settings.explore_names), token, COOKIE)
    config = uvicorn.Config(
        _logged(guarded) if settings.explore_log else guarded,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    # A service manager sends SIGTERM where a terminal sends SIGINT; both are a good end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _logged(app: ASGIApp) -> ASGIApp:
    """Tell of each request on stderr: time, method, path, status, milliseconds. What was searched stays unsaid."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = (time.perf_counter() - began) * 1000
                stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
                sys.stderr.write(f"{stamp} {scope['method']} {scope['path']!r} {message['status']} {took:.0f} ms\n")
            await send(message)

        await app(scope, receive, forward if scope["type"] == "http" else send)

    return answered
