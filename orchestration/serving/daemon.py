"""The process of Dagster's daemon: the nightly schedule, the queue of runs, and the watch over runs that died.

What belongs here: starting it on our workspace. What does not: when a night runs (`defs.automation`). Started by
`supervisor` as `python -m orchestration.serving.daemon`.
"""

from __future__ import annotations

import argparse

from dagster._daemon.cli import cli

from orchestration.lifeline import end_with_parent


def main() -> None:
    """Run the daemon until a signal says otherwise."""
    end_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspace", required=True)
    given = parser.parse_args()
    # Its warnings are of the kind "there is no cursor yet": nothing that somebody could mend.
    cli(["run", "--workspace", given.workspace, "--log-level", "error"], prog_name="dagster-daemon")


if __name__ == "__main__":
    main()
