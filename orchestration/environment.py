"""Make a home ready and give the processes below us their environment: one place for every switch.

What belongs here: folders, Dagster's instance file, environment variables. What does not: values (see `settings`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from orchestration import dagster_storage
from orchestration.home_format import require_known
from orchestration.settings import PROJECT_ROOT, Settings

TELEMETRY_OFF = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def variables(settings: Settings) -> dict[str, str]:
    """The environment that Dagster, dbt and the workers need: the settings themselves, and telemetry off."""
    stated = {name: value for name, value in settings.model_dump().items() if value is not None}
    own = {f"GREFFIER_{name.upper()}": _as_variable(value) for name, value in stated.items()}
    return {
        **own,
        **TELEMETRY_OFF,
        "GREFFIER_DATABASE": str(settings.database),
        "DAGSTER_HOME": str(settings.dagster_home),
        "GREFFIER_LOOKS": str(settings.looks),
        "DBT_TARGET_PATH": str(settings.dbt_target),
        "DBT_LOG_PATH": str(settings.dbt_target / "logs"),
        # The debug log repeats every statement: megabytes a night that nobody reads.
        "DBT_LOG_LEVEL_FILE": "warn",
        "DBT_PROFILES_DIR": str(PROJECT_ROOT / "dbt_project"),
    }


def _as_variable(value: Any) -> str:
    """A setting as pydantic-settings reads it back: lists and tables as JSON."""
    return json.dumps(value) if isinstance(value, (dict, tuple)) else str(value)


def prepare(settings: Settings) -> None:
    """Create the home's folders, refresh Dagster's instance file and export the environment to this process.

    Raises HomeError when a newer Greffier made the home, RecordsOutOfReachError when PostgreSQL does not answer.
    """
    require_known(settings.home)
    dagster_storage.require_reach(settings.dagster_home)
    for folder in (settings.home, settings.dagster_home, settings.dbt_target, settings.looks):
        # What is read here may name people: the home is for its owner only.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refresh(settings.dagster_home / "dagster.yaml", dagster_storage.instance_file())
    os.environ.update(variables(settings))


def _refresh(path: Path, content: bytes) -> None:
    """Give a file this content in one step, and only if it has another: a run may be reading it."""
    if not path.exists() or path.read_bytes() != content:
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)
