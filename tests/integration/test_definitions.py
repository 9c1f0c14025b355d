"""The graph as Dagster loads it: whole, named, described, scheduled, and without outputs that would be pickled."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml

from tests.conftest import ROOT

pytestmark = pytest.mark.integration

LAYERS = ["bronze", "annotation", "resolution", "staging", "intermediate", "marts", "release"]


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("GREFFIER_HOME", str(tmp_path_factory.mktemp("home")))
    patch.setenv("GREFFIER_DOCUMENTS", str(tmp_path_factory.mktemp("documents")))
    patch.setenv("GREFFIER_OUTPUT", str(tmp_path_factory.mktemp("published")))
    from orchestration.definitions import defs

    yield defs
    patch.undo()


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def test_no_asset_is_a_stub(graph):
    """A misspelt dependency silently makes an asset that nobody builds, and its step runs too early."""
    assert [key for key in graph.get_all_asset_keys() if not graph.get(key).is_materializable] == []


def test_every_asset_has_a_layer_a_description_kinds_and_owners(graph):
    for key in graph.get_all_asset_keys():
        asset = graph.get(key)
        assert asset.group_name in LAYERS, key
        assert asset.group_name == key.path[0]
        assert asset.description, key
        assert asset.kinds, key
        assert asset.owners, key


def test_the_release_comes_after_everything(graph):
    upstream, todo = set(), [dg.AssetKey(["release", "latest"])]
    while todo:
        key = todo.pop()
        upstream.add(key)
        todo += [parent for parent in graph.get(key).parent_keys if parent not in upstream]
    assert {key.path[0] for key in upstream} == set(LAYERS)
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert marts <= upstream


def test_every_mart_is_checked_by_dbt_and_by_great_expectations(graph):
    for key in graph.get_all_asset_keys():
        if key.path[0] == "marts":
            assert graph.get(key).check_keys, key
            assert (
                dg.AssetCheckKey(dg.AssetKey(["release", "staged"]), f"expectations_{key.path[1]}")
                in graph.asset_check_keys
            )


def test_the_night_is_scheduled_in_paris_time_and_switched_on(definitions):
    schedule = definitions.resolve_schedule_def("every_night")
    assert schedule.execution_timezone == "Europe/Paris"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "nightly"


def test_the_job_runs_every_asset_in_one_process(definitions, graph):
    job = definitions.resolve_job_def("nightly")
    assert job.executor_def.name == "in_process"
    assert set(job.asset_layer.executable_asset_keys) == set(graph.get_all_asset_keys())


def test_a_tick_without_a_release_asks_for_a_run(definitions):
    from datetime import UTC, datetime

    schedule = definitions.resolve_schedule_def("every_night")
    with dg.instance_for_test() as instance:
        context = dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 1, 2, tzinfo=UTC))
        assert isinstance(schedule.evaluate_tick(context).run_requests[0], dg.RunRequest)


def test_dagster_s_own_check_of_the_project_passes(greffier):
    greffier.home.mkdir()
    done = subprocess.run(
        [Path(sys.executable).with_name("dg"), "check", "defs"],
        cwd=ROOT,
        # Without a home Dagster makes one in the folder where it is called, and leaves it there when interrupted.
        env=greffier.environment | {"DAGSTER_HOME": str(greffier.home)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All definitions loaded successfully" in done.stdout + done.stderr


def test_nothing_phones_home():
    shipped = yaml.safe_load((ROOT / "orchestration" / "dagster.yaml").read_text())
    assert shipped["telemetry"] == {"enabled": False}
    assert shipped["nux"] == {"enabled": False}
    dbt = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text())
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
