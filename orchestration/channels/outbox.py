"""What is to be told and what has been: one small file an event in `<home>/outbox`, kept when it was told.

What belongs here: noting an event once whoever notices it, trying each channel until it took it, patience. What does
not: what an event says; a note of alerts holds no name and no word of a document.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.channels.message import Kind, Message, UndeliveredError

# How long to wait after each try that failed; the last one holds for all that follow.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
GIVE_UP, KEEP = timedelta(days=3), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A channel that has not taken an event yet: how often it was tried, when (ISO 8601) it is tried again, and why."""

    tries: int = 0
    next_at: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event: `content` is what its message is made of; `waiting` the channels that have not taken it."""

    event_id: str
    kind: Kind
    noted_at: str
    content: Mapping[str, Any]
    waiting: Mapping[str, Waiting]
    given_up: Mapping[str, str] = field(default_factory=dict)


Compose = Callable[[Entry], Message | None]
Send = Callable[[str, Message], None]


@dataclass(frozen=True, slots=True)
class Outbox:
    """The notes of one home."""

    folder: Path

    def note(
        self, event_id: str, kind: Kind, content: Mapping[str, Any], channels: Iterable[str], now: datetime
    ) -> bool:
        """Note an event for these channels; return whether it is new. An event that was noted before stays as it is."""
        waiting = {channel: Waiting() for channel in channels}
        path = self._path(event_id)
        if not waiting or path.exists():
            return False
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        _write(draft, Entry(event_id, kind, now.isoformat(), content, waiting))
        try:
            # A link is made or not: of two processes that notice an event at once, one notes it.
            path.hardlink_to(draft)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        return True

    def deliver(self, compose: Compose, send: Send, now: datetime, *, at_once: bool = False) -> list[str]:
        """Try every channel that is due, or with `at_once` every one that waits; return what went wrong, a line each.

        While another process delivers, do nothing. `compose` makes the message, or None when there is nothing to tell
        any more; `send` raises UndeliveredError.
        """
        with self._alone() as is_alone:
            if not is_alone:
                return []
            self._forget(now)
            entries = [entry for entry in self.entries() if entry.waiting]
            return [line for entry in entries for line in self._tell(entry, compose, send, now, at_once)]

    def entries(self) -> list[Entry]:
        """All notes, the oldest first; one that cannot be read is passed over."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            with suppress(OSError, ValueError, TypeError, KeyError):
                told = json.loads(path.read_text(encoding="utf-8"))
                waiting = {channel: Waiting(**state) for channel, state in told.pop("waiting").items()}
                found.append(Entry(**told, waiting=waiting))
        return sorted(found, key=lambda entry: (entry.noted_at, entry.event_id))

    def _tell(self, entry: Entry, compose: Compose, send: Send, now: datetime, at_once: bool) -> Iterator[str]:
        message = compose(entry)
        if message is None:
            self._save(replace(entry, content={}, waiting={}))
            return
        for channel, state in list(entry.waiting.items()):
            if state.next_at and not at_once and datetime.fromisoformat(state.next_at) > now:
                continue
            waiting = {name: other for name, other in entry.waiting.items() if name != channel}
            try:
                send(channel, message)
                entry = replace(entry, waiting=waiting)
            except UndeliveredError as error:
                entry = _tried(entry, channel, str(error), now)
                yield _complaint(entry, channel, str(error))
            # After each channel: whoever dies now tells nobody twice.
            self._save(entry)

    def _save(self, entry: Entry) -> None:
        path = self._path(entry.event_id)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        # What was told needs its id, no more.
        _write(draft, entry if entry.waiting else replace(entry, content={}))
        draft.replace(path)

    def _forget(self, now: datetime) -> None:
        for entry in self.entries():
            if now - datetime.fromisoformat(entry.noted_at) > KEEP:
                self._path(entry.event_id).unlink()

    def _path(self, event_id: str) -> Path:
        return self.folder / f"{event_id}.json"

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        if not self.folder.is_dir():
            yield False
            return
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def _tried(entry: Entry, channel: str, fault: str, now: datetime) -> Entry:
    """The event after a try that failed: due later, or given up."""
    tries = entry.waiting[channel].tries + 1
    if now - datetime.fromisoformat(entry.noted_at) > GIVE_UP:
        others = {name: state for name, state in entry.waiting.items() if name != channel}
        return replace(entry, waiting=others, given_up={**entry.given_up, channel: fault})
    next_at = (now + WAITS[min(tries, len(WAITS)) - 1]).isoformat()
    return replace(entry, waiting={**entry.waiting, channel: Waiting(tries, next_at, fault)})


def _complaint(entry: Entry, channel: str, fault: str) -> str:
    if channel in entry.given_up:
        return f"Event {entry.event_id} was not told: {fault}; no more tries."
    return f"Event {entry.event_id} is not told yet: {fault}; tried {entry.waiting[channel].tries} times so far."


def _write(path: Path, entry: Entry) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(entry), file, ensure_ascii=False, default=str)
        file.flush()
        os.fsync(file.fileno())
