"""The Dagster entry point: everything under `defs/`, run in one process, one run at a time."""

import dagster as dg

from orchestration.environment import prepare
from orchestration.settings import Settings

# The UI, the daemon and their run workers load this module first: the home must be ready before dbt is parsed.
prepare(Settings())

from orchestration import defs as package  # noqa: E402 - its modules read the prepared home
from orchestration.defs.alerting import tell, tell_failure  # noqa: E402
from orchestration.defs.arrivals import documents_have_come  # noqa: E402
from orchestration.defs.automation import every_night, nightly  # noqa: E402
from orchestration.defs.resources import RESOURCES  # noqa: E402

# `load_from_defs_folder` would build a component tree for twice the price, and there are no components here.
defs = dg.Definitions(
    assets=dg.load_assets_from_package_module(package),
    asset_checks=dg.load_asset_checks_from_package_module(package),
    jobs=[nightly],
    schedules=[every_night],
    sensors=[documents_have_come, tell, tell_failure],
    resources=RESOURCES,
    # A process a step would import Dagster and dbt again for each of them: three times the work of a night.
    executor=dg.in_process_executor,
)
