"""The writer's lock: one kernel `flock` around all state of a home.

What belongs here: taking and giving back that lock. What does not: anything that reads or writes tables.
The kernel frees a `flock` when its process dies, however it dies; Dagster's concurrency pools stay taken after a kill.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(RuntimeError):
    """Another process is writing to this home."""


_held: set[Path] = set()


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the writer's lock of `home`; free to enter again in the process that holds it.

    Raises LockedError at once, naming the other process, when somebody else holds it.
    """
    path = home.resolve() / "writer.lock"
    if path in _held:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # "a+" neither empties the holder's note nor follows the descriptor into child processes (PEP 446).
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise LockedError(
                f"Another run is working in {home} (process {file.read().strip() or 'unknown'}). "
                "Nothing was changed; wait for it to end, or give this run a home of its own (GREFFIER_HOME)."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
