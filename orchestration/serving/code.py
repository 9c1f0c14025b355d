"""The process that loads our definitions, for the interface and the daemon alike, and starts runs.

What belongs here: starting Dagster's code server on our module. What does not: definitions. `supervisor` starts it as
`python -m orchestration.serving.code`. Left to themselves interface and daemon load the definitions each, the daemon
anew every minute.
"""

from __future__ import annotations

import argparse

from dagster import DagsterInstance
from dagster._cli.code_server import code_server_cli

from orchestration.lifeline import end_with_parent

MODULE = "orchestration.definitions"


def main() -> None:
    """Serve our definitions until a signal says otherwise."""
    end_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    given = parser.parse_args()
    # Dagster's databases are made before anybody else asks for them: two processes that both make them spoil them.
    DagsterInstance.get().dispose()
    options = ["--location-name", "greffier", "--socket", given.socket, "--log-level", "error"]
    code_server_cli(["start", "--module-name", MODULE, *options], prog_name="dagster code-server")


if __name__ == "__main__":
    main()
