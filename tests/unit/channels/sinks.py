"""Real receivers on this machine: an SMTP server and a web server that keep what they are given."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailSink:
    """A mail server: what it took, who logged in, and what it shall answer to a message (250 takes it)."""

    answer: str = "250 taken"
    context: ssl.SSLContext | None = None
    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.raw]  # type: ignore[misc]


class _Conversation(socketserver.StreamRequestHandler):
    """What a mail server says; the sink is its server's."""

    is_private = False

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.split()[0].upper().decode()
            getattr(self, f"_{word.lower()}", self._agree)(line)
            if word == "QUIT":
                return

    @property
    def _sink(self) -> MailSink:
        return self.server.sink  # type: ignore[attr-defined, no-any-return]

    def _ehlo(self, _line: bytes) -> None:
        offers = ["sink", *(["STARTTLS"] if self._sink.context and not self.is_private else []), "AUTH PLAIN"]
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _starttls(self, _line: bytes) -> None:
        self._say("220 go on")
        wrapped = self._sink.context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = wrapped.makefile("rb"), wrapped.makefile("wb", buffering=0)
        self.is_private = True

    def _auth(self, line: bytes) -> None:
        self._sink.logins.append(line.decode().strip())
        self._say("235 known")

    def _rcpt(self, line: bytes) -> None:
        self._sink.recipients.append(line.decode().partition(":")[2].strip())
        self._say("250 ok")

    def _data(self, _line: bytes) -> None:
        self._say("354 go on")
        body = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self._sink.answer.startswith("250"):
            self._sink.raw.append(body)
        self._say(self._sink.answer)

    def _quit(self, _line: bytes) -> None:
        self._say("221 bye")

    def _agree(self, _line: bytes) -> None:
        self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_sink(context: ssl.SSLContext | None = None) -> Iterator[MailSink]:
    sink = MailSink(context=context)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
    server.sink = sink  # type: ignore[attr-defined]
    # A client that hangs up on a certificate is what a test wants, not a fault.
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    with _serving(server) as port:
        sink.port = port
        yield sink


@dataclass
class WebSink:
    """A web server: the requests it got, headers in lower case, and the status and headers of its next answers."""

    port: int = 0
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=k3y"


@contextmanager
def web_sink() -> Iterator[WebSink]:
    sink = WebSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sink.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(sink.status)
            for name, value in sink.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        sink.port = port
        yield sink


@contextmanager
def _serving(server: socketserver.ThreadingTCPServer | ThreadingHTTPServer) -> Iterator[int]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dead_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
