"""The inner side of the sandbox: a small process that forks one child for each file and outlives whatever it does.

    python -m orchestration.documents.cell '{"parse_seconds": 20, …}'

What belongs here: limits, namespaces, deadlines, killing. What does not: choosing files (`intake`), reading
(`readers`). Started by `isolation`, it reads frames from stdin (8 bytes of length, then the bytes of one file) and
answers each on stdout with one message of `wire` in the same framing. A child is one process group with its own
memory, time and file-size limits; when it ends or is late, all its descendants are killed, also those that left it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from orchestration.documents import wire
from orchestration.documents.readers import MODULES, read
from orchestration.documents.refusals import Limits, Reason, Rejected
from orchestration.lifeline import end_with_parent

FRAME = struct.Struct(">Q")
_CHUNK = 1 << 20
_MAX_OPEN_FILES = 64
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_CHILD_SUBREAPER = 36
_RESOURCE_ERRORS = frozenset({errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EAGAIN})
# What a text costs at most on the wire: every character as an escape of six bytes, sections beside it.
_WIRE_BYTES_PER_CHAR = 12

# Files of our own, harmless to read outside a child: they touch what every document of their kind touches.
_OWN_WORDS = {
    "text": """Un pont pour Valmigny

Publié le 3 janvier 2024 par Léa Varenne

« Nous ouvrons mardi », annonce la mairie. La coopérative a signé le bail de l'atelier avec la commune.

Tous droits réservés.
""".encode(),
    "html": """<html lang="fr"><head><title>Un pont pour Valmigny</title></head><body><nav><a href="/">Accueil</a></nav>
<article><h1>Un pont pour Valmigny</h1><p>Publié le 3 janvier 2024 par Léa Varenne</p>
<p>La coopérative a signé mardi le bail de l'atelier avec la commune, a annoncé la mairie dans la soirée.</p>
<p>Les travaux commencent au printemps ; le pont doit ouvrir avant la fin de l'année prochaine.</p></article></body>
</html>
""".encode(),
}
_warm: set[str] = set()

_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Serve files until stdin closes: the process that started us has ended or wants no more."""
    limits = Limits(**json.loads(sys.argv[1]))
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between two messages.
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _send(replies, json.dumps({"network_refused_by": _leave_the_network()}).encode())
    _warm_up("text/plain", limits)
    while (data := _receive(requests)) is not None:
        message = _read_in_child(data, limits, requests)
        _send(replies, message)
        _warm_up(wire.media_type_of(message), limits)


def _leave_the_network() -> str | None:
    """Enter a network namespace without interfaces, which children inherit; the kernel's reason where it refuses."""
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return None
    return os.strerror(ctypes.get_errno())


def _receive(stream: BinaryIO) -> bytes | None:
    head = stream.read(FRAME.size)
    return stream.read(FRAME.unpack(head)[0]) if len(head) == FRAME.size else None


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(FRAME.pack(len(message)))
    stream.write(message)
    stream.flush()


def _warm_up(media_type: str | None, limits: Limits) -> None:
    """Load the reader of a media type and what it keeps in memory, so that children find it there.

    Patterns compiled in a child are lost with it: without this, compiling them took ten times as long as reading.
    """
    module = MODULES.get(media_type or "")
    if module is None or module in _warm:
        return
    _warm.add(module)
    import_module(f"orchestration.documents.readers.{module}")
    with contextlib.suppress(Rejected):
        read(_OWN_WORDS.get(module, b""), limits)
    gc.freeze()


def _read_in_child(data: bytes, limits: Limits, requests: BinaryIO) -> bytes:
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        _child(data, limits, outlet)
    os.close(outlet)
    try:
        message, refusal = _collect(inlet, child, limits, requests)
    finally:
        os.close(inlet)
        status = _end(child)
    if refusal is not None:
        return wire.encode_refusal(refusal)
    return message or wire.encode_refusal(_cause_of_death(status))


def _child(data: bytes, limits: Limits, outlet: int) -> None:
    """Read the file and leave, whatever happens; never return into the loop of the parent."""
    try:
        _confine(limits)
        message = _answer(data, limits)
        view = memoryview(message)
        while view:
            view = view[os.write(outlet, view) :]
        os._exit(0)
    except BaseException:  # a failure here has no way to be told but the exit code
        os._exit(70)


def _confine(limits: Limits) -> None:
    end_with_parent()
    os.setsid()
    for which, amount in (
        (resource.RLIMIT_AS, limits.parse_memory_bytes),
        (resource.RLIMIT_CPU, limits.parse_seconds + 1),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        # No byte may be written to any file: a reader has nothing to keep.
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (amount, amount))


def _answer(data: bytes, limits: Limits) -> bytes:
    try:
        return wire.encode(*read(data, limits))
    except Rejected as refusal:
        return wire.encode_refusal(refusal)
    except MemoryError:
        return wire.encode_refusal(Rejected("out_of_memory", f"more than {limits.parse_memory_bytes} bytes"))
    except RecursionError:
        return wire.encode_refusal(Rejected("too_deep", "nested deeper than the reader's stack"))
    except OSError as error:
        reason: Reason = "resource_limit" if error.errno in _RESOURCE_ERRORS else "parse_error"
        return wire.encode_refusal(Rejected(reason, os.strerror(error.errno or 0)))
    except Exception as error:  # whatever a foreign parser does with a file costs this file and no other
        return wire.encode_refusal(Rejected("parse_error", type(error).__name__))


def _collect(inlet: int, child: int, limits: Limits, requests: BinaryIO) -> tuple[bytes, Rejected | None]:
    """The child's message, or why it is not waited for any longer. Ends the process when nobody waits for us."""
    deadline = time.monotonic() + limits.parse_seconds
    room = limits.max_inflated_bytes + _WIRE_BYTES_PER_CHAR * limits.max_text_chars
    received = bytearray()
    os.set_blocking(inlet, False)
    # The end of the pipe is no sign: a grandchild may hold it open. The end of the child is one.
    ended = os.pidfd_open(child)
    poll = select.poll()
    for handle, events in ((inlet, select.POLLIN), (ended, select.POLLIN), (requests.fileno(), 0)):
        poll.register(handle, events)
    try:
        while (left := deadline - time.monotonic()) > 0:
            happened = dict(poll.poll(left * 1000))
            if requests.fileno() in happened:
                raise SystemExit
            is_whole = _drain(inlet, received, room)
            if len(received) > room:
                return b"", Rejected("output_too_large", f"more than {room} bytes came out of it")
            if is_whole or ended in happened:
                return bytes(received), None
    finally:
        os.close(ended)
    return b"", Rejected("timeout", f"not read within {limits.parse_seconds} seconds")


def _drain(inlet: int, received: bytearray, room: int) -> bool:
    """Take what has arrived; whether that was all."""
    while len(received) <= room:
        try:
            chunk = os.read(inlet, _CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            return True
        received += chunk
    return False


def _end(child: int) -> int:
    """Kill the child with its group, then every descendant that the kernel hands to us; its wait status."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while orphans := _children():
        for orphan in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, 0)
    return status


def _children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()]


def _cause_of_death(status: int) -> Rejected:
    if not os.WIFSIGNALED(status):
        return Rejected("crashed", f"the reader ended with exit code {os.waitstatus_to_exitcode(status)}")
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Rejected("timeout", "all its processor time was used up")
    return Rejected("crashed", f"the reader was ended by {signal.Signals(number).name}")


if __name__ == "__main__":
    main()
