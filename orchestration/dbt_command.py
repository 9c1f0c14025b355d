"""The command `greffier-dbt`: dbt as a run starts it.

What belongs here: what a run's dbt does before it is dbt. What does not: which models are built (`defs.transform`).
Without this a dbt whose run was killed goes on writing to the working database, and the next run finds it locked.
"""

from __future__ import annotations

from orchestration.lifeline import end_with_parent


def main() -> None:
    """Run dbt with this process's arguments until it is done or whoever started it has ended."""
    end_with_parent()
    from dbt.cli.main import cli

    cli()
