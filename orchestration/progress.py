"""Where long work tells how far it is. Whoever shows it (the command line) registers; by default nobody listens.

What belongs here: that one seam between steps and their spectators. What does not: drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


def report(stage: str, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` units of `stage` are finished; a total of 0 means that it cannot be known."""
    for listener in _listeners:
        listener(stage, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hand every report to `listener` while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
