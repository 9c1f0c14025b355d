"""The outer side of the sandbox: files go in as bytes, contents or a refusal come out, whatever a parser does.

What belongs here: starting the cell (`cell`), talking to it, starting another when it is lost. What does not: limits
and killing inside it. A sandbox serves one file at a time; several work side by side, each with a cell of its own.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from orchestration.documents import wire
from orchestration.documents.cell import FRAME
from orchestration.documents.drafts import Contents
from orchestration.documents.readers import read, require_readable_size
from orchestration.documents.refusals import Limits, Rejected

# The cell keeps the deadline of a file; this long after it, the cell itself counts as lost.
_PATIENCE_SECONDS = 15
_START_SECONDS = 60
_CHUNK = 1 << 20
CELL = (sys.executable, "-m", "orchestration.documents.cell")


class Sandbox:
    """Reads files in killable children without network, one at a time. Close it when done."""

    def __init__(self, limits: Limits, cell: Sequence[str] = CELL) -> None:
        self._limits = limits
        self._command = (*cell, json.dumps(asdict(limits)))
        self._cell: subprocess.Popen[bytes] | None = None
        self.network_refused_by: str | None = None

    def read(self, data: bytes) -> tuple[str, Contents]:
        """The media type and contents of a file. Raises Rejected, and nothing else, whatever the file does."""
        require_readable_size(data, self._limits)
        try:
            return wire.decode(self._ask(data))
        except wire.BrokenMessageError as error:
            raise Rejected("crashed", f"the reader's answer cannot be understood ({error})") from error
        except (OSError, TimeoutError) as error:
            self.close()
            raise Rejected("crashed", "the process that reads files was lost") from error

    def close(self) -> None:
        """End the cell and whatever runs in it."""
        if self._cell is None:
            return
        cell, self._cell = self._cell, None
        for stream in (cell.stdin, cell.stdout):
            if stream is not None:
                stream.close()
        try:
            cell.wait(timeout=5)
        except subprocess.TimeoutExpired:
            cell.kill()
            cell.wait()

    def _ask(self, data: bytes) -> bytes:
        cell = self._cell if self._cell is not None and self._cell.poll() is None else self._start()
        if cell.stdin is None:  # pragma: no cover - we opened it as a pipe
            raise OSError("no pipe to the cell")
        cell.stdin.write(FRAME.pack(len(data)))
        cell.stdin.write(data)
        cell.stdin.flush()
        return _receive(cell, self._limits.parse_seconds + _PATIENCE_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        self.close()
        # A session of its own: Ctrl-C is the parent's affair, and the end of stdin tells the cell to go.
        self._cell = subprocess.Popen(  # noqa: S603 - our own module with our own limits
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.network_refused_by = json.loads(_receive(self._cell, _START_SECONDS))["network_refused_by"]
        return self._cell


class OpenDoor:
    """Reads files in this process: for measuring what the sandbox costs, and for kernels that allow none of it."""

    network_refused_by: str | None = "isolation is switched off"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def read(self, data: bytes) -> tuple[str, Contents]:
        """The media type and contents of a file. Raises Rejected for what a reader refuses or cannot read."""
        try:
            return read(data, self._limits)
        except (Rejected, KeyboardInterrupt):
            raise
        except Exception as error:  # whatever a foreign parser does with a file costs this file and no other
            raise Rejected("parse_error", type(error).__name__) from error

    def close(self) -> None:
        """Nothing to end."""


@contextmanager
def sandbox(limits: Limits, cell: Sequence[str] = CELL) -> Iterator[Sandbox]:
    """A sandbox that is closed at the end; `cell` is the command that starts the inner side."""
    opened = Sandbox(limits, cell)
    try:
        yield opened
    finally:
        opened.close()


def _receive(cell: subprocess.Popen[bytes], seconds: float) -> bytes:
    """One frame from the cell. Raises TimeoutError or OSError when it does not come."""
    if cell.stdout is None:  # pragma: no cover - we opened it as a pipe
        raise OSError("no pipe from the cell")
    deadline = time.monotonic() + seconds
    (length,) = FRAME.unpack(_exactly(cell.stdout.fileno(), FRAME.size, deadline))
    return _exactly(cell.stdout.fileno(), length, deadline)


def _exactly(handle: int, length: int, deadline: float) -> bytes:
    received = bytearray()
    while len(received) < length:
        ready, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError("the cell does not answer")
        chunk = os.read(handle, min(_CHUNK, length - len(received)))
        if not chunk:
            raise OSError("the cell has ended")
        received += chunk
    return bytes(received)
