"""What the commands of `greffier` share: options, exit codes, settings out of options, the way a command fails.

What belongs here: that. What does not: commands (`cli`, `operating`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from orchestration import console
from orchestration.home_format import HomeError, require_known
from orchestration.settings import Settings

EXIT_CHECKS_FAILED, EXIT_USAGE, EXIT_LOCKED, EXIT_STALE, EXIT_INTERRUPTED = 1, 2, 3, 4, 130

DocumentsOption = Annotated[Path | None, typer.Option("--documents", help="Folder of the documents to read.")]
OutputOption = Annotated[Path | None, typer.Option("--output", help="Folder of the published releases.")]
HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all state (working database, Dagster).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Extraction processes.")]


def settings_of(**flags: Any) -> Settings:
    """The settings with these options over them; those that are None were not given. Fails with what is wrong."""
    try:
        settings = Settings(**{name: value for name, value in flags.items() if value is not None})
        require_known(settings.home)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        advice = "`greffier config show` tells where each comes from."
        fail(f"The settings cannot be used: {problems}. {advice}", EXIT_USAGE)
    except HomeError as error:
        fail(str(error), EXIT_USAGE)
    return settings


def fail(message: str, code: int) -> NoReturn:
    """End the command: what happened and what to do on stderr, and the exit code."""
    console.complain(message)
    raise typer.Exit(code)
