"""`greffier dev` or `greffier serve` on a free port, and Debian's Chromium looking at it: what browser tests share."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import Greffier

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name of somebody else that leads to this machine, as its owner may let it.
    "--host-resolver-rules=MAP stranger.example 127.0.0.1",
]
# How long a busy machine may take; a quiet one starts the UI in half a minute and shows a page in a second.
START_SECONDS, PAGE_SECONDS, END_SECONDS = 300, 60, 120


@dataclass(frozen=True)
class Interface:
    """A Greffier that serves, in a session of its own, and every address its pages asked for."""

    greffier: Greffier
    process: subprocess.Popen[str]
    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(f"it ended by itself: {self.process.communicate()}")
        with suppress(URLError, ConnectionError, TimeoutError):
            # With a token nobody is let in without it, but answered.
            with suppress(HTTPError):
                urlopen(f"{self.url}/server_info", timeout=5)
            return True
        return False

    def end(self) -> None:
        """Leave no process behind, whatever state they are in."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def processes(self) -> list[int]:
        """All living processes of the session that the command leads, itself included."""
        return sorted(self.commands())

    def commands(self) -> dict[int, str]:
        """The same with the command line of each."""
        living = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                state, _parent, _group, session, *_ = stat.read_text().rpartition(")")[2].split()
                if int(session) == self.process.pid and state != "Z":
                    words = (stat.parent / "cmdline").read_bytes().decode().split("\0")
                    living[int(stat.parent.name)] = " ".join(words)
        return living


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Return as soon as the condition holds; fail when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so within {seconds} s"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def interface(greffier: Greffier, *command: str) -> Iterator[Interface]:
    """Start a command as a shell starts a background job (with Ctrl-C ignored, which children inherit) and wait."""
    port = free_port()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        started = Interface(greffier, greffier.start(*command, "--port", str(port)), port)
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        wait_until(started.answers, START_SECONDS)
        yield started
    finally:
        started.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: install Debian's package `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def ui(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interface]:
    """The UI of a Greffier that ran once, on one document, from the command line."""
    greffier = Greffier(tmp_path_factory.mktemp("ui"))
    greffier.write("article.txt")
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    with interface(greffier, "dev") as started:
        yield started


@pytest.fixture
def page(browser: Browser, ui: Interface, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """A visitor without a past; what the test saw last is kept as a picture in its temporary folder."""
    visitor = browser.new_context(base_url=ui.url, viewport={"width": 1600, "height": 1200})
    visitor.on("request", lambda asked: ui.asked.append(asked.url))
    view = visitor.new_page()
    view.on("websocket", lambda socket: ui.asked.append(socket.url))
    expect.set_options(timeout=PAGE_SECONDS * 1000)
    view.set_default_timeout(PAGE_SECONDS * 1000)
    yield view
    view.screenshot(path=tmp_path / f"{request.node.name}.png")
    visitor.close()
