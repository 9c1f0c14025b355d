"""The process of the user interface: Dagster's own application behind the guard, on a socket that is already open.

What belongs here: joining the two and serving them. What does not: rules, and the daemon. Started by `supervisor` as
`python -m orchestration.serving.web`; the token comes over stdin, because others can see arguments.
"""

from __future__ import annotations

import argparse
import socket
import sys
from contextlib import suppress

import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._utils.interrupts import setup_interrupt_handlers
from dagster_webserver.app import create_app_from_workspace_process_context
from dagster_webserver.version import __version__

from orchestration.lifeline import end_with_parent
from orchestration.serving.guard import Guard

# How often an open page asks for what is new; Dagster's own figure.
POLL_MILLISECONDS = 2000
# An open page holds a websocket: after a moment the end does not wait for it.
FAREWELL_SECONDS = 2


def run(workspace: str, listening: socket.socket, hosts: frozenset[str], token: str | None, *, read_only: bool) -> None:
    """Serve what the file `workspace` names until a signal says otherwise."""
    target = WorkspaceFileTarget([workspace])
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(instance, target, version=__version__, read_only=read_only) as context,
    ):
        app = create_app_from_workspace_process_context(context, live_data_poll_rate=POLL_MILLISECONDS)
        config = uvicorn.Config(
            Guard(app, hosts, token),
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=FAREWELL_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])


def main() -> None:
    """Read the arguments that `supervisor` gives, then serve."""
    end_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--hosts", required=True)
    parser.add_argument("--read-only", action="store_true")
    given = parser.parse_args()
    # A service manager sends SIGTERM where a terminal sends SIGINT.
    setup_interrupt_handlers()
    with suppress(KeyboardInterrupt):
        listening, hosts = socket.socket(fileno=given.socket), frozenset(given.hosts.split(","))
        run(given.workspace, listening, hosts, sys.stdin.read() or None, read_only=given.read_only)


if __name__ == "__main__":
    main()
