"""Nothing leaves the machine and no name is looked up: read in the system calls of a night, the UI and the explorer.

All run in a namespace that has only loopback. There an attempt fails at once; the trace shows that it was made.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.conftest import GREFFIER, Greffier
from tests.faults.offline import ANSWER_SECONDS, START_SECONDS
from tests.integration.conftest import SAMPLES
from tests.unit.documents import pdf_files

pytestmark = pytest.mark.faults

NO_NETWORK = ["unshare", "--net", "--map-root-user"]
SCRIPT = str(Path(__file__).with_name("offline.py"))
CALL = re.compile(r"(connect|bind|sendto|sendmsg|sendmmsg)\(.*?sa_family=(\w+)(.*)")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"|inet_pton\(AF_INET6, "([^"]+)"')
NAME_SERVICE_PORT = "htons(53)"
# What the C library opens before it looks a host's name up, wherever the answer is; a user's name needs neither.
RESOLVER_FILES = ("/etc/resolv.conf", "/etc/host.conf")
# Services of this machine that look names up for others. One that is not there was asked for a user's name as well.
RESOLVERS = re.compile(r'sun_path="[^"]*/(nscd|systemd/resolve|avahi-daemon)/(?!.*ENOENT)')
# None of these families leads out of the machine.
LOCAL_FAMILIES = {"AF_UNIX", "AF_NETLINK", "AF_UNSPEC"}
# What a process may try, and what gives it away: the call and a word of it. The addresses are for documentation only.
ATTEMPTS = {
    "socket.create_connection(('192.0.2.1', 443), 1)": ("connect", "192.0.2.1"),
    "socket.create_connection(('2001:db8::1', 443), 1)": ("connect", "2001:db8::1"),
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))": ("sendto", "192.0.2.1"),
    "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('192.0.2.1', 9))": ("sendmsg", "192.0.2.1"),
    "socket.socket().bind(('', 0))": ("bind", "0.0.0.0"),
    "socket.getaddrinfo('greffier.example', 443)": ("open", "/etc/resolv.conf"),
    "socket.create_connection(('127.0.0.53', 53), 1)": ("connect", "htons(53)"),
}


@dataclass(frozen=True)
class Trace:
    """What all processes of one command asked of the system."""

    folder: Path

    @cached_property
    def lines(self) -> list[str]:
        return [
            line for file in self.folder.glob("trace.*") for line in file.read_text("utf-8", "replace").splitlines()
        ]

    @property
    def attempts(self) -> list[str]:
        """Calls that lead, or let others in, from beyond loopback, or that look a name up."""
        return [line for line in self.lines if is_attempt(line)]

    def opened(self, name: str) -> bool:
        return any(f'{name}"' in line for line in self.lines if line.startswith("open"))


def is_attempt(line: str) -> bool:
    """Whatever is not known to be local counts."""
    if line.startswith("open"):
        return any(f'"{file}"' in line for file in RESOLVER_FILES)
    if not (call := CALL.match(line)):
        return False
    if call[2] in LOCAL_FAMILIES:
        return bool(RESOLVERS.search(line))
    addresses = [ip_address(four or six) for four, six in ADDRESS.findall(line)]
    return NAME_SERVICE_PORT in line or not addresses or not all(address.is_loopback for address in addresses)


@pytest.fixture(scope="module", autouse=True)
def needs_strace_and_namespaces() -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace: install Debian's package `strace`")
    if subprocess.run([*NO_NETWORK, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this kernel gives no network namespace to this user")


def offline(greffier: Greffier, *command: str) -> tuple[subprocess.CompletedProcess[str], Trace]:
    """Run a command without network, in the name of a user who has never run anything."""
    (greffier.folder / "user").mkdir(exist_ok=True)
    traces = greffier.folder / f"trace-{len(list(greffier.folder.glob('trace-*')))}"
    traces.mkdir()
    done = subprocess.run(
        [*NO_NETWORK, sys.executable, SCRIPT, str(traces), *command],
        cwd=greffier.folder, env=greffier.environment | {"HOME": str(greffier.folder / "user")},
        capture_output=True, text=True, timeout=START_SECONDS + 2 * ANSWER_SECONDS, check=False,
    )  # fmt: skip
    return done, Trace(traces)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_is_seen(greffier: Greffier, attempt: str) -> None:
    """Without this the tests below would prove nothing: each way out that is tried is in the trace."""
    _, trace = offline(greffier, sys.executable, "-c", f"import socket\n{attempt}")
    call, told = ATTEMPTS[attempt]
    assert [line for line in trace.attempts if line.startswith(call) and told in line]


def test_what_stays_on_the_machine_is_none(greffier: Greffier) -> None:
    local = """
import os, pwd, socket
heard = socket.create_server(("127.0.0.1", 0))
socket.create_connection(heard.getsockname())
pair = socket.socketpair()
pair[0].sendmsg([b"x"])
pwd.getpwuid(os.getuid())
"""
    done, trace = offline(greffier, sys.executable, "-c", local)
    assert (done.returncode, trace.attempts) == (0, []), done.stderr
    assert any(line.startswith("connect") and "127.0.0.1" in line for line in trace.lines)


def test_a_night_the_ui_and_the_explorer_call_nobody_and_look_no_name_up(greffier: Greffier) -> None:
    """A text, a mail and a PDF, a fresh home, a user without a past; the page, a query through the guard, a search."""
    for name in ("portrait-daubrac.txt", "lettre-association-canal.eml"):
        shutil.copy(SAMPLES / name, greffier.documents)
    words = (SAMPLES / "nominations.txt").read_text(encoding="utf-8").replace("\u202f", " ").splitlines()[:40]
    (greffier.documents / "nominations.pdf").write_bytes(pdf_files.pdf(pdf_files.lines(40, 800, words, size=7)))

    night, trace = offline(greffier, GREFFIER, "run")
    assert night.returncode == 0, night.stderr
    assert trace.attempts == []
    assert all(trace.opened(path.name) for path in greffier.documents.iterdir())
    read = greffier.rows("select count(distinct source_path) from documents join mentions using (document_id)")
    assert read == [(3,)]

    served, trace = offline(greffier, "--visit", GREFFIER, "serve")
    assert served.returncode == 0, served.stderr
    assert trace.attempts == []
    assert any(line.startswith("getpeername") and "127.0.0.1" in line for line in trace.lines)
    assert "<html" in (trace.folder / "page.html").read_text(encoding="utf-8")
    answer = json.loads((trace.folder / "answer.json").read_text(encoding="utf-8"))
    assert answer["data"]["runsOrError"]["results"] == [{"status": "SUCCESS"}]

    read, trace = offline(greffier, "--read", GREFFIER, "explore")
    assert read.returncode == 0, read.stderr
    assert trace.attempts == []
    assert any(trace.opened(path.name) for path in (greffier.home / "explorer").iterdir())
    assert "Hélène Daubrac" in (trace.folder / "page.html").read_text(encoding="utf-8")
    assert "Daubrac" not in read.stderr
