"""A message as a line of JSON at the end of a file.

What belongs here: that line. What does not: the JSON (`message`), and removing old lines (logrotate does it well).
"""

from __future__ import annotations

import fcntl
import os
from io import FileIO

from orchestration.channel_settings import FileSettings
from orchestration.channels.message import Message, UndeliveredError


def append_line(settings: FileSettings, message: Message) -> None:
    """Add the message, on the disk when this returns. Raises UndeliveredError."""
    try:
        settings.path.parent.mkdir(parents=True, exist_ok=True)
        # It names people: for its owner only, as the home is.
        descriptor = os.open(settings.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            length = os.fstat(file.fileno()).st_size
            try:
                _write_all(file, message.as_json() + b"\n")
                os.fsync(file.fileno())
            except OSError:
                # Half a line would spoil the next one.
                os.ftruncate(file.fileno(), length)
                raise
    except OSError as error:
        raise UndeliveredError(f"file {settings.path} ({type(error).__name__})") from error


def _write_all(file: FileIO, line: bytes) -> None:
    """Unbuffered, for a buffer would be written once more when the file is closed after an error."""
    while line:
        line = line[file.write(line) :]
