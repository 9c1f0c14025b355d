"""Where long work tells how far it is. Whoever shows it (the command line) registers; by default nobody listens.

What belongs here: that one seam between steps and their spectators. What does not: drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]
Hearer = Callable[[str], None]

_listeners: list[Listener] = []
_hearers: list[Hearer] = []


def report(stage: str, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` units of `stage` are finished; a total of 0 means that it cannot be known."""
    for listener in _listeners:
        listener(stage, done, total)


def tell(message: str) -> None:
    """Say what people must know although the work goes on: something was lost, found broken, put right."""
    for hearer in _hearers:
        hearer(message)


@contextmanager
def listening(listener: Listener, hearer: Hearer) -> Iterator[None]:
    """Hand every report to `listener`, and every message to `hearer`, while the block runs."""
    _listeners.append(listener)
    _hearers.append(hearer)
    try:
        yield
    finally:
        _listeners.remove(listener)
        _hearers.remove(hearer)
