"""What waits to be told: each event once on each channel, tried again with patience, given up in the end."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.channels import Entry, Message, Outbox, UndeliveredError

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Receivers:
    """Channels that keep what they are sent; those in `dead` take nothing."""

    def __init__(self, *dead: str) -> None:
        self.dead, self.got = set(dead), []

    def send(self, channel: str, message: Message) -> None:
        if channel in self.dead:
            raise UndeliveredError(f"{channel} (ConnectionRefusedError)")
        self.got.append((channel, message.event_id))


def compose(entry: Entry) -> Message | None:
    return Message(entry.event_id, entry.kind, entry.content)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    found = Outbox(tmp_path / "outbox")
    found.note("failure-1", "failure", {"message": "Nothing published."}, ("email", "file"), NOW)
    return found


def test_an_event_is_told_once_on_each_channel_whoever_notes_it_again(outbox: Outbox) -> None:
    receivers = Receivers()
    assert outbox.deliver(compose, receivers.send, NOW) == []
    assert not outbox.note("failure-1", "failure", {"message": "again"}, ("email", "webhook"), NOW)
    outbox.deliver(compose, receivers.send, NOW + timedelta(days=1))
    assert receivers.got == [("email", "failure-1"), ("file", "failure-1")]


def test_a_dead_channel_keeps_no_other_waiting_and_is_tried_again_when_it_is_due(outbox: Outbox) -> None:
    receivers = Receivers("email")
    (trouble,) = outbox.deliver(compose, receivers.send, NOW)
    assert "email (ConnectionRefusedError); tried 1 times" in trouble
    receivers.dead.clear()
    assert outbox.deliver(compose, receivers.send, NOW + timedelta(seconds=59)) == []
    assert receivers.got == [("file", "failure-1")]
    outbox.deliver(compose, receivers.send, NOW + timedelta(seconds=61))
    assert receivers.got == [("file", "failure-1"), ("email", "failure-1")]


def test_tries_become_rarer_and_end_after_three_days(outbox: Outbox) -> None:
    receivers, tries, moment, troubles = Receivers("email", "file"), 0, NOW, []
    while moment < NOW + timedelta(days=6):
        found = outbox.deliver(compose, receivers.send, moment)
        tries, troubles = tries + len(found), [*troubles, *found]
        moment += timedelta(minutes=1)
    assert 2 * 12 < tries < 2 * 24
    assert all("no more tries" in trouble for trouble in troubles[-2:])
    receivers.dead.clear()
    outbox.deliver(compose, receivers.send, moment, at_once=True)
    assert receivers.got == []
    assert set(outbox.entries()[0].given_up) == {"email", "file"}


def test_what_was_told_keeps_no_words(outbox: Outbox) -> None:
    outbox.deliver(compose, Receivers().send, NOW)
    assert "Nothing published" not in "".join(path.read_text() for path in outbox.folder.glob("*"))


def test_an_event_that_nothing_is_left_of_is_dropped(outbox: Outbox) -> None:
    receivers = Receivers()
    outbox.deliver(lambda _: None, receivers.send, NOW)
    outbox.deliver(compose, receivers.send, NOW, at_once=True)
    assert receivers.got == []


def test_notes_go_after_a_quarter_and_a_damaged_one_stops_nothing(outbox: Outbox) -> None:
    (outbox.folder / "broken.json").write_text("{")
    receivers = Receivers()
    outbox.deliver(compose, receivers.send, NOW)
    assert len(receivers.got) == 2
    outbox.deliver(compose, receivers.send, NOW + timedelta(days=91))
    assert outbox.entries() == []


def _race(folder: Path, barrier: object, told: object) -> None:
    barrier.wait(60)  # type: ignore[attr-defined]
    outbox = Outbox(folder)
    for number in range(30):
        outbox.note(f"failure-{number}", "failure", {"message": "x"}, ("file",), NOW)
        outbox.deliver(compose, lambda channel, message: told.put(message.event_id), NOW)  # type: ignore[attr-defined]


def test_two_processes_that_notice_the_same_events_tell_each_of_them_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    told, barrier = context.Queue(), context.Barrier(2)
    both = [context.Process(target=_race, args=(tmp_path / "outbox", barrier, told)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
        assert process.exitcode == 0
    Outbox(tmp_path / "outbox").deliver(compose, lambda channel, message: told.put(message.event_id), NOW)
    heard = [told.get(timeout=10) for _ in range(30)]
    assert sorted(heard) == sorted(f"failure-{number}" for number in range(30))
    assert told.empty()
