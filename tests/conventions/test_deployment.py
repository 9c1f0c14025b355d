"""What `docs/deploy` hands out is right by the linters of those who will run it, and names what is there."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import GREFFIER, ROOT

DEPLOY = ROOT / "docs" / "deploy"
SERVICES = ["greffier.service", "greffier-night.service", "greffier-explorer.service"]
UNITS = [*SERVICES, "greffier-night.timer"]
INSTALLED = "/opt/greffier/.venv/bin/greffier"
# Tenths of what `systemd-analyze security` gives to a service without any protection (100).
MOST_EXPOSED = {"greffier.service": 20, "greffier-night.service": 15, "greffier-explorer.service": 15}
SYSTEMD = shutil.which("systemd-analyze")
HADOLINT = Path(sys.executable).with_name("hadolint")

needs_systemd = pytest.mark.skipif(SYSTEMD is None, reason="no systemd-analyze: install Debian's package `systemd`")


@pytest.fixture
def units(tmp_path):
    """The units as somebody installs them, with the Greffier of these tests for the installed one."""
    for name in UNITS:
        (tmp_path / name).write_text((DEPLOY / name).read_text().replace(INSTALLED, GREFFIER))
    return tmp_path


def systemd(folder, *arguments):
    return subprocess.run([SYSTEMD, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def settings_of(unit):
    """The lines of a unit; one that may stand twice is told with its last value."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / unit)
    return parser["Service"]


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_understands_every_line(units, unit):
    verified = systemd(units, "verify", "--man=no", f"./{unit}")
    assert (verified.returncode, verified.stderr.strip()) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_is_shut_in(units, unit):
    """An added right raises the figure; one that must be raises the bound here, with its reason in the unit."""
    judged = systemd(
        units, "security", "--offline=true", f"--threshold={MOST_EXPOSED[unit]}", "--no-pager", f"./{unit}"
    )
    assert judged.returncode == 0, judged.stdout


def test_the_night_has_no_network_and_a_bound_of_memory():
    night = settings_of("greffier-night.service")
    assert night["PrivateNetwork"] == "yes"
    assert re.fullmatch(r"\d+G", night["MemoryMax"])


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_runs_a_command_that_there_is(unit):
    program, command, *_ = settings_of(unit)["ExecStart"].split()
    assert program == INSTALLED
    asked = subprocess.run([GREFFIER, command, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert asked.returncode == 0


def test_the_container_file_is_clean():
    """By hadolint, the linter of container files, down to its smallest remarks."""
    linted = subprocess.run(
        [HADOLINT, "--no-color", str(DEPLOY / "Containerfile")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_container_file_copies_what_is_there_and_all_that_is_packaged():
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    assert all((ROOT / source).exists() for source in sources)
    assert {"orchestration", "dbt_project", "data/curation", "pyproject.toml", "requirements.lock"} <= sources
