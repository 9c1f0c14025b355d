"""Whether what runs here is what was tested: Python, packages, models, and nothing that calls out.

What belongs here: checks on the installation. What does not: folders and state of one Greffier.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from orchestration.doctor.finding import Finding, Level
from orchestration.documents.readers import ocr
from orchestration.extraction.version import ModelMissingError, pipeline_version
from orchestration.settings import PROJECT_ROOT, Settings

LOCK = PROJECT_ROOT / "requirements.lock"
SET_UP = "Install what the lock names: make setup"


def python(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether this is a Python that Greffier is tested on."""
    wanted, here = metadata("greffier")["Requires-Python"], platform.python_version()
    if here not in SpecifierSet(wanted):
        yield Finding(
            Level.STOPS, f"This is Python {here}; Greffier needs {wanted}.", "Make .venv anew with such a one."
        )


def packages(_settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether every package of the lock is here, in the locked version; others may read or write other bytes."""
    if not LOCK.exists():
        yield Finding(Level.NOTES, f"There is no {LOCK}, so versions cannot be compared.", "Run from the checkout.")
        return
    for wanted in locked(LOCK):
        try:
            here = version(wanted.name)
        except PackageNotFoundError:
            yield Finding(Level.STOPS, f"{wanted.name} is not installed.", SET_UP)
            continue
        if here not in wanted.specifier:
            yield Finding(Level.WARNS, f"{wanted.name} is {here}; the lock names {wanted.specifier}.", SET_UP)


def locked(lock: Path) -> list[Requirement]:
    """What the lock names for this Python and machine, without its hashes."""
    lines = [line.rstrip(" \\") for line in lock.read_text(encoding="utf-8").splitlines()]
    named = [Requirement(line) for line in lines if line and not line.startswith((" ", "#", "-"))]
    return [wanted for wanted in named if wanted.marker is None or wanted.marker.evaluate()]


def models(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the spaCy pipelines are here that the settings name."""
    try:
        pipeline_version(settings.models)
    except ModelMissingError as error:
        yield Finding(Level.STOPS, str(error), "docs/languages.md names the pipelines and how to install one.")


def tesseract(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether there is what reads scans, if scans are to be read."""
    if settings.ocr and (lack := ocr.missing()):
        yield Finding(Level.STOPS, f"The setting `ocr` is on, but {lack}.", "Install it, or set GREFFIER_OCR=false.")


def telemetry(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the files by which Dagster and dbt are told to call nobody still say so."""
    told = {
        settings.dagster_home / "dagster.yaml": ("telemetry", "enabled"),
        PROJECT_ROOT / "dbt_project" / "dbt_project.yml": ("flags", "send_anonymous_usage_stats"),
    }
    for path, (section, switch) in told.items():
        if path.exists() and _read(path).get(section, {}).get(switch) is not False:
            remedy = f"Set `{switch}: false` under `{section}:` there; a run writes the home's own file anew."
            yield Finding(Level.WARNS, f"{path} does not switch usage statistics off.", remedy)


def _read(path: Path) -> dict[str, dict[str, object]]:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        return {}
    return told if isinstance(told, dict) else {}
