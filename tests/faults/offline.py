"""Run a command under strace where there is nothing but loopback. Started by `test_offline.py` in its own namespace.

`offline.py FOLDER COMMAND…` leaves the traces in FOLDER and ends with the command's exit code. With `--visit` before
the command it waits until port 3000 answers, keeps the page and the answer to one query in FOLDER, and ends the command
as a service manager does; with `--read` it does so with a search on port 3100. The visitor himself is not traced.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

UI, EXPLORER = "http://127.0.0.1:3000", "http://127.0.0.1:3100"
RUNS = "{runsOrError {... on Runs {results {status}}}}"
START_SECONDS, ANSWER_SECONDS = 300, 60
# Every process and thread has a file, so that no line is cut in two by another's. No text of documents is written down.
STRACE = ["strace", "--seccomp-bpf", "-f", "-ff", "-qq", "-s", "0", "-e", "trace=%network,open,openat,openat2"]
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def switch_loopback_on() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as some:
        fcntl.ioctl(some, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))


def visit(folder: Path, server: subprocess.Popen[bytes]) -> None:
    wait_for_page(folder, server, UI)
    query = Request(f"{UI}/graphql", json.dumps({"query": RUNS}).encode(), {"Content-Type": "application/json"})
    (folder / "answer.json").write_bytes(urlopen(query, timeout=ANSWER_SECONDS).read())


def read(folder: Path, server: subprocess.Popen[bytes]) -> None:
    wait_for_page(folder, server, f"{EXPLORER}/?q=Daubrac")


def wait_for_page(folder: Path, server: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (folder / "page.html").exists():
        assert server.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it did not answer"
        with suppress(URLError, ConnectionError):
            (folder / "page.html").write_bytes(urlopen(address, timeout=ANSWER_SECONDS).read())
        time.sleep(0.2)


VISITORS = {"--visit": visit, "--read": read}


def main(folder: Path, command: list[str]) -> int:
    switch_loopback_on()
    visitor = VISITORS.get(command[0])
    program = command[visitor is not None :]
    traced = subprocess.Popen([*STRACE, "-o", str(folder / "trace"), *program], start_new_session=True)
    try:
        if visitor:
            visitor(folder, traced)
            # strace itself lives on until all that it traces has ended.
            os.killpg(traced.pid, signal.SIGTERM)
        return traced.wait()
    finally:
        if traced.poll() is None:
            os.killpg(traced.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
