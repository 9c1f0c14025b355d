"""What a command costs: wall and CPU seconds of it and of all that it starts, in total and up to any moment.

What belongs here: running one command and watching its processes from outside (Linux). What does not: what is run.
The server of the models outlives a night by a moment, and a process that nobody waits for takes its CPU seconds along:
hence this one adopts what a command leaves behind, and waits for it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

SAMPLED_EVERY_SECONDS = 0.25
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost. `curve` holds (time of day, CPU seconds until then), in order, from the start on."""

    wall_seconds: float
    cpu_seconds: float
    curve: tuple[tuple[float, float], ...] = ()

    def until(self, moment: float) -> float:
        """CPU seconds spent before a time of day, between two samples in proportion."""
        after = bisect_left(self.curve, moment, key=lambda point: point[0])
        if after in (0, len(self.curve)):
            return 0.0 if after == 0 else self.cpu_seconds
        (begin, least), (end, most) = self.curve[after - 1 : after + 1]
        return least + (most - least) * (moment - begin) / (end - begin)


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises RuntimeError with the end of what it said when it fails."""
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1)
    before, begun = _reaped_seconds(), time.perf_counter()
    curve, ended = [(time.time(), 0.0)], Event()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    watcher = Thread(target=_watch, args=(curve, before, ended))
    watcher.start()
    _, said = process.communicate()
    wall = time.perf_counter() - begun
    ended.set()
    watcher.join()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    cpu = _reaped_seconds() - before
    return Cost(wall, cpu, (*curve, (time.time(), cpu)))


def _watch(curve: list[tuple[float, float]], before: float, ended: Event) -> None:
    while not ended.wait(SAMPLED_EVERY_SECONDS):
        curve.append((time.time(), _reaped_seconds() - before + sum(_below(os.getpid()))))


def _reaped_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _below(ancestor: int) -> Iterator[float]:
    """CPU seconds of every living process below one, with those of its own children that it has waited for."""
    parents, seconds = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            values = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            parents[int(folder.name)] = int(values[1])
            seconds[int(folder.name)] = sum(map(int, values[11:15])) / _TICKS
    generation = {ancestor}
    while generation := {process for process, parent in parents.items() if parent in generation}:
        yield from (seconds[process] for process in generation)
