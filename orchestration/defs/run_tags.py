"""What every run says of itself in Dagster's list of runs: which code and which rules it ran.

What belongs here: those tags. What does not: the id of the release, which a run knows when it has published.
"""

import subprocess
from contextlib import suppress

import dagster as dg

from orchestration.extraction.version import ModelMissingError, pipeline_version
from orchestration.settings import PROJECT_ROOT, Settings

RELEASE, PIPELINE, COMMIT = "greffier/release_id", "greffier/pipeline_version", "greffier/git_commit"


def tag_run(context: dg.InitResourceContext, settings: Settings) -> None:
    """Tag the run of this context with the version of the pipeline and, in a checkout, with the commit."""
    if context.run_id is None or context.instance is None:
        return
    tags = {}
    with suppress(ModelMissingError):
        tags[PIPELINE] = pipeline_version(settings.models)
    if commit := _commit():
        tags[COMMIT] = commit
    context.instance.add_run_tags(context.run_id, tags)


def _commit() -> str | None:
    """The commit of the checkout that this code lies in; None outside one, and where there is no git."""
    if not (PROJECT_ROOT / ".git").exists():
        return None
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git is installed
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
        return done.stdout.strip()
    return None
