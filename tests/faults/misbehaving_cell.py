"""A cell whose reader does what the file says: everything that a parser of hostile files has been seen to do."""

import ctypes
import os
import re
import signal
import socket
import sys
import time
from pathlib import Path

from orchestration.documents import cell
from orchestration.documents.drafts import Contents, Draft, Member
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import Section

PR_SET_NAME = 15


def loop():
    while True:
        pass


def hang_in_c():
    re.match(r"(a+)+$", "a" * 60 + "b")


def deaf_to_sigterm():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def eat_memory():
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def segfault():
    ctypes.string_at(0)


def leave():
    os._exit(0)


def recurse():
    recurse()


def flood():
    return Contents(members=tuple(Member("flood", bytes(10_000_000)) for _ in range(6)))


def fork_grandchildren():
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.setsid()
            ctypes.CDLL(None).prctl(PR_SET_NAME, b"grf-orphan")
            time.sleep(600)
    time.sleep(0.2)
    return Contents(drafts=(Draft("ok", (Section(0, 2, "body"),)),))


def fill_the_disk():
    with Path(sys.argv[2]).open("wb") as file:
        while True:
            file.write(bytes(1_000_000))


def open_everything():
    kept = []
    while True:
        kept.append(os.open("/dev/null", os.O_RDONLY))


def call_out():
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=2)
    return Contents(drafts=(Draft(f"reached {connection}", ()),))


def chatter():
    os.write(1, b"not a message" * 1000)
    sys.stdout.write("neither is this")
    sys.stdout.flush()
    return Contents(drafts=(Draft("ok", (Section(0, 2, "body"),)),))


def lie():
    return Contents(drafts=(Draft("ok", (Section(0, 900, "body"),)),))


def raise_anything():
    raise KeyError("text of the document")


def read(data: bytes, limits: Limits) -> tuple[str, Contents]:
    deed = globals().get(data.decode())
    if deed is None:
        raise Rejected("parse_error", "no such deed")
    return "text/plain", deed()


cell.read = read
sys.argv = [sys.argv[0], sys.argv[-1], *sys.argv[1:-1]]
cell.main()
