"""dbt: every model an asset, every data test a check.

What belongs here: how dbt's nodes look in Dagster and the one command that builds them. What does not: SQL.
"""

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration import progress
from orchestration.defs.reporting import OWNERS, table_metadata
from orchestration.defs.resources import DBT_PROJECT, Greffier, dbt_resource
from orchestration.quality.dbt_results import RUN_VARIABLE
from orchestration.quality.runner import warm_up
from orchestration.settings import Settings
from orchestration.warehouse.store import look_left_by_dbt


class LayerTranslator(DagsterDbtTranslator):
    """Models are keyed by schema and table, as in DuckDB, and grouped by layer."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer: staging, intermediate or marts."""
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Who answers for the model."""
        return list(super().get_owners(dbt_resource_props) or OWNERS)


def manifest_path(target: Path) -> Path:
    """The manifest of dbt, parsed anew when missing or made of another project: a stale one shows a graph of the past.

    Times say nothing of that: the files of an older Greffier may be younger than those of the one that replaces it.
    """
    manifest, made_of, project = target / "manifest.json", target / "manifest.made-of", _project_version()
    if not (manifest.exists() and made_of.exists() and made_of.read_text(encoding="utf-8") == project):
        progress.report("Parsing the dbt project")
        dbt_resource().cli(["parse", "--quiet"], target_path=target).wait()
        made_of.write_text(project, encoding="utf-8")
    return manifest


def _project_version() -> str:
    """Hash of the project's files, and the dbt that parses them."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for path in sorted(path for path in DBT_PROJECT.rglob("*") if path.suffix in {".sql", ".yml"}):
        digest.update(path.relative_to(DBT_PROJECT).as_posix().encode() + b"\x00" + path.read_bytes())
    return digest.hexdigest()


MANIFEST = manifest_path(Settings().dbt_target)


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=LayerTranslator())
def transform(context: dg.AssetExecutionContext, dbt: DbtCliResource, greffier: Greffier) -> Iterator[Any]:
    """Build and test staging, intermediate and marts; a failing test ends the night before anything is published."""
    progress.report("Building tables (dbt)")
    # Importing Great Expectations costs as much as dbt takes: done meanwhile, on the other core.
    threading.Thread(target=warm_up, daemon=True).start()
    # Unit tests of the models' logic belong to development; at night the data are tested.
    command = ["build", "--exclude-resource-type", "unit_test"]
    # dbt writes it into its results, so that the verdict can tell them from those of another night.
    os.environ[RUN_VARIABLE] = context.run.run_id
    invocation = dbt.cli(command, context=context, target_path=greffier.settings.dbt_target)
    # Told as it happens: the events of a table, thousands of small writes, cost nothing beside dbt on the other core.
    for event in invocation.stream():
        yield _with_look(event, context, greffier) if isinstance(event, dg.Output) else event


def _with_look(event: dg.Output[Any], context: dg.AssetExecutionContext, greffier: Greffier) -> dg.Output[Any]:
    name = ".".join(context.asset_key_for_output(event.output_name).path)
    look = look_left_by_dbt(greffier.settings.looks / f"{name}.parquet")
    return event.with_metadata({**event.metadata, **table_metadata(name, look)})
