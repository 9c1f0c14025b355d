"""Three processes that live and die together: the code server, the user interface and the daemon.

What belongs here: starting them, waiting, ending them. What does not: what they do. An interface without its daemon
shows a schedule that never comes, a daemon without its interface works unseen: when one ends the others are ended, and
whoever started us (a service manager) is told by the exit code.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration import console
from orchestration.serving.address import allowed_hosts
from orchestration.settings import Settings

OK, PART_ENDED = 0, 1
# What they do is safe to end at any time (a run keeps what it has saved): this is for their farewells only.
GRACE_SECONDS = 3
LOOK_SECONDS = 0.2
# What interface and daemon are told: whom to ask. The name is that of `code_location_name` in pyproject.toml.
WORKSPACE = "load_from:\n  - grpc_server: {{location_name: greffier, socket: {}}}\n"
# Dagster's own use of its older names is nothing that our user can mend.
PYTHON = (sys.executable, "-W", "ignore::FutureWarning", "-W", "ignore::DeprecationWarning", "-m")


@dataclass(frozen=True, slots=True)
class Interface:
    """What the interface's process is told: its socket, the hosts it answers to, its token, whether it may change."""

    listening: socket.socket
    hosts: frozenset[str]
    token: str | None
    read_only: bool

    @property
    def arguments(self) -> list[str]:
        """The command line of `serving.web` but for the workspace; the token is not on it."""
        flags = ["--read-only"] if self.read_only else []
        return ["--socket", str(self.listening.fileno()), "--hosts", ",".join(sorted(self.hosts)), *flags]


def serve(settings: Settings, listening: socket.socket, token: str | None, *, read_only: bool) -> int:
    """Serve until a signal comes (0) or one of the processes ends by itself (1). The home must be prepared."""
    host, port = listening.getsockname()[:2]
    interface = Interface(listening, allowed_hosts(host, port, settings.serve_names), token, read_only)
    with TemporaryDirectory(prefix="greffier-") as folder:
        return asyncio.run(_Household(interface, Path(folder)).live())


@dataclass
class _Household:
    """The processes, and the folder (ours alone) in which they meet."""

    interface: Interface
    folder: Path
    parts: dict[str, Process] = field(default_factory=dict)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self) -> int:
        """Start all, wait for the first end, end all; return the exit code."""
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, self.stopped.set)
        try:
            ended = asyncio.create_task(self._start_all())
            return await self._first_end(ended)
        finally:
            await asyncio.gather(*map(_end, self.parts.values()))

    async def _start_all(self) -> None:
        """The code server first: the other two ask it for what there is."""
        meeting, workspace = self.folder / "code.socket", self.folder / "workspace.yaml"
        workspace.write_text(WORKSPACE.format(meeting), encoding="utf-8")
        named = ["--workspace", str(workspace)]
        self.parts["the code server"] = await _start("orchestration.serving.code", ["--socket", str(meeting)])
        while not await _answers(meeting):
            await asyncio.sleep(LOOK_SECONDS)
        shown, fd = self.interface, self.interface.listening.fileno()
        self.parts["the user interface"] = await _start(
            "orchestration.serving.web", [*named, *shown.arguments], fds=[fd], told=shown.token or ""
        )
        self.parts["the daemon"] = await _start("orchestration.serving.daemon", named)

    async def _first_end(self, starting: asyncio.Task[None]) -> int:
        """Wait for a signal or the end of a part, whichever comes first, and say what came."""
        try:
            while not self.stopped.is_set():
                if starting.done():
                    starting.result()
                ended = {name: part.returncode for name, part in self.parts.items() if part.returncode is not None}
                for name, code in ended.items():
                    console.complain(f"{name.capitalize()} has ended by itself ({_how(code)}): all of it is ended.")
                if ended:
                    return PART_ENDED
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopped.wait(), LOOK_SECONDS)
            return OK
        finally:
            starting.cancel()


async def _start(module: str, arguments: Sequence[str], fds: Sequence[int] = (), told: str = "") -> Process:
    """Start one part in a process group of its own, so that Ctrl-C reaches it once, through us; tell it a secret."""
    command = [*PYTHON, module, *arguments]
    part = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=sys.stderr, pass_fds=fds, process_group=0)
    if part.stdin:
        part.stdin.write(told.encode())
        part.stdin.close()
    return part


async def _answers(meeting: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(meeting)
    except OSError:
        return False
    writer.close()
    return True


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


async def _end(part: Process) -> None:
    """Ask the part to end, then end whatever is left of its process group: runs and what they started."""
    with suppress(ProcessLookupError):
        part.send_signal(signal.SIGINT)
    with suppress(TimeoutError):
        await asyncio.wait_for(part.wait(), GRACE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    await part.wait()
