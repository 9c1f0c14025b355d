"""The Dagster entry point: everything under `defs/`, run in one process, one run at a time."""

from pathlib import Path

import dagster as dg

from orchestration.environment import prepare
from orchestration.settings import Settings

# The UI, the daemon and their run workers load this module first: the home must be ready before dbt is parsed.
prepare(Settings())


@dg.definitions
def defs() -> dg.Definitions:
    """Assets, checks, the nightly job and its schedule, resources."""
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),
        # A process a step would import Dagster and dbt again for each of them: three times the work of a night.
        dg.Definitions(executor=dg.in_process_executor),
    )
