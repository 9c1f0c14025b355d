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
# Where Linux lists who holds which lock; a look at it, unlike an attempt to lock, gets in nobody's way.
KERNEL_LOCKS = Path("/proc/locks")


def holder(home: Path) -> int | None:
    """The process that holds the writer's lock of `home`; None when nobody does, or this system does not tell."""
    path = _path(home)
    try:
        noted, inode = path.read_text(encoding="utf-8").strip(), str(path.stat().st_ino)
        locks = [line.split() for line in KERNEL_LOCKS.read_text(encoding="ascii").splitlines()]
    except OSError:
        return None
    # A line: number, kind, mode, access, process, device:inode, range. Those who wait for a lock have an arrow.
    held = any(
        lock[1] == "FLOCK" and lock[4] == noted and lock[5].rpartition(":")[2] == inode
        for lock in locks
        if len(lock) == 8
    )
    return int(noted) if held else None


def is_free(home: Path) -> bool:
    """Whether nobody holds the writer's lock of `home`, on any system: asked by taking it for an instant.

    A run that begins in that very instant would be refused; ask only where one is thought to be at work.
    """
    try:
        with _path(home).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _path(home: Path) -> Path:
    return home.resolve() / "writer.lock"


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the writer's lock of `home`; free to enter again in the process that holds it.

    Raises LockedError at once, naming the other process, when somebody else holds it.
    """
    path = _path(home)
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
