"""A reader that misbehaves costs its own file, says one reason, leaves no process, and the next file is read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.documents.isolation import Sandbox, sandbox
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected

pytestmark = pytest.mark.faults

LIMITS = Limits(
    parse_seconds=4, parse_memory_bytes=400_000_000, max_inflated_bytes=20_000_000, max_text_chars=1_000_000
)
MISBEHAVING = Path(__file__).with_name("misbehaving_cell.py")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def cell(tmp_path: Path, listener: socket.socket) -> Iterator[Sandbox]:
    command = (sys.executable, str(MISBEHAVING), str(tmp_path / "filled"), str(listener.getsockname()[1]))
    with sandbox(LIMITS, command) as opened:
        yield opened


def refusal(cell: Sandbox, deed: str) -> str:
    with pytest.raises(Rejected) as caught:
        cell.read(deed.encode())
    return caught.value.reason


def is_alive(cell: Sandbox) -> bool:
    _, contents = cell.read(b"chatter")
    return contents.drafts[0].text == "ok"


@pytest.mark.parametrize(
    ("deed", "reasons"),
    [
        ("loop", {"timeout"}),
        ("hang_in_c", {"timeout"}),
        ("deaf_to_sigterm", {"timeout"}),
        ("eat_memory", {"out_of_memory"}),
        ("segfault", {"crashed"}),
        ("leave", {"crashed"}),
        ("recurse", {"too_deep"}),
        ("flood", {"output_too_large"}),
        ("fill_the_disk", {"resource_limit"}),
        ("open_everything", {"resource_limit"}),
        ("lie", {"crashed"}),
        ("raise_anything", {"parse_error"}),
    ],
)
def test_each_misdeed_has_one_reason_and_the_next_file_is_read(cell: Sandbox, deed: str, reasons: set[str]) -> None:
    assert refusal(cell, deed) in reasons
    assert is_alive(cell)


def test_an_error_s_words_are_not_passed_on(cell: Sandbox) -> None:
    """The message of an exception may quote the document; its type is enough."""
    with pytest.raises(Rejected) as caught:
        cell.read(b"raise_anything")
    assert "document" not in str(caught.value)


def test_the_disk_is_not_written_to(cell: Sandbox, tmp_path: Path) -> None:
    refusal(cell, "fill_the_disk")
    assert (tmp_path / "filled").stat().st_size == 0


def test_grandchildren_that_left_the_group_are_ended(cell: Sandbox) -> None:
    assert cell.read(b"fork_grandchildren")[1].drafts[0].text == "ok"
    assert is_alive(cell)
    assert orphans() == []


def test_no_connection_leaves_the_sandbox(cell: Sandbox, listener: socket.socket) -> None:
    assert is_alive(cell)
    if cell.network_refused_by is not None:
        pytest.skip(f"this kernel allows no network namespace: {cell.network_refused_by}")
    assert refusal(cell, "call_out") == "parse_error"
    listener.settimeout(0.2)
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_lost_cell_costs_one_file(cell: Sandbox) -> None:
    assert is_alive(cell)
    assert cell._cell is not None
    os.killpg(cell._cell.pid, 9)
    cell._cell.wait()
    assert is_alive(cell)


def test_the_cell_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Killed without a word in the middle of a file, the parent leaves nothing behind."""
    script = f"""
from orchestration.documents.isolation import Sandbox
from orchestration.documents.refusals import Limits
s = Sandbox(Limits(parse_seconds=60), ({sys.executable!r}, {str(MISBEHAVING)!r}, "x", "1"))
s.read(b"chatter")
print(s._cell.pid, flush=True)
s.read(b"deaf_to_sigterm")
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline, "the cell is still there"
        time.sleep(0.05)


def test_the_real_cell_reads_and_refuses(tmp_path: Path) -> None:
    with sandbox(DEFAULT_LIMITS) as opened:
        media_type, contents = opened.read("Un titre\n\nLéa Varenne dirige Nordalis.\n".encode())
        assert media_type == "text/plain"
        assert contents.drafts[0].text.endswith("Nordalis.")
        assert refusal(opened, "") == "empty"


def orphans() -> list[str]:
    deadline = time.monotonic() + 5
    while found := [path.parent.name for path in Path("/proc").glob("[0-9]*/comm") if name_of(path) == "grf-orphan"]:
        if time.monotonic() > deadline:
            return found
        time.sleep(0.1)
    return []


def name_of(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
