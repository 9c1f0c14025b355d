"""What the assets share: settings, the working database under the writer's lock, dbt.

What belongs here: Dagster resources. What does not: work.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed_version
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration import dead_runs, old_runs, progress
from orchestration.defs.run_tags import tag_run
from orchestration.environment import prepare
from orchestration.publishing import latest_release
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.lock import writer_lock
from orchestration.warehouse.store import Store

DBT_PROJECT = PROJECT_ROOT / "dbt_project"


class Greffier(dg.ConfigurableResource["Greffier"]):
    """The settings and the working database of this home. A run holds the writer's lock as long as it has this."""

    @property
    def settings(self) -> Settings:
        """The settings as the process's environment and files state them."""
        return Settings()

    @property
    def store(self) -> Store:
        """The working database."""
        return Store(self.settings.database)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Greffier]:
        """Take the writer's lock for the whole run; a second run fails at once and changes nothing."""
        prepare(self.settings)
        tag_run(context, self.settings)
        with writer_lock(self.settings.home):
            dead_runs.close(self.settings.dagster_home, besides=context.run_id)
            _forget_old_runs(context, self.settings)
            if damage := self.store.create():
                (context.log or dg.get_dagster_logger()).warning(damage)
                progress.tell(damage)
            yield self


def _forget_old_runs(context: dg.InitResourceContext, settings: Settings) -> None:
    """Remove the records of runs of long ago, but for the run that made the current release."""
    release = latest_release(settings.output)
    made = {str(release.manifest.get("run_id"))} if release else set()
    before = datetime.now(UTC) - timedelta(days=settings.keep_runs_days)
    if context.instance:
        old_runs.forget(context.instance, settings.dagster_home, before, besides=made)


class OfflineDbtCliResource(DbtCliResource):
    """A dbt that calls nobody and stays in its own process.

    Before each command the parent class runs `dbt --version`, which asks the package registry for newer versions, and
    imports all of dbt into this process for metadata that we collect ourselves (six CPU-seconds).
    """

    @property
    def _cli_version(self) -> Version:
        return Version(installed_version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:
        """No adapter: nothing here asks the database through dbt."""


def dbt_resource() -> OfflineDbtCliResource:
    """The dbt of this environment on our project, wherever the process was started from."""
    return OfflineDbtCliResource(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=str(Path(sys.executable).with_name("greffier-dbt")),
    )


# The resources by the names under which assets ask for them.
RESOURCES = {"greffier": Greffier(), "dbt": dbt_resource()}
